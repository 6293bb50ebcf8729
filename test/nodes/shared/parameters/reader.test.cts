import type { INode, INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../../../../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';

const declared: INodeProperties[] = [
	{ displayName: 'Return All', name: 'returnAll', type: 'boolean', default: false },
	{ displayName: 'Only Unused', name: 'onlyUnused', type: 'boolean', default: true },
	{ displayName: 'Name Contains', name: 'nameFilter', type: 'string', default: '' },
	{ displayName: 'ICCIDs', name: 'iccids', type: 'string', default: '' },
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
			const written = { nameFilter: expression, continent: expression, returnAll: expression };
			const reader = readerOf(written, {
				nameFilter: nothing,
				continent: nothing,
				returnAll: nothing,
			});
			expect(() => reader.optionalText('nameFilter')).toThrow("'Name Contains' is required");
			expect(() => reader.choice('continent')).toThrow("'Continent' is required");
			expect(() => reader.flag('returnAll')).toThrow("'Return All' is required");
		},
	);

	it.each([null, ''])('a filter that was added with %j is refused', (nothing) => {
		const reader = readerOf({ filters: { packageName: nothing, orderedAfter: nothing } });
		expect(() => reader.optionalText('filters.packageName')).toThrow("'Package Name' is required");
		expect(() => reader.date('filters.orderedAfter')).toThrow("'Ordered After' is required");
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

	it.each([
		['its own', { highestPrice: expression }, { 'additionalFields.highestPrice': '' }],
		['the collection', expression, { additionalFields: { highestPrice: '' } }],
	])(
		'a field without a required value is refused if %s expression has no value',
		(_, additionalFields, given) => {
			for (const type of ['mioEsim', 'mioEsimTool']) {
				const reader = readerOf({ additionalFields }, given, type);
				expect(() => reader.optionalNumber('additionalFields.highestPrice')).toThrow(
					"'Highest Price' is required",
				);
			}
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

describe('a collection from one expression', () => {
	it('is read field by field', () => {
		const reader = readerOf({ filters: expression }, { filters: { packageName: 'Japan' } });
		expect(reader.optionalText('filters.packageName')).toBe('Japan');
		expect(reader.date('filters.orderedAfter')).toBeNull();
	});

	it.each([
		[undefined, "'Filters' is required"],
		['', "'Filters' is required"],
		['packageName', "'Filters' must be an object"],
		[['Japan'], "'Filters' must be an object"],
		[{ package: 'Japan' }, '\'Filters\' has no field "package"'],
		[{ packageName: '' }, "'Package Name' is required"],
	])('%j is refused', (filters, message) => {
		const reader = readerOf({ filters: expression }, { filters });
		expect(() => reader.optionalText('filters.packageName')).toThrow(message);
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
