import type { IDataObject, INode } from 'n8n-workflow';

import { packagesOf } from '../../../dist/mioesim/shapes/package';
import {
	isChosen,
	namedPackage,
	packageKey,
	packageParameters,
	readChosenPackage,
	readTerms,
	refuseDays,
	refuseTerms,
	type ChosenPackage,
} from '../../../dist/mioesim/lines/chosenPackage';
import { create } from '../../../dist/nodes/MioEsim/operations/order/create';
import { priceOf, refusePrice } from '../../../dist/mioesim/lines/priceGuard';
import { fieldsOf } from '../../../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../../../dist/nodes/shared/parameters/reader';

/** The parameters of Order > Create, as the editor saves them. */
function reader(parameters: IDataObject = {}): ParameterReader {
	const get = (path: string) =>
		path
			.split('.')
			.reduce<unknown>((at, name) => (at as IDataObject | undefined)?.[name], parameters);
	const node = { type: 'mioEsim', parameters } as INode;
	return new ParameterReader({ node, get }, fieldsOf(create.fields));
}
const labels = reader();

const entryOf = (row: IDataObject) =>
	packagesOf({ skuid: 45, esimPackageDtoList: [{ priceid: 441, price: 2, ...row }] })[0];
const named: ChosenPackage = { by: 'package', skuId: '45', priceId: '441' };
const code = (apiCode: string): ChosenPackage => ({ by: 'apiCode', apiCode });

describe('a package that is specified', () => {
	it('by its IDs', () => {
		expect(packageKey(named)).toBe('45-441');
		expect(namedPackage(named)).toEqual({ skuId: '45', priceId: '441', apiCode: null });
		expect(packageParameters(named)).toEqual({ skuId: '45', priceId: '441' });
		expect(isChosen(entryOf({}), named)).toBe(true);
		expect(isChosen(entryOf({}), { ...named, skuId: '46' })).toBe(false);
		expect(isChosen(entryOf({}), { ...named, priceId: '442' })).toBe(false);
	});

	it('by its API code', () => {
		expect(packageKey(code('A'))).toBe('A');
		expect(namedPackage(code('A'))).toEqual({ skuId: null, priceId: null, apiCode: 'A' });
		expect(packageParameters(code('A'))).toEqual({ apiCode: 'A' });
		expect(isChosen(entryOf({ apiCode: 'A' }), code('A'))).toBe(true);
		expect(isChosen(entryOf({ apiCode: 'B' }), code('A'))).toBe(false);
	});
});

const additional = (additionalFields: IDataObject) => reader({ additionalFields });

it('is read as set in Order By, and refused if it is missing', () => {
	const ids = { skuId: '45', priceId: '441', apiCode: 'A' };
	expect(readChosenPackage(reader({ ...ids, orderBy: 'package' }))).toEqual(named);
	expect(readChosenPackage(reader({ ...ids, orderBy: 'apiCode' }))).toEqual(code('A'));
	for (const name of ['skuId', 'priceId']) {
		const parameters = { ...ids, orderBy: 'package', [name]: '' };
		expect(() => readChosenPackage(reader(parameters))).toThrow('is required');
	}
	const parameters = { ...ids, orderBy: 'apiCode', apiCode: '' };
	expect(() => readChosenPackage(reader(parameters))).toThrow("'API Code' is required");
});

it("has terms, with the start date in the API's format", () => {
	expect(readTerms(additional({}))).toEqual({ daypassDays: null, beginDate: null });
	expect(readTerms(additional({ daypassDays: 3, beginDate: '2098-11-30' }))).toEqual({
		daypassDays: 3,
		beginDate: '11/30/2098',
	});
});

describe('the days of a package', () => {
	const daypass = entryOf({ supportDaypass: 1, minDay: 2, maxDay: 30 });
	const open = entryOf({ supportDaypass: 1 });
	const refusedDays = (range: string) => ({
		meaning: `'Daypass Days' must be ${range} days for this package`,
		resolution: "The package is a daypass. Set 'Daypass Days' under 'Additional Fields'",
	});
	const fixed = (days: string) => ({
		meaning: "'Daypass Days' does not apply to this package",
		resolution: `The package ${days} days. Remove 'Daypass Days', or choose a daypass`,
	});

	it.each([
		[daypass, named, 1, refusedDays('from 2 to 30')],
		[daypass, named, 2, null],
		[daypass, named, 30, null],
		[daypass, named, 31, refusedDays('from 2 to 30')],
		[daypass, named, null, refusedDays('from 2 to 30')],
		[entryOf({ supportDaypass: 1, minDay: 0 }), named, null, refusedDays('0 or more')],
		[open, named, 1, null],
		[open, named, 0, refusedDays('1 or more')],
		[open, named, 100_000, null],
		[open, named, null, refusedDays('1 or more')],
		[entryOf({ days: 7 }), named, 3, fixed('runs for 7')],
		[entryOf({}), named, 3, fixed('has a fixed number of')],
		[entryOf({ days: 7 }), named, null, null],
		// The price list takes precedence over the code.
		[entryOf({ days: 7 }), code('45-0-?-1-G'), 3, fixed('runs for 7')],
		[daypass, code('45-0-3-1-G'), 3, null],
		// Not in the list: the code itself shows whether it is a daypass.
		[null, named, 3, null],
		[null, named, null, null],
		[null, code('45-0-3-1-G'), 3, fixed('runs for 3')],
		[null, code('45-0-3-1-G'), null, null],
		[null, code('45-0-?-1-G'), null, refusedDays('1 or more')],
		[null, code('45-0-?-1-G'), 3, null],
		[null, code('JP-?'), null, refusedDays('1 or more')],
		[null, code('JP-1GB-3D'), 3, null],
	])('%#', (entry, chosen, daypassDays, refused) => {
		const refusal = refuseDays(entry, chosen, daypassDays, labels);
		expect(refusal?.details ?? null).toEqual(
			refused && expect.objectContaining({ ...refused, type: 'input', outcome: 'notExecuted' }),
		);
		const terms = { daypassDays, beginDate: '01/31/2999' };
		expect(refuseTerms(entry, chosen, terms, labels)?.details).toEqual(refusal?.details);
	});

	it('require a start date if the package does', () => {
		const entry = entryOf({ mustDate: true });
		const terms = { daypassDays: null, beginDate: null };
		expect(refuseTerms(entry, named, terms, labels)?.details).toMatchObject({
			meaning: "'Begin Date' is required for this package",
			resolution: "Set 'Begin Date' under 'Additional Fields' to the day the plan starts (GMT+8)",
			outcome: 'notExecuted',
		});
		expect(refuseTerms(entry, named, { ...terms, beginDate: '01/31/2999' }, labels)).toBeNull();
		expect(refuseTerms(entryOf({}), named, terms, labels)).toBeNull();
		expect(refuseTerms(null, named, terms, labels)).toBeNull();
	});
});

describe('the price of an item', () => {
	const daypass = entryOf({ supportDaypass: 1, price: 1.25, openCardFee: 0.5 });
	const plan = entryOf({ price: 2.1 });

	it.each([
		[daypass, 2, 3, { unitPrice: 1.25, paidDays: 3, cardFee: 0.5, total: 8.5 }],
		[daypass, 1, null, { unitPrice: 1.25, paidDays: 1, cardFee: 0.5, total: 1.75 }],
		// The price of a package that is not a daypass covers all its days.
		[plan, 3, 5, { unitPrice: 2.1, paidDays: 1, cardFee: 0, total: 6.3 }],
		[entryOf({ price: 0 }), 1, null, { unitPrice: 0, paidDays: 1, cardFee: 0, total: 0 }],
		[entryOf({ price: null }), 1, null, null],
		[plan, null, null, null],
		[null, 1, null, null],
	])('%#', (entry, count, days, price) => {
		expect(priceOf(entry, count, days)).toEqual(price);
	});

	it('may equal Highest Price to the cent', () => {
		const price = priceOf(plan, 3, null);
		expect(refusePrice(price, null, named, labels)).toBeNull();
		expect(refusePrice(null, null, named, labels)).toBeNull();
		expect(refusePrice(price, 6.3, named, labels)).toBeNull();
		expect(refusePrice(price, 6.296, named, labels)).toBeNull();
		expect(refusePrice(price, 6.29, named, labels)?.details).toMatchObject({
			meaning: "The order would cost $6.30, and 'Highest Price' is $6.29",
			resolution: "Nothing was ordered. Check 'Package' and 'Count', or raise 'Highest Price'",
			outcome: 'notExecuted',
		});
	});

	it.each([
		[
			named,
			"Nothing was ordered, because MIOeSIM's price list could not be read or does not contain the package. Check 'Destination' and 'Package', or remove 'Highest Price'",
		],
		[
			code('A'),
			"Nothing was ordered. MIOeSIM gives no price for an API Code that is not in the list of its destination. Set 'Order By' to Package, or remove 'Highest Price'",
		],
	])('must be known to be compared with Highest Price', (chosen, resolution) => {
		expect(refusePrice(null, 1000, chosen, labels)?.details).toMatchObject({
			meaning: "'Highest Price' is set, but the price of the package is not known",
			resolution,
			outcome: 'notExecuted',
		});
	});
});
