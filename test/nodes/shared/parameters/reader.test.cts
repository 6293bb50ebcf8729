import type { IExecuteFunctions, INode, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { fieldsOf, itemSource, pollSource } from '../../../../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';
import type { StoredAccount } from '../../../../dist/mioesim/client/account';
import { dashedDate } from '../../../../dist/mioesim/dates';
import { partnerField, readPartnerOf } from '../../../../dist/nodes/MioEsim/fields/locators';
import { clock } from '../../../../dist/nodes/shared/port';
import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';

const declared: INodeProperties[] = [
	{ displayName: 'Return All', name: 'returnAll', type: 'boolean', default: false },
	{ displayName: 'Only Unused', name: 'onlyUnused', type: 'boolean', default: true },
	{ displayName: 'Name Contains', name: 'nameFilter', type: 'string', default: '' },
	{ displayName: 'ICCIDs', name: 'iccids', type: 'string', default: '' },
	{ displayName: 'Limit', name: 'limit', type: 'number', default: 50 },
	{
		displayName: 'Continent',
		name: 'continent',
		type: 'options',
		options: [
			{ name: 'All', value: '' },
			{ name: 'Asia', value: 'Asia' },
		],
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'New Order', value: 'newOrder' },
			{ name: 'Plan Ended', value: 'planEnded' },
		],
		default: [],
	},
	{
		displayName: 'Package',
		name: 'priceId',
		type: 'resourceLocator',
		typeOptions: { textKind: 'numericId' },
		default: { mode: 'list', value: '' },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		default: {},
		options: [
			{ displayName: 'Package Name', name: 'packageName', type: 'string', default: '' },
			{ displayName: 'Ordered After', name: 'orderedAfter', type: 'dateTime', default: '' },
		],
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		default: { highestPrice: '' },
		options: [
			{
				displayName: 'Highest Price',
				name: 'highestPrice',
				type: 'number',
				typeOptions: { minValue: 0.01, mayBeEmpty: false },
				default: '',
			},
			{
				displayName: 'Remark',
				name: 'remark',
				type: 'string',
				typeOptions: { mayBeEmpty: true },
				default: '',
			},
			{
				displayName: 'External Item ID',
				name: 'externalItemId',
				type: 'string',
				typeOptions: { textKind: 'id' },
				default: '',
			},
			{
				displayName: 'Timeout',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1000, maxValue: 600_000 },
				default: 30_000,
			},
		],
	},
];

/**
 * @param written parameters as they were saved
 * @param given the values of their expressions, by the path that is read
 */
function readerOf(
	written: INode['parameters'],
	given: Record<string, unknown> = {},
	type = 'mioEsim',
) {
	const get = (name: string): unknown => {
		if (name in given) return given[name];
		const [parent, child] = name.split('.') as [string, string?];
		const value = written[parent] as Record<string, unknown> | undefined;
		return (child === undefined ? value : value?.[child]) ?? null;
	};
	return new ParameterReader(
		{ node: { type, parameters: written } as INode, get },
		fieldsOf(declared),
	);
}

const expression = '={{ $json.x }}';

describe('a field that is set but has no value', () => {
	it.each([undefined, null, '', ' \n'])(
		'an expression that evaluates to %j is refused',
		(nothing) => {
			const written = { nameFilter: expression, continent: expression };
			const reader = readerOf(written, { nameFilter: nothing, continent: nothing });
			expect(() => reader.optionalText('nameFilter')).toThrow("'Name Contains' is required");
			expect(() => reader.choice('continent')).toThrow("'Continent' is required");
		},
	);

	it.each([undefined, null, '', [], [null]])('a switch by %j has its default', (nothing) => {
		const written = { returnAll: expression, onlyUnused: expression };
		const reader = readerOf(written, { returnAll: nothing, onlyUnused: nothing });
		expect([reader.flag('returnAll'), reader.flag('onlyUnused')]).toEqual([false, true]);
	});

	it.each([null, ''])('a filter that was added with %j is refused', (nothing) => {
		const reader = readerOf({ filters: { packageName: nothing, orderedAfter: nothing } });
		expect(() => reader.optionalText('filters.packageName')).toThrow("'Package Name' is required");
		expect(() => reader.dayRange('filters.orderedAfter', 'nameFilter')).toThrow(
			"'Ordered After' is required",
		);
	});

	it('an External Item ID that was added without a value is refused, a remark is not', () => {
		const reader = readerOf({ additionalFields: { externalItemId: '', remark: '' } });
		expect(() => reader.optionalText('additionalFields.externalItemId')).toThrow(
			"'External Item ID' is required",
		);
		expect(reader.optionalText('additionalFields.remark')).toBeNull();
	});

	it.each(['', ' ', null])('a field that is always shown and contains %j is not set', (empty) => {
		const reader = readerOf({ additionalFields: { highestPrice: empty } });
		expect(reader.optionalNumber('additionalFields.highestPrice')).toBeNull();
	});

	it.each(['mioEsim', 'mioEsimTool'])(
		'%s: a limit by an expression of nothing is refused',
		(type) => {
			const written = { additionalFields: { highestPrice: expression } };
			const reader = readerOf(written, { 'additionalFields.highestPrice': '' }, type);
			expect(() => reader.optionalNumber('additionalFields.highestPrice')).toThrow(
				"'Highest Price' is required",
			);
		},
	);

	it('a list that is empty by expression is refused, one that was left empty is not', () => {
		const written = { events: expression, iccids: expression };
		const reader = readerOf(written, { events: [], iccids: [] });
		expect(() => reader.choices('events')).toThrow("'Events' is required");
		expect(() => reader.iccidsOrAll('iccids')).toThrow("'ICCIDs' is required");
		expect(readerOf({ events: [], iccids: '' }).choices('events')).toEqual([]);
		expect(readerOf({ events: [], iccids: '' }).iccidsOrAll('iccids')).toEqual([]);
	});

	it('an AI agent may leave filters empty, but an empty list of cards never means all', () => {
		const written = {
			nameFilter: expression,
			iccids: expression,
			filters: { packageName: expression },
		};
		const given = { nameFilter: '', iccids: '', 'filters.packageName': '' };
		const reader = readerOf(written, given, 'mioEsimTool');
		expect(reader.optionalText('nameFilter')).toBeNull();
		expect(reader.optionalText('filters.packageName')).toBeNull();
		expect(() => reader.iccidsOrAll('iccids')).toThrow("'ICCIDs' is required");
	});

	it('a field that was not added has its declared default', () => {
		const reader = readerOf({ additionalFields: {}, continent: '' });
		expect(reader.flag('returnAll')).toBe(false);
		expect(reader.flag('onlyUnused')).toBe(true);
		expect(reader.integer('additionalFields.timeout')).toBe(30_000);
		expect(reader.optionalInteger('additionalFields.timeout')).toBeNull();
		expect(reader.choice('continent')).toBe('');
		expect(reader.optionalText('filters.packageName')).toBeNull();
		expect(() => reader.text('nameFilter')).toThrow("'Name Contains' is required");
	});
});

it('a locator is read by its value, and an expression in it counts as one', () => {
	const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });
	expect(readerOf({}, { priceId: byId(441) }).text('priceId')).toBe('441');
	expect(
		readerOf({ priceId: byId('') as never }, { priceId: byId('') }).optionalText('priceId'),
	).toBeNull();
	const empty = readerOf({ priceId: byId(expression) as never }, { priceId: byId('') });
	expect(() => empty.optionalText('priceId')).toThrow("'Package' is required");
});

it('a failed expression names the field and hides its content', () => {
	const source = {
		node: { type: 'mioEsim', parameters: {} } as INode,
		get: () => {
			throw new Error('no field in LPA:1$rsp.example$SECRET');
		},
	};
	const reader = new ParameterReader(source, fieldsOf(declared));
	expect(() => reader.text('nameFilter')).toThrow("'Name Contains' could not be read");
	try {
		reader.text('nameFilter');
	} catch (error) {
		expect(JSON.stringify((error as { details: unknown }).details)).not.toContain('SECRET');
	}
});

const messageOf = (read: () => unknown): string => {
	try {
		return `read: ${JSON.stringify(read())}`;
	} catch (error) {
		return (error as Error).message;
	}
};

describe('a refusal says what to do', () => {
	it.each([
		[
			(reader: ParameterReader) => reader.missing('nameFilter'),
			"'Name Contains' is required. Fill in 'Name Contains', or check the expression in it: it gave nothing for this item",
		],
		[
			() =>
				readerOf({}, { iccids: ['8985202410000000011', '8985202410000000029'] }).iccid('iccids'),
			"'ICCIDs' must be one ICCID. Pass one item for each card: split the list before this node",
		],
	])('%#', (read, message) => {
		expect(messageOf(() => read(readerOf({})))).toBe(message);
	});

	it('if an expression fails, in the words of n8n', () => {
		const failing = (thrown: unknown) => {
			const get = () => {
				throw thrown;
			};
			const node = { type: 'mioEsim', parameters: {} } as INode;
			return messageOf(() =>
				new ParameterReader({ node, get }, fieldsOf(declared)).raw('nameFilter'),
			);
		};
		const start =
			"'Name Contains' could not be read. Check the expression in 'Name Contains'. n8n says: ";
		expect(failing(new Error('no node'))).toBe(`${start}no node`);
		expect(failing('text')).toBe(`${start}unknown`);
	});
});

describe('a parameter', () => {
	it('is resolved once, when it is read', () => {
		const asked: string[] = [];
		const get = (name: string) => {
			asked.push(name);
			return name === 'iccids' ? null : 'x';
		};
		const node = { type: 'mioEsim', parameters: {} } as INode;
		const reader = new ParameterReader({ node, get }, fieldsOf(declared));
		expect(reader.isSet('nameFilter')).toBe(false);
		expect([reader.raw('nameFilter'), reader.raw('nameFilter')]).toEqual(['x', 'x']);
		expect([reader.raw('iccids'), reader.raw('iccids')]).toEqual([null, null]);
		expect(asked).toEqual(['nameFilter', 'iccids']);
		expect([reader.isSet('nameFilter'), reader.isSet('iccids')]).toEqual([true, false]);
		expect([...reader.namesRead()]).toEqual(['nameFilter', 'iccids']);
	});

	it('that fails when it is read in advance fails only when it is used, and the others are read', () => {
		const get = (name: string) => {
			if (name === 'nameFilter') throw new Error('no node');
			return 'x';
		};
		const node = { type: 'mioEsim', parameters: {} } as INode;
		const reader = new ParameterReader({ node, get }, fieldsOf(declared));
		reader.readAhead(['nameFilter', 'continent']);
		expect([...reader.namesRead()]).toEqual(['continent']);
		expect(messageOf(() => reader.text('nameFilter'))).toContain('could not be read');
	});

	it('is named by its display name, or by its own name if it has none', () => {
		const reader = readerOf({});
		expect([reader.label('nameFilter'), reader.label('other')]).toEqual(['Name Contains', 'other']);
		expect(reader.label('filters.packageName')).toBe('Package Name');
	});

	it('that was added to an undeclared collection and left empty is refused', () => {
		expect(messageOf(() => readerOf({ other: { x: '' } }).optionalText('other.x'))).toContain(
			"'other.x' is required",
		);
	});

	it('in a collection that was never saved is not set', () => {
		expect(readerOf({}).optionalText('filters.packageName')).toBeNull();
		expect(readerOf({ filters: null }).optionalText('filters.packageName')).toBeNull();
	});

	it('is the value of a locator, but any other object itself', () => {
		expect(readerOf({}, { priceId: { __rl: true, value: 7 } }).raw('priceId')).toBe(7);
		expect(readerOf({}, { priceId: { __rl: 1, value: 7 } }).raw('priceId')).toEqual({
			__rl: 1,
			value: 7,
		});
		expect(readerOf({}, { priceId: { value: 7 } }).raw('priceId')).toEqual({ value: 7 });
		const other = { mode: 'id', value: expression };
		expect(readerOf({ priceId: other }, { priceId: '' }).optionalText('priceId')).toBeNull();
	});
});

describe('a choice', () => {
	it('is text, whatever the list contains, and may be an empty value of the list', () => {
		expect(readerOf({ continent: 'Asia' }).optionalChoice('continent')).toBe('Asia');
		expect(readerOf({ continent: '' }).optionalChoice('continent')).toBe('');
		expect(messageOf(() => readerOf({ continent: 'x' }).optionalChoice('continent'))).toContain(
			"'Continent' does not offer",
		);
		expect(readerOf({}, { continent: 'Asia' }).choice('continent')).toBe('Asia');
		expect(readerOf({ continent: expression }, { continent: 'Asia' }).choice('continent')).toBe(
			'Asia',
		);
		expect(messageOf(() => readerOf({}).choice('nameFilter'))).toContain('is required');
		expect(readerOf({}).optionalChoice('nameFilter')).toBeNull();
	});

	it('of several values is a list, empty if none was selected', () => {
		const choices = (events: unknown) => readerOf({ events: events as never }).choices('events');
		expect(choices(['newOrder', 'planEnded', 'newOrder'])).toEqual(['newOrder', 'planEnded']);
		expect(choices('newOrder')).toEqual(['newOrder']);
		expect(choices(undefined)).toEqual([]);
		expect(choices('')).toEqual([]);
		const byExpression = readerOf({ events: expression }, { events: ['newOrder'] });
		expect(byExpression.choices('events')).toEqual(['newOrder']);
	});
});

describe('a number', () => {
	it('has the bounds of its field', () => {
		const timeout = (value: unknown) =>
			messageOf(() =>
				readerOf({ additionalFields: { timeout: value as never } }).integer(
					'additionalFields.timeout',
				),
			);
		expect(timeout(1000)).toBe('read: 1000');
		expect(timeout('600000')).toBe('read: 600000');
		expect(timeout(999)).toContain("'Timeout' must be a whole number from 1000 to 600000");
		const price = (value: unknown) =>
			messageOf(() =>
				readerOf({ additionalFields: { highestPrice: value as never } }).optionalNumber(
					'additionalFields.highestPrice',
				),
			);
		expect(price('0.01')).toBe('read: 0.01');
		expect(price(0)).toContain('of at least 0.01');
	});

	it('without a value is the default in a collection, and required elsewhere', () => {
		expect(messageOf(() => readerOf({}).integer('count'))).toBe(
			"'count' is required. Fill in 'count', or check the expression in it: it gave nothing for this item",
		);
		expect(messageOf(() => readerOf({}).integer('additionalFields.remark'))).toContain(
			'is required',
		);
		expect(messageOf(() => readerOf({}).integer('additionalFields.other'))).toContain(
			'is required',
		);
		expect(messageOf(() => readerOf({}).integer('limit'))).toContain("'Limit' is required");
	});
});

describe('the other kinds', () => {
	const text = (value: unknown) => readerOf({}, { nameFilter: value });
	it('may be missing, but for percentages', () => {
		expect(text('').optionalLanguage('nameFilter')).toBeNull();
		expect(text('').beginDay('nameFilter')).toBeNull();
		expect(text('').mailbox('nameFilter')).toEqual({ address: null });
		expect(messageOf(() => text('').percentages('nameFilter'))).toContain('is required');
		expect(readerOf({}).flag('other')).toBe(false);
	});

	it('an email address is refused by its reader, which may wait until something is mailed', () => {
		expect(text('Jane <a@b.co>').mailbox('nameFilter')).toEqual({ address: 'a@b.co' });
		expect(text('jane').mailbox('nameFilter')).toMatchObject({
			unreadable: { details: { meaning: "'Name Contains' is not an email address" } },
		});
		expect(() => readerOf({ nameFilter: '=' }, {}).mailbox('nameFilter')).not.toThrow();
	});

	it('a begin is a day in GMT+8, and today if its own zone has not reached tomorrow', () => {
		const { now } = clock;
		clock.now = () => Date.parse('2026-01-30T16:00:00Z');
		const begin = (value: unknown) => {
			const day = text(value).beginDay('nameFilter');
			return day && dashedDate(day);
		};
		expect(begin('2026-01-30T08:00:00.000-08:00')).toBe('2026-01-31');
		expect(begin({ toISO: () => '2026-01-30T16:00:00.000Z' })).toBe('2026-01-31');
		expect(begin({ toISO: () => '2026-01-31T05:00:00.000+13:00' })).toBe('2026-01-31');
		expect(begin('2026-01-29T08:00:00.000-08:00')).toBe('2026-01-29');
		expect(begin('2026-01-30')).toBe('2026-01-30');
		clock.now = now;
	});

	it('ICCIDs are a list, one card, or all of them', () => {
		const [one, two] = ['8985202410000000011', '8985202410000000029'];
		const iccids = (value: unknown) => readerOf({}, { iccids: value });
		expect(iccids(`${one},${two},${one}`).iccidsOrAll('iccids')).toEqual([one, two]);
		for (const nothing of ['', [], null]) {
			expect(iccids(nothing).iccidsOrAll('iccids')).toEqual([]);
			expect(iccids(nothing).optionalIccid('iccids')).toBeNull();
			expect(messageOf(() => iccids(nothing).iccid('iccids'))).toContain("'ICCIDs' is required");
		}
		const byExpression = readerOf({ iccids: expression }, { iccids: [] });
		expect(messageOf(() => byExpression.iccids('iccids'))).toContain("'ICCIDs' is required");
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
		expect(asked).toEqual([
			['one', 3, null],
			['group.one', 3, null],
			['group', 3, null],
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
