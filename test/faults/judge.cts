import { isReached } from '../../tools/simulator/usage.cts';
import type { LedgerRow } from '../../tools/simulator/booking.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Order } from '../../tools/simulator/store.cts';
import type { ItemError } from '../harness/items.cts';
import type { Batch, Item } from './batches.cts';

/** Compares the output of a batch with the simulator's bookings. */
export interface Breach {
	rule: string;
	batch: string;
	what: string;
	/** The calls that led to the breach. */
	calls?: string[];
}

export type Report = (rule: keyof typeof RULES, what: string) => void;

const RULES = {
	crash: 'Executions that crashed',
	twice: 'Orders booked twice',
	lost: 'Items neither on Success nor on Error',
	both: 'Items on Success and on Error',
	copied: 'Items that came out more than once',
	denied: 'Booked, but reported notExecuted',
	invented: 'Reported Success, but not booked',
	mistaken: 'Success with the order of another line',
	inexact: 'Success with an order that is not what was requested',
	undelivered: 'Success with an order that is not delivered',
	unread: 'Failed items without a full explanation',
	unnamed: 'Bought before a stop, but not named in the error',
};

/** A card of an order on Success, with Simplify on (`lpa`) or off. */
interface GivenCard {
	iccid?: string | null;
	lpa?: string | null;
}

/** JSON of an output item: whatever it is, only these fields are read. */
export interface Given extends GivenCard {
	tag?: string;
	error?: ItemError | null;
	duplicate?: boolean;
	orderNumber?: string;
	orderNum?: string;
	count?: number;
	cards?: GivenCard[];
	cardApiDtoList?: GivenCard[];
}

export interface GivenItem {
	json: Given;
	pairedItem?: { item: number };
}

export interface Stop {
	message: string;
	description?: string;
	itemIndex?: number;
}

/** The output of a run. */
export interface Result {
	outputs: GivenItem[][];
	stoppedBy?: Stop;
	crash?: string;
	/** The process ended before the run. */
	killed?: boolean;
}

/** Ledger rows by the line's tag, updated as the ledger grows. */
export class Books {
	private read = 0;
	private readonly byTag = new Map<string, LedgerRow[]>();
	private readonly byNumber = new Map<string, string>();

	constructor(readonly sim: RunningSimulator) {}

	rowsOf(tag: string): LedgerRow[] {
		this.update();
		return this.byTag.get(tag) ?? [];
	}

	tagOf(orderNumber: string): string | undefined {
		this.update();
		return this.byNumber.get(orderNumber);
	}

	private update(): void {
		for (; this.read < this.sim.ledger.length; this.read++) {
			const row = this.sim.ledger[this.read];
			if (row.kind !== 'order' && row.kind !== 'renewal') continue;
			const tag = this.sim.orders.get(row.orderNum)?.remark ?? '';
			const rows = this.byTag.get(tag) ?? [];
			rows.push(row);
			this.byTag.set(tag, rows);
			this.byNumber.set(row.orderNum, tag);
		}
	}
}

export const errorOf = ({ json }: GivenItem): ItemError | null =>
	typeof json.error === 'object' ? json.error : null;

const TEXTS = ['message', 'resolution', 'type', 'outcome'] as const;

/** Whether a failed item says what happened and what to do. */
const isComplete = (error: ItemError): boolean =>
	TEXTS.every((name) => {
		const text: unknown = error[name];
		return typeof text === 'string' && text !== '' && text !== 'undefined';
	});

const tagsOf = ({ items }: Batch) => new Set(items.map((item) => item.tag));

/** @param before how often each line of the batch was booked before the run */
export function judge(
	batch: Batch,
	result: Result,
	books: Books,
	before: ReadonlyMap<string, number>,
): Breach[] {
	const breaches: Breach[] = [];
	const report: Report = (rule, what) => breaches.push({ rule, batch: batch.id, what });
	const booked = (tag: string) => books.rowsOf(tag).length - (before.get(tag) ?? 0);
	for (const tag of tagsOf(batch)) {
		const times = batch.repeatable ? books.rowsOf(tag).length : booked(tag);
		if (times > 1) report('twice', `${tag}: ${times} times`);
	}
	if (result.crash !== undefined) report('crash', result.crash);
	else if (result.stoppedBy) judgeStop(batch, result.stoppedBy, books, before, report);
	else {
		judgeDenial(batch, result, booked, report);
		judgeItems(batch, result, books, report);
	}
	return breaches;
}

/** At least one item must report what was booked. */
function judgeDenial(
	{ items }: Batch,
	{ outputs }: Result,
	booked: (tag: string) => number,
	report: Report,
): void {
	for (const tag of new Set(items.map((item) => item.tag))) {
		if (booked(tag) === 0) continue;
		// The same line may be in the batch twice: one of the two must report it.
		const reports = outputs
			.flat()
			.filter(({ pairedItem }) => items[pairedItem?.item ?? -1]?.tag === tag);
		if (reports.some((each) => errorOf(each)?.outcome !== 'notExecuted')) continue;
		report('denied', `${tag}: ${JSON.stringify(reports.map(errorOf))}`);
	}
}

function judgeItems(batch: Batch, result: Result, books: Books, report: Report): void {
	const numbersOf = new Map<string, string>();
	batch.items.forEach((item, index) => {
		const mine = result.outputs.flat().filter(({ pairedItem }) => pairedItem?.item === index);
		const good = mine.filter((each) => errorOf(each) === null);
		const wanted = batch.output === 'cards' && batch.simplify ? item.count : 1;
		judgeRoute(batch.route, { mine, wanted, tag: item.tag }, result, report);
		for (const { json } of good) {
			const number = json.orderNumber ?? json.orderNum ?? '';
			const tag = books.tagOf(number);
			const order = books.sim.orders.get(number);
			if (tag === undefined || order === undefined) report('invented', `${item.tag}: ${number}`);
			else if (tag !== item.tag) report('mistaken', `${item.tag} got ${tag}`);
			else judgeOrder(batch, item, order, books.sim, report);
			if ((numbersOf.get(number) ?? item.tag) !== item.tag) report('mistaken', number);
			numbersOf.set(number, item.tag);
		}
		if (good.length > 0) judgeCards(batch, item, good, books.sim, report);
	});
}

interface ItemOutput {
	/** the output for one item */
	mine: GivenItem[];
	/** items on Success, if any are there */
	wanted: number;
	tag: string;
}

/** An item must come out once, on the output of its route. */
export function judgeRoute(
	route: Batch['route'],
	{ mine, wanted, tag }: ItemOutput,
	{ outputs }: Result,
	report: Report,
): void {
	const bad = mine.filter((each) => errorOf(each) !== null);
	const goods = mine.length - bad.length;
	if (mine.length === 0) report('lost', tag);
	if (goods > 0 && bad.length > 0) report('both', tag);
	if (bad.length > 1 || (goods > 0 && goods !== wanted)) report('copied', tag);
	const isBare = route === 'n8nErrorOutput' || route === 'agent';
	for (const each of bad) {
		const error = errorOf(each);
		if (error !== null && !isComplete(error)) report('unread', JSON.stringify(error));
		const isPresent =
			route === 'n8nErrorOutput'
				? !outputs[0].includes(each)
				: outputs[route === 'errorOutput' ? 1 : 0].includes(each);
		if (!isPresent || (!isBare && each.json.tag !== tag)) report('lost', `${tag} misrouted`);
	}
}

/** An item's order must be the one that it requested, and usable. */
function judgeOrder(
	batch: Batch,
	item: Item,
	order: Order,
	sim: RunningSimulator,
	report: Report,
): void {
	const { tag, iccid, count, daypassDays } = item;
	const wrong = [
		batch.orderBy === 'package' && order.package.priceid !== item.priceId && 'package',
		batch.orderBy === 'apiCode' && order.package.apiCode !== item.apiCode && 'API code',
		order.count !== count && 'count',
		daypassDays !== '' && order.daypassDays !== Number(daypassDays) && 'days',
		iccid !== '' && order.plans[0].card.iccid !== iccid && 'card',
	].filter((name) => name !== false);
	if (wrong.length > 0) report('inexact', `${tag} ${order.orderNum}: ${wrong.join()}`);
	if (order.status !== 0 && order.status !== 5) {
		report('undelivered', `${tag} ${order.orderNum} is in status ${order.status}`);
	}
	const modes = sim.modesOf(order);
	// The card of a renewal is already in use; an eSIM with an activation code is usable without its ICCID.
	if (batch.operation === 'renew' || modes.undelivered === 'noIccid') return;
	// A first card that is repeated counts once.
	const delivered = Math.max(modes.delivered, modes.undelivered === 'same' ? 1 : 0);
	if (!isReached(order, modes.deliveryMs, sim.clock.now()) && delivered < count) {
		report('undelivered', `${tag} ${order.orderNum}: ${delivered} of ${count}`);
	}
}

/** Every card of the order must be there, with its activation code. */
function judgeCards(
	batch: Batch,
	item: Item,
	good: GivenItem[],
	sim: RunningSimulator,
	report: Report,
): void {
	const [{ json }] = good;
	const order = sim.orders.get(json.orderNumber ?? json.orderNum ?? '');
	if (order === undefined) return;
	const isRaw = !batch.simplify;
	const each = batch.output === 'cards' && !isRaw;
	const cards = each
		? good.map((one) => one.json)
		: ((isRaw ? json.cardApiDtoList : json.cards) ?? []);
	const missing = (what: string) => {
		report('undelivered', `${item.tag} ${order.orderNum}: ${what}`);
	};
	// The ICCID of an eSIM may be missing, but it must not be another card's.
	const booked = new Set(order.plans.map(({ card }) => card.iccid));
	const foreign = cards.filter(({ iccid }) => iccid && !booked.has(iccid));
	if (cards.length !== booked.size || foreign.length > 0) {
		missing(`${cards.map(({ iccid }) => iccid).join()} for ${[...booked].join()}`);
	}
	if (isRaw || batch.operation === 'renew') return;
	const codes = new Set(order.plans.map(({ card }) => `LPA:1$${card.host}$${card.matchingId}`));
	for (const { lpa } of cards) {
		// After the matching ID there may be an OID and the flag for a confirmation code.
		const code = lpa?.split('$').slice(0, 3).join('$') ?? '';
		if (!codes.delete(code)) missing(`code ${String(lpa)}`);
	}
}

/** The error that stops the workflow must name what was bought before it. */
function judgeStop(
	batch: Batch,
	{ message, description = '', itemIndex = -1 }: Stop,
	books: Books,
	before: ReadonlyMap<string, number>,
	report: Report,
): void {
	const said = `${message} ${description}`;
	const isDoubtful = /may have been placed|placed/.test(said);
	batch.items.forEach((item, index) => {
		for (const row of books.rowsOf(item.tag).slice(before.get(item.tag))) {
			if (said.includes(row.orderNum) || namesItem(description, index)) continue;
			const isItself = batch.items[itemIndex]?.tag === item.tag;
			if (!isItself) {
				const where = `(stopped at ${itemIndex}, ${index})`;
				report('unnamed', `${item.tag} ${row.orderNum} ${where}: ${description}`);
			} else if (!isDoubtful) report('denied', `${item.tag}: ${said}`);
		}
	});
}

/** Whether the error says that this item may have been bought. */
const namesItem = (description: string, index: number): boolean =>
	new RegExp(`\\bitem ${index}\\b`).test(description);
