import fc from 'fast-check';

import { factsOfObject, factsOfRow } from '../../../dist/mioesim/shapes/orderFacts';
import { apiCodeParts, compareOrder } from '../../../dist/mioesim/lines/compareOrder';
import { factsOfRequested, type Requested } from '../../../dist/mioesim/lines/requested';

const ICCIDS = ['89852022410000000011', '89852022410000000022', '89852022410000000033'];

const asked: Requested = {
	kind: 'purchase',
	skuId: '45',
	priceId: '441',
	apiCode: null,
	count: 2,
	daypassDays: 5,
	simType: 'physical',
	iccids: ICCIDS.slice(0, 2),
	mainOrderNumber: null,
	customerEmail: 'a@example.com',
};

const row = {
	skuId: 45,
	daypassDay: '5',
	count: '2',
	pflag: true,
	renew: 1,
	email: 'A@Example.com',
	cardType: 1,
	packageList: ICCIDS.slice(0, 2).map((iccid) => ({ iccid, priceId: 441, days: 1 })),
};

describe('an order of the list', () => {
	it('is the same line if everything that both sides state is equal', () => {
		expect(compareOrder(asked, factsOfRow(row))).toEqual([]);
	});

	it.each([
		['pflag', { pflag: 'false' }, 'as a renewal instead of a new purchase'],
		['skuId', { skuId: 46 }, 'for destination 46 instead of 45'],
		['count', { count: 1 }, 'with a count of 1 instead of 2'],
		['daypassDay', { daypassDay: 3 }, 'with a daypass of 3 instead of 5 days'],
		['cardType', { cardType: '0' }, 'for an eSIM instead of a physical SIM card'],
		[
			'email',
			{ email: 'b@example.com' },
			'with the customer email b@example.com instead of a@example.com',
		],
		[
			'a price',
			{ packageList: [{ priceId: 441 }, { priceId: '442' }] },
			'with package 442 instead of 441',
		],
		[
			'a card',
			{ packageList: [{ iccid: ICCIDS[2] }] },
			'for the card …0033 instead of the cards …0011, …0022',
		],
	])('differs in %s, with both values shown', (_, change, said) => {
		expect(compareOrder(asked, factsOfRow({ ...row, ...change }))).toEqual([said]);
	});

	it('that states nothing has no differences', () => {
		expect(compareOrder(asked, factsOfRow({}))).toEqual([]);
		expect(compareOrder(asked, factsOfObject({}))).toEqual([]);
	});
});

describe('the package of an API code', () => {
	const byCode = (apiCode: string): Requested => ({
		...asked,
		skuId: null,
		priceId: null,
		apiCode,
		daypassDays: null,
	});
	it.each([
		['40-0-3-1-G', { skuId: '40', days: 3, isDaypass: false }],
		['40-0-?-1-G', { skuId: '40', days: null, isDaypass: true }],
		['40-10-30-1-G', { skuId: '40', days: 30, isDaypass: false }],
		['X40-0-3-1-G', null],
		['JP-1GB-3D', null],
		[null, null],
		['40-0', null],
	])('%s is split into its parts', (code, parts) => {
		expect(apiCodeParts(code)).toEqual(parts);
	});

	it.each([
		['45-0-1-1-G', []],
		['46-0-1-1-G', ['for destination 45 instead of 46']],
		['45-0-7-1-G', ['with a plan of 1 instead of 7 days']],
		['JP-1GB-3D', []],
	])('%s is compared with the order', (code, said) => {
		expect(compareOrder(byCode(code), { ...factsOfRow(row), daypassDays: null })).toEqual(said);
	});

	it('does not count if both sides state the package ID or the code itself', () => {
		const other = { ...byCode('46-0-1-1-G'), priceId: '441' };
		const found = { ...factsOfRow(row), daypassDays: null };
		expect(compareOrder(other, found)).toEqual([]);
		const [differs] = compareOrder(other, { ...found, priceIds: [] });
		expect(differs).toBe('for destination 45 instead of 46');
		const withCode = { ...found, apiCode: '46-0-1-1-G' };
		expect(compareOrder(byCode('46-0-1-1-G'), withCode)).toEqual([]);
	});

	it('differs from another code on the order', () => {
		const found = factsOfRow({ ...row, apiCode: 'B' });
		expect(compareOrder(byCode('A'), found)).toEqual(['with API code B instead of A']);
	});
});

describe('a renewal', () => {
	const renewal: Requested = {
		...asked,
		kind: 'renewal',
		count: 1,
		simType: null,
		iccids: [ICCIDS[0]],
		customerEmail: null,
	};
	it.each([
		[{ mainOrderNum: 'EP1', cardApiDtoList: [{ iccid: ICCIDS[0] }] }, []],
		[{ renew: 0 }, []],
		[
			{ renew: 1, cardApiDtoList: [{ iccid: ICCIDS[1] }] },
			['for the card …0022 instead of the card …0011'],
		],
	])('is compared with an Order object: %j', (object, said) => {
		expect(compareOrder(renewal, factsOfObject(object))).toEqual(said);
	});

	it('of all cards of an order differs from that of another order', () => {
		const ofOrder = { ...renewal, count: null, iccids: [], mainOrderNumber: 'EP1' };
		const other = factsOfRequested({ ...ofOrder, mainOrderNumber: 'EP2' });
		expect(compareOrder(ofOrder, other)).toEqual(['for order EP2 instead of EP1']);
	});

	it('is compared by its cards if both sides state them, whatever the main order', () => {
		const left = { ...renewal, mainOrderNumber: 'EP1' };
		const right = factsOfRequested({ ...renewal, mainOrderNumber: 'EP2' });
		expect(compareOrder(left, right)).toEqual([]);
		const differs = ['for order EP2 instead of EP1'];
		expect(compareOrder(left, { ...right, iccids: [] })).toEqual(differs);
		expect(compareOrder({ ...left, iccids: [] }, right)).toEqual(differs);
	});
});

const requested = fc.record<Requested>({
	kind: fc.constantFrom('purchase', 'renewal'),
	skuId: fc.constantFrom('45', '46'),
	priceId: fc.constantFrom('441', '442'),
	apiCode: fc.constant(null),
	count: fc.constantFrom(1, 2),
	daypassDays: fc.constantFrom(null, 3, 5),
	simType: fc.constantFrom('esim', 'physical'),
	iccids: fc.constantFrom([], [ICCIDS[0]], [ICCIDS[1]]),
	mainOrderNumber: fc.constant(null),
	customerEmail: fc.constantFrom(null, 'a@example.com', 'b@example.com'),
});

it('two requests are the same if, and only if, no common field differs', () => {
	fc.assert(
		fc.property(requested, requested, (left, right) => {
			const isOpen = (value: unknown) =>
				value === null || (Array.isArray(value) && value.length === 0);
			const differs = (Object.keys(left) as Array<keyof Requested>).some(
				(name) =>
					!isOpen(left[name]) &&
					!isOpen(right[name]) &&
					JSON.stringify(left[name]) !== JSON.stringify(right[name]),
			);
			expect(compareOrder(left, factsOfRequested(right)).length > 0).toBe(differs);
		}),
	);
});

it('a request without a package has none to compare', () => {
	expect(factsOfRequested({ ...asked, priceId: null })).toEqual({
		...asked,
		priceId: undefined,
		priceIds: [],
		planDays: null,
	});
});
