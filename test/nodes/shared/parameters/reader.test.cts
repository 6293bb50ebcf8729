import type { IExecuteFunctions, INode, INodeProperties, IPollFunctions } from 'n8n-workflow';
import * as choices from '../../../../dist/nodes/shared/parameters/choice';
import * as days from '../../../../dist/nodes/shared/parameters/day';
import { fieldsOf, itemSource, pollSource } from '../../../../dist/nodes/shared/parameters/fields';
import * as numbers from '../../../../dist/nodes/shared/parameters/number';
import * as textKinds from '../../../../dist/nodes/shared/parameters/textKinds';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';
import type { StoredAccount } from '../../../../dist/mioesim/client/account';
import { partnerField, readPartnerOf } from '../../../../dist/nodes/MioEsim/fields/common';
import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';

const field = (displayName: string, name: string, typeOptions = {}, more = {}) =>
	({ displayName, name, type: 'string', default: '', typeOptions, ...more }) as INodeProperties;
const offering = (...offers: string[]) => ({
	options: offers.map((offer) => ({ name: offer || 'All', value: offer })),
});
const collection = (displayName: string, name: string, standard: object, options: unknown[]) =>
	field(displayName, name, {}, { type: 'collection', default: standard, options });

const declared = [
	field('Return All', 'returnAll', {}, { default: false }),
	field('Only Unused', 'onlyUnused', {}, { default: true }),
	field('Name Contains', 'nameFilter'),
	field('ICCIDs', 'iccids', { mayBeEmpty: false }),
	field('Prefix', 'prefix', { textKind: 'code' }),
	field('Number', 'number', { textKind: 'orderNumber' }),
	field('Limit', 'limit', {}, { default: 50 }),
	field('Continent', 'continent', {}, offering('', 'Asia')),
	field('Events', 'events', {}, { ...offering('newOrder', 'planEnded'), default: [] }),
	field('Package', 'priceId', { textKind: 'numericId' }),
	collection('Filters', 'filters', {}, [
		field('Package Name', 'packageName'),
		field('Ordered After', 'orderedAfter'),
	]),
	collection('Additional Fields', 'additionalFields', { highestPrice: '' }, [
		field('Highest Price', 'highestPrice', { minValue: 0.01, mayBeEmpty: false }),
		field('Remark', 'remark', { mayBeEmpty: true }),
		field('External Item ID', 'externalItemId', { textKind: 'id' }),
		field('Timeout', 'timeout', { minValue: 1000, maxValue: 600_000 }, { default: 30_000 }),
	]),
];

/** What is saved, and what n8n makes of it if that is an expression; what is saved is given, too. */
interface Setting {
	written?: unknown;
	given: unknown;
	type?: string;
}
const saved = (value: unknown): Setting => ({ written: value, given: value });
const byExpression = (given: unknown, type?: string): Setting => ({
	written: '={{ $json.x }}',
	given,
	type,
});
const nothing = saved(undefined);
const inLocator = (value: unknown) => ({ __rl: true, mode: 'id', value });
const template = { written: '=SHOP-{{ $json.x }}', given: 'SHOP-' };
const emptyPart =
	"' has an empty part: {{ $json.x }} gives nothing for this item. Check the field that {{ $json.x }} reads. Without it, several items would have the same text";

function readerOf(name: string, { written, given, type = 'mioEsim' }: Setting) {
	const [parent, child] = name.split('.') as [string, string?];
	const value = child === undefined ? written : { [child]: written };
	const parameters = written === undefined ? {} : { [parent]: value };
	const get = (asked: string) => (asked === name ? (given ?? null) : null);
	const node = { type, parameters } as INode;
	return new ParameterReader({ node, get, evaluate: () => 'x' }, fieldsOf(declared));
}

/** What a reading gives, or why it is refused. */
const messageOf = (read: () => unknown): string => {
	try {
		return JSON.stringify(read()) ?? 'undefined';
	} catch (error) {
		return (error as Error).message;
	}
};

const each = (values: unknown[], call: string, setting: (value: unknown) => Setting, is: string) =>
	values.map((value): [string, Setting, string] => [call, setting(value), is]);
const readers: Record<string, unknown> = { ...choices, ...days, ...numbers, ...textKinds };
const [ONE, TWO] = ['8985202410000000011', '8985202410000000029'];

it.each<[string, Setting, string]>([
	// Set, but without a value.
	...each([undefined, null, '', ' \n'], 'text nameFilter', byExpression, "'Name Contains' is req"),
	...each([undefined, null, ''], 'choice continent', byExpression, "'Continent' is required"),
	...each([undefined, null, '', [], [null]], 'flag returnAll', byExpression, 'false'),
	...each([undefined, null, '', [], [null]], 'flag onlyUnused', byExpression, 'true'),
	...each([null, ''], 'optionalText filters.packageName', saved, "'Package Name' is required"),
	...each(['', null], 'optionalText additionalFields.externalItemId', saved, "ID' is required"),
	...each(['', null], 'optionalText additionalFields.remark', saved, 'null'),
	...each(['', null], 'optionalText other.undeclared', saved, "'other.undeclared' is required"),
	// A template, each part of which must give something.
	...['additionalFields.externalItemId', 'prefix', 'number'].map(
		(name): [string, Setting, string] => [`text ${name}`, template, emptyPart],
	),
	['text additionalFields.remark', template, '"SHOP-"'],
	['text prefix', { written: '=SHOP-{{ $json.x }}', given: '' }, "'Prefix' is required"],
	// A field that a new node shows.
	...each(['', ' ', null], 'optional additionalFields.highestPrice readDecimal', saved, 'null'),
	['optional additionalFields.highestPrice readDecimal', saved([]), "'Highest Price' is required"],
	[
		'optional additionalFields.highestPrice readDecimal',
		byExpression(''),
		"'Highest Price' is required",
	],
	[
		'optional additionalFields.highestPrice readDecimal',
		byExpression('', 'xTool'),
		"Price' is required",
	],
	// An AI agent may leave filters empty, but an empty list of cards never means all.
	['optionalText nameFilter', byExpression('', 'xTool'), 'null'],
	['optionalText filters.packageName', byExpression('', 'xTool'), 'null'],
	['iccids iccids', byExpression('', 'xTool'), "'ICCIDs' is required"],
	// Not set.
	['optionalText filters.packageName', nothing, 'null'],
	['text nameFilter', nothing, "'Name Contains' is required"],
	['integer additionalFields.timeout', nothing, '30000'],
	['optional additionalFields.timeout readInteger', nothing, 'null'],
	['integer additionalFields.remark', nothing, 'is required'],
	['integer additionalFields.other', nothing, 'is required'],
	['integer limit', nothing, "'Limit' is required"],
	['flag other', nothing, 'false'],
	['optional nameFilter readLanguageTag', nothing, 'null'],
	['optional nameFilter readBegin', nothing, 'null'],
	['mailbox nameFilter', nothing, 'null'],
	['mailbox nameFilter', byExpression('', 'xTool'), 'null'],
	['required nameFilter readPercentages', nothing, 'is required'],
	[
		'missing nameFilter',
		nothing,
		"'Name Contains' is required. Fill in 'Name Contains', or check the expression in it: it gave nothing for this item",
	],
	// A locator is its value, and an expression in it counts as one; any other object is itself.
	['text priceId', byExpression(inLocator(441)), '"441"'],
	['optionalText priceId', saved(inLocator('')), 'null'],
	['optionalText priceId', { written: inLocator('=x'), given: inLocator('') }, "'Package' is req"],
	['raw priceId', saved({ __rl: 1, value: 7 }), '{"__rl":1,"value":7}'],
	['optionalText priceId', { written: { mode: 'id', value: '=x' }, given: '' }, 'null'],
	// A choice is text, and may be an empty value of the list.
	['text nameFilter', saved(' x '), '"x"'],
	['text filters.packageName', byExpression({ packageName: 'x' }), '"x"'],
	['optionalChoice continent', saved('Asia'), '"Asia"'],
	['optionalChoice continent', saved(''), '""'],
	['optionalChoice continent', saved('x'), "'Continent' does not offer"],
	['choice continent', byExpression(() => 1), 'does not offer "a function"'],
	['choice continent', byExpression('Asia'), '"Asia"'],
	['optionalChoice nameFilter', nothing, 'null'],
	['choice nameFilter', nothing, 'is required'],
	[
		'optional events readChoices',
		saved(['newOrder', 'planEnded', 'newOrder']),
		'["newOrder","planEnded"]',
	],
	['optional events readChoices', saved('newOrder'), '["newOrder"]'],
	...each([undefined, '', []], 'optional events readChoices', saved, 'null'),
	['optional events readChoices', byExpression(['newOrder']), '["newOrder"]'],
	['optional events readChoices', byExpression([]), "'Events' is required"],
	['optional events readChoices', saved([['newOrder'], 'planEnded']), "'Events' does not offer"],
	['optional other readChoice', saved('x'), "'other' does not offer"],
	// A number has the bounds of its field.
	['integer other', saved(5), '5'],
	['integer limit', saved(5), '5'],
	['integer limit', saved('x'), "'Limit' must be a whole number. The value"],
	['integer additionalFields.timeout', saved(1000), '1000'],
	['integer additionalFields.timeout', saved('600000'), '600000'],
	[
		'integer additionalFields.timeout',
		saved(600_001),
		"'Timeout' must be a whole number from 1000",
	],
	['integer additionalFields.timeout', saved(999), 'from 1000 to 600000'],
	['optional additionalFields.highestPrice readDecimal', saved('0.01'), '0.01'],
	['optional additionalFields.highestPrice readDecimal', saved(0), 'of at least 0.01'],
	// Others.
	['mailbox nameFilter', saved('Jane <a@b.co>'), '"a@b.co"'],
	['mailbox nameFilter', saved('jane'), "'Name Contains' is not an email address"],
	['iccids iccids', saved(`${ONE},${TWO},${ONE}`), `["${ONE}","${TWO}","${ONE}"]`],
	['iccids iccids', byExpression(ONE), `["${ONE}"]`],
	...each(['', []], 'iccids iccids', saved, '[]'),
	...each(['', []], 'optional iccids readIccid', saved, 'null'),
	...each(['', []], 'iccid iccids', saved, "'ICCIDs' is required"),
	...each(['', [], [[]]], 'iccids iccids', byExpression, "'ICCIDs' is required"),
	['iccids iccids', byExpression({ iccids: [] }, 'xTool'), "'ICCIDs' is required"],
	[
		'iccid iccids',
		saved([ONE, TWO]),
		"'ICCIDs' must be one ICCID. Pass one item for each card: split the list before this node",
	],
])('%s of %j: %s', (call, setting, is) => {
	const [method, name, reading] = call.split(' ');
	const reader = readerOf(name, setting) as unknown as Record<string, jest.Mock>;
	const message = messageOf(() => reader[method](name, readers[reading]));
	if (is.includes(' ')) expect(message).toContain(is);
	else expect(message).toBe(is);
});

it.each([null, ''])('a filter that was added with %j is refused', (day) => {
	const reader = readerOf('filters.orderedAfter', saved(day));
	expect(messageOf(() => reader.dayRange('filters.orderedAfter', 'nameFilter'))).toContain(
		"'Ordered After' is required",
	);
});

describe('a parameter', () => {
	const asked: string[] = [];
	let reader: ParameterReader;
	beforeEach(() => {
		asked.length = 0;
		const get = (name: string) => {
			asked.push(name);
			if (name === 'nameFilter') throw new Error('no field in LPA:1$rsp.example$SECRET');
			if (name === 'limit') throw 'text' as unknown as Error;
			return name === 'iccids' ? null : 'x';
		};
		const node = { type: 'mioEsim', parameters: {} } as INode;
		reader = new ParameterReader({ node, get }, fieldsOf(declared));
	});

	it('is resolved once, when it is read', () => {
		expect(reader.isSet('priceId')).toBe(false);
		expect([reader.raw('priceId'), reader.raw('priceId')]).toEqual(['x', 'x']);
		expect([reader.raw('iccids'), reader.raw('iccids')]).toEqual([null, null]);
		expect(asked).toEqual(['priceId', 'iccids']);
		expect([reader.isSet('priceId'), reader.isSet('iccids')]).toEqual([true, false]);
	});

	it('that fails when it is read in advance fails only when it is used, in the words of n8n', () => {
		const node = { type: 'mioEsim', parameters: {} } as INode;
		const other = new ParameterReader({ node, get: () => null }, fieldsOf(declared));
		for (const name of ['nameFilter', 'continent']) other.raw(name);
		reader.readLike(other);
		expect(asked).toEqual(['nameFilter', 'continent']);
		expect([reader.isSet('nameFilter'), reader.isSet('continent')]).toEqual([false, true]);
		const start =
			"'Name Contains' could not be read. Check the expression in 'Name Contains'. n8n says: no field in ";
		expect(messageOf(() => reader.text('nameFilter'))).toContain(start);
		expect(messageOf(() => reader.text('nameFilter'))).not.toContain('SECRET');
		expect(messageOf(() => reader.integer('limit'))).toMatch(/n8n says: unknown$/);
	});

	it('of a trigger, which evaluates no part of a template, is taken as a whole', () => {
		const node = { parameters: { prefix: '=SHOP-{{ $json.x }}' } } as unknown as INode;
		const polled = new ParameterReader({ node, get: () => 'SHOP-' }, fieldsOf(declared));
		expect(polled.text('prefix')).toBe('SHOP-');
	});

	it('is named by its display name, or by its own name if it has none', () => {
		const names = ['nameFilter', 'other', 'filters.packageName'].map((name) => reader.label(name));
		expect(names).toEqual(['Name Contains', 'other', 'Package Name']);
	});
});

describe('the distribution partner', () => {
	const dpId = partnerField;
	const reader = (own: unknown) => {
		const node = { type: 'mioEsim', parameters: {} } as INode;
		return new ParameterReader({ node, get: () => own }, fieldsOf([dpId]));
	};
	const partner = (own: unknown, ofCredential: string | null) =>
		readPartnerOf(reader(own))({ dpId: ofCredential } as StoredAccount);

	it('is that of the item, else that of the credential, and a number', () => {
		expect([partner('7', 'x'), partner('', '8')]).toEqual(['7', '8']);
		expect(() => partner('', null)).toThrow("'Distribution Partner' is required");
		expect(() => partner('', 'x')).toThrow(
			"'Distribution Partner ID' in the MIOeSIM credential must be a number. Open the credential and enter the number that Distribution Partner > Get Many shows",
		);
		// Before the account is known.
		expect(() => readPartnerOf(reader('x'))).toThrow("'Distribution Partner' must be a number");
	});
});

describe('where parameters come from', () => {
	const contextOf = (parameters: INode['parameters'], asked: unknown[][]) => ({
		getNode: () => ({ type: 'mioEsim', parameters }) as INode,
		getNodeParameter: (...given: unknown[]) => {
			asked.push(given);
			return 'resolved';
		},
	});

	it('for an item: as saved, or from n8n if there may be an expression', () => {
		const asked: unknown[][] = [];
		const saved = { plain: 'x', one: '=x', group: { plain: 7, one: '=x' }, none: null };
		const context = contextOf(saved, asked) as unknown as IExecuteFunctions;
		const source = itemSource(context, 3);
		const get = (name: string) => source.get(name);
		expect(source.node.parameters).toBe(saved);
		expect(['plain', 'group.plain', 'none', 'group.other'].map(get)).toEqual(['x', 7, null, null]);
		expect(asked).toEqual([]);
		expect(['one', 'group.one', 'group'].map(get)).toEqual(Array(3).fill('resolved'));
		const unchecked = { skipValidation: true };
		expect(asked).toEqual([
			['one', 3, null, unchecked],
			['group.one', 3, null, unchecked],
			['group', 3, null, unchecked],
		]);
		const other = { type: 'mioEsim', parameters: { plain: 'y' } } as unknown as INode;
		expect(itemSource(context, 0, other).get('plain')).toBe('y');
	});

	it('for a poll: from n8n', () => {
		const asked: unknown[][] = [];
		const context = contextOf({ plain: 'x' }, asked) as unknown as IPollFunctions;
		const source = pollSource(context);
		expect(source.node.parameters).toEqual({ plain: 'x' });
		expect(source.get('plain')).toBe('resolved');
		expect(asked).toEqual([['plain', null]]);
	});
});

describe("a collection saved as a whole never reaches the node: that is n8n's doing", () => {
	const bench = useBench();
	beforeEach(() => bench.withSession());

	it.each(['={{ { remark: "x", highestPrice: 1 } }}', 'x', ['x'], null])('%j', async (saved) => {
		const parameters = createOrder(bench.sim.catalogue.oddities.plain);
		const { success } = await bench.run({ ...parameters, additionalFields: saved, options: saved });
		expect(success).toHaveLength(1);
		expect(bench.sentTo('addEsimOrder')).toHaveLength(1);
		expect(bench.sentTo('addEsimOrder')[0]).not.toHaveProperty('remark');
	});
});
