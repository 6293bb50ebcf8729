/**
 * How this MIOeSIM behaves where the documentation leaves room (docs/api.md). Every mode is a text or a
 * number, the same in the settings, on the command line and in the control interface.
 */

interface Mode<Value> {
	usual: Value;
	/** The allowed values, for people. */
	values: string;
	description: string;
	/** @throws for a value that is not allowed */
	read: (text: string) => Value;
}

type Words<Text extends string> = Text extends `${infer Word} ${infer More}`
	? Word | Words<More>
	: Text;

/** @param values separated by spaces, the usual one first */
const choice = <const Text extends string>(
	description: string,
	values: Text,
): Mode<Words<Text>> => {
	const list = values.split(' ') as Words<Text>[];
	return {
		usual: list[0],
		values: list.join(' | '),
		description,
		read: (text) => {
			const found = list.find((value) => value === text);
			if (found === undefined) throw new Error(`is one of ${list.join(', ')}`);
			return found;
		},
	};
};

const whole = (description: string, usual = 0): Mode<number> => ({
	usual,
	values: 'N',
	description,
	read: (text) => {
		if (/^-?\d+$/.test(text)) return Number(text);
		throw new Error('is a whole number');
	},
});

/** Milliseconds by the simulator's clock. */
const time = (description: string, usual: number | 'never' = 0): Mode<number | 'never'> => ({
	usual,
	values: 'MS | never',
	description,
	read: (text) => {
		if (text === 'never') return text;
		if (/^\d+$/.test(text)) return Number(text);
		throw new Error('is a number of milliseconds, or never');
	},
});

const text = <Value extends string>(
	description: string,
	usual: Value,
	values: string,
	isValid: (given: string) => given is Value,
): Mode<Value> => ({
	usual,
	values,
	description,
	read: (given) => {
		if (isValid(given)) return given;
		throw new Error(`is ${values}`);
	},
});

export type KeptId = 'asSent' | 'other' | 'lower' | 'trimmed' | 'escaped' | `cut:${number}`;
export type BookedReply = 'given' | 'drop' | 'hang' | `http:${number}` | `code:${string}`;
export type Expiry = 'none' | `${string}:${'data' | 'beside' | 'nested'}:${ExpiryForm}`;
export type ExpiryForm = 'seconds' | 'milliseconds' | 'moment' | 'momentSeconds' | 'date' | 'iso';

const isKeptId = (given: string): given is KeptId =>
	/^(asSent|other|lower|trimmed|escaped|cut:\d+)$/.test(given);
const isBookedReply = (given: string): given is BookedReply =>
	/^(given|drop|hang|http:\d{3}|code:.+)$/.test(given);
const isExpiry = (given: string): given is Expiry =>
	/^(none|\w+:(data|beside|nested):(seconds|milliseconds|moment|momentSeconds|date|iso))$/.test(
		given,
	);
const isStatuses = (given: string): given is string =>
	/^(ok|matching|-?\w+=\d{3}(,-?\w+=\d{3})*)$/.test(given);

export const MODES = {
	reads: choice('methods that reads are served by', 'both post get documented'),
	refuse: choice(
		'how a read by another method is refused: with a framework’s JSON, a page, or an envelope',
		'json405 json404 json200 page405 page404 envelope envelope405 chinese',
	),
	refuseCode: whole('code in the envelope that refuses a method', 500),
	statuses: text(
		'HTTP statuses with envelopes: 200 for all, those that fit the codes, or a list (0: success)',
		'ok',
		'ok | matching | CODE=STATUS,…',
		isStatuses,
	),

	sharedCode: choice('whose package a code orders that several SKUs have', 'first last'),

	loginKeys: choice('case of the keys in a login reply', 'documented lower upper title'),
	loginToken: choice('where login puts the token', 'inData asData beside nested'),
	loginCode: choice('how login reports success', '1 0 text1 text0'),
	expiry: text(
		'the end of the token in a login reply: its key, where it is, and how it is written',
		'none',
		'none | KEY:data|beside|nested:seconds|milliseconds|moment|momentSeconds|date|iso',
		isExpiry,
	),

	deliveryMs: time('when all cards of an order are delivered, counted from its booking'),
	delivered: whole('cards that are delivered at once'),
	undelivered: choice(
		'what the other cards look like until then',
		'absent empty link prose noIccid same',
	),
	codes: choice(
		'how activation codes are written, or what is in their place',
		'documented lowerPrefix noPrefix spaced percentEncoded oid confirmation parts whole inHost inMatchingId lpa lpaString snake shortHost urlHost portHost placeholder link prose empty',
	),
	iccids: choice('how ICCIDs are written', 'text number padded'),
	iccidDigits: choice('digits of the ICCIDs of new eSIMs', '20 19 18'),
	orderStatus: whole('status that an order is booked with'),
	paidMs: time('when an order that is booked as unpaid becomes paid', 'never'),
	cardsKey: choice('under what name an order has its cards', 'cardApiDtoList cards cardList'),
	extraCards: whole('cards that an order gets more than was asked for; negative: fewer'),
	validity: choice('validity of a card: the days of its plan, or another number', 'days other'),
	renewalCards: choice('cards in the reply of a renewal', 'shown noIccid none'),
	cancelledCards: choice('cancelled cards in an order’s reply', 'listed removed'),

	bookingMs: time('when an order, renewal or cancellation is booked, counted from its receipt'),
	bookedReply: text(
		'the reply to it; anything but given is sent at once',
		'given',
		'given | drop | hang | http:STATUS | code:CODE',
		isBookedReply,
	),
	books: choice('what an order books', 'asked twice otherPackage'),
	replies: choice('whose order a reply shows', 'own stranger'),
	infoMs: time('when getOrderInfo knows an order, counted from its booking; -3 until then'),
	listMs: time('when the lists show an order, counted from its booking'),

	ids: text(
		'how the caller’s IDs are stored',
		'asSent',
		'asSent | other | lower | trimmed | escaped | cut:LENGTH',
		isKeptId,
	),
	idFilter: choice('how lists compare IDs', 'exact ignoreCase contains'),
	filters: choice(
		'filters of queryEsimOrder: honoured, the external IDs or all ignored, or 30 rows of others whatever is asked',
		'honoured noIds none strangers',
	),
	pageSizes: choice('what becomes of a pageSize above 30', 'honoured capped refused'),
	nothingFound: choice(
		'how queryEsimOrder tells that nothing was found: by its rows, by its data, or by a code',
		'nullRows noRows object null text list 3 -3 -8',
	),
	supported: choice('the list of a card: with packages, or with the SKU only', 'packages skuOnly'),

	renewal: choice(
		'renewal in orders; documented: wrong in every third',
		'documented right wrong absent',
	),
	renew: choice('renew in orders and rows', 'right wrong absent'),
	pflag: choice('pflag in rows', 'right wrong absent'),
	unknowns: choice(
		'count, price, days and IDs of packages in orders, or what is told in their place',
		'told zero null empty absent',
	),
	emails: choice('e-mail addresses in lists', 'told masked account null'),
	usage: choice('how usage is written', 'documented unit grouped'),
	prices: choice('how prices are written', 'documented text unit symbol'),
	dates: choice(
		'how dates are written',
		'documented array object javaDate ms seconds dotnet iso zoned compact slashed dotted chinese english cst',
	),
	noDates: choice(
		'what stands in place of a date that is not known',
		'null zeros epoch year1 year1900 dash zero nullText empty chinese',
	),
	charset: choice('charset of JSON replies, which they name', 'utf-8 gbk gb18030'),
	texts: choice('texts in replies: plain, or with unescaped control characters', 'plain control'),
} satisfies Record<string, Mode<string | number>>;

export type ModeName = keyof typeof MODES;
export type Modes = { [Name in ModeName]: ReturnType<(typeof MODES)[Name]['read']> };

export const MODE_NAMES = Object.keys(MODES) as ModeName[];

export const USUAL = Object.fromEntries(
	MODE_NAMES.map((name) => [name, MODES[name].usual]),
) as Modes;

/** A call that a rule may treat differently. */
export interface ModeTarget {
	endpoint: string | null;
	params: Record<string, string>;
}

/** Modes for some calls only. Those for an order stay with that order. */
export type ModeRule = (call: ModeTarget) => Partial<Modes> | null;

/** @throws for a mode that does not exist, or a value that is not allowed */
export function readModes(
	given: Partial<Record<string, string | number | boolean | null>>,
): Partial<Modes> {
	const modes: Partial<Record<string, unknown>> = {};
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined) continue;
		if (!Object.hasOwn(MODES, name)) throw new Error(`No mode '${name}'`);
		try {
			modes[name] = MODES[name as ModeName].read(String(value));
		} catch (error) {
			throw new Error(`Mode '${name}' ${(error as Error).message}, not '${String(value)}'`);
		}
	}
	return modes;
}

/** The modes in force: those for all calls, and rules for some. */
export class ModeBook {
	readonly rules: ModeRule[] = [];
	private readonly first: Partial<Modes>;
	private all: Modes;

	constructor(settings: Partial<Modes> = {}) {
		this.first = readModes(settings);
		this.all = { ...USUAL, ...this.first };
	}

	get current(): Readonly<Modes> {
		return this.all;
	}

	/** Changes some modes from now on, including those of existing orders. */
	set(settings: Partial<Modes>): void {
		this.all = { ...this.all, ...readModes(settings) };
	}

	/** Whether no mode differs from the usual for all calls. */
	get isUsual(): boolean {
		return MODE_NAMES.every((name) => this.all[name] === USUAL[name]);
	}

	/** The modes that rules set for this call. */
	special(call: ModeTarget): Partial<Modes> {
		return Object.assign({}, ...this.rules.map((rule) => rule(call))) as Partial<Modes>;
	}

	/** Returns to the modes that the simulator was started with. */
	reset(): void {
		this.rules.length = 0;
		this.all = { ...USUAL, ...this.first };
	}
}
