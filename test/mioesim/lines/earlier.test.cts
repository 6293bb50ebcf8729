import { orderOfRow } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { findEarlier } from '../../../dist/mioesim/lines/earlier';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import type { Placed } from '../../../dist/mioesim/lines/place';
import type { Requested } from '../../../dist/mioesim/lines/requested';
import type { Reply } from '../../../dist/mioesim/lines/reply';
import { CARDS, IDS, purchaseOf, refusal, requested, rowOf } from '../../harness/purchases.cts';
import { list, useScript } from '../../harness/script.cts';

const scripts = useScript();
const at = (second: number) => ({ createTime: `2026-01-01 00:00:0${second}` });
const detailsOf = (reply: Reply<Placed | null>) => (reply.ok ? null : reply.failure.details);
const earlier = (row: JsonRecord, warnings: string[] = []) => ({
	ok: true,
	data: {
		orderNumber: row.orderNum,
		fetched: null,
		listed: orderOfRow(row),
		isOwn: false,
		isEarlier: true,
		warnings,
	},
});
const other = (which: string, differences: string) => ({
	meaning: `${which} was placed for this line before, ${differences}`,
	resolution:
		"Nothing was ordered now. An order with the same 'External Order ID' and 'External Item ID' is the same line. To buy something else, send another 'External Item ID'",
	endpoint: 'queryEsimOrder',
	type: 'input',
});

async function judge(
	rows: JsonRecord[],
	changes: Partial<Requested> = {},
	packages?: JsonRecord[],
) {
	const script = scripts.next({ queryEsimOrder: () => list(...rows) });
	if (packages) script.on('getPackages', () => ({ skuid: 45, esimPackageDtoList: packages }));
	const purchase = purchaseOf({ requested: { ...requested, ...changes } });
	const [reply] = await findEarlier(script.call, [purchase]);
	return { reply, script };
}

describe('a line that MIOeSIM lists', () => {
	it('not at all was not bought', async () => {
		const { reply, script } = await judge([]);
		expect(reply).toEqual({ ok: true, data: null });
		expect(script.pauses).toEqual([]);
	});

	it.each([0, 5, null])('with status %p is returned', async (status) => {
		expect((await judge([rowOf('EP1', { status })])).reply).toEqual(
			earlier(rowOf('EP1', { status })),
		);
	});

	it('several times is returned as the earliest order with the requested contents', async () => {
		const rows = [
			rowOf('EP4', at(4)),
			rowOf('EP1', { ...at(1), status: 2 }),
			rowOf('EP2', { ...at(2), count: 2 }),
			rowOf('EP3', at(3)),
		];
		expect((await judge(rows)).reply).toEqual(
			earlier(rows[3], [
				'Orders EP3, EP4 were all placed for this line. The earliest one is returned: check in MIOeSIM whether the others can be cancelled',
			]),
		);
	});

	it('with different contents is not returned', async () => {
		const { reply } = await judge([rowOf('EP1', { count: 2 })]);
		expect(detailsOf(reply)).toMatchObject({
			...other('Order EP1', 'with a count of 2 instead of 1'),
			outcome: 'executed',
			orderNumber: 'EP1',
		});
	});

	it('with different contents names an order that stands rather than one that is over', async () => {
		const rows = [
			rowOf('EP1', { ...at(1), status: 2, count: 3 }),
			rowOf('EP2', { ...at(2), count: 2 }),
			rowOf('EP3', { ...at(3), status: 2 }),
		];
		expect(detailsOf((await judge(rows)).reply)?.orderNumber).toBe('EP2');
		expect(detailsOf((await judge([rows[2], rows[0]])).reply)).toMatchObject({
			orderNumber: 'EP1',
			meaning: other('Order EP1', 'with a count of 3 instead of 1').meaning,
		});
	});

	it('as cancelled says so, and what has become of its cards', async () => {
		const { reply } = await judge([rowOf('EP1', { status: 4 })]);
		expect(detailsOf(reply)).toMatchObject({
			meaning: 'This line was bought as order EP1, which has since been partly cancelled',
			resolution: expect.stringContaining('one card on it: …0011 (plan status 1)'),
			outcome: 'executed',
		});
	});

	it('several times as cancelled names the order that may still be of use, else the last', async () => {
		const rows = [2, 6, 3].map((status, index) => rowOf(`EP${status}`, { ...at(index), status }));
		expect(detailsOf((await judge(rows)).reply)?.orderNumber).toBe('EP6');
		const over = [rows[0], rows[2]];
		expect(detailsOf((await judge(over)).reply)?.orderNumber).toBe('EP3');
	});

	it('is not bought if it cannot be looked up', async () => {
		const script = scripts.next({ queryEsimOrder: () => refusal(-8) });
		const [reply] = await findEarlier(script.call, [purchaseOf()]);
		expect(detailsOf(reply)).toMatchObject({
			code: -8,
			outcome: 'notExecuted',
			resolution: `Nothing was ordered, because it could not be checked whether this was ordered before. ${refusal(-8).details.resolution}`,
		});
	});
});

describe('the package behind an API code', () => {
	const code = { skuId: null, priceId: null, apiCode: 'A' };
	const packages = [
		{ priceid: 441, apiCode: 'A' },
		{ priceid: 442, apiCode: 'B' },
		{ priceid: 443 },
	];

	it.each<[Partial<Requested>, JsonRecord, said: string | null]>([
		[code, {}, null],
		[
			code,
			{ packageList: [{ priceId: 442 }] },
			'with package 442 instead of 441 and with API code B instead of A',
		],
		[
			{ ...code, apiCode: 'B' },
			{},
			'with package 441 instead of 442 and with API code A instead of B',
		],
		[{ ...code, apiCode: 'unlisted' }, {}, 'with API code A instead of unlisted'],
		[{}, { apiCode: 'A', packageList: [] }, null],
		[
			{},
			{ apiCode: 'B', packageList: [] },
			'with package 442 instead of 441 and with API code B instead of A',
		],
		[{}, { apiCode: 'B' }, 'with API code B instead of A'],
		[{ priceId: '442' }, { apiCode: 'B', packageList: [] }, null],
		[{ priceId: '443' }, { apiCode: 'C', packageList: [] }, null],
	])('%j is compared with %j through the list', async (changes, row, said) => {
		const { reply, script } = await judge([rowOf('EP1', row)], changes, packages);
		expect(detailsOf(reply)?.meaning ?? null).toBe(
			said && `Order EP1 was placed for this line before, ${said}`,
		);
		expect(script.sent('getPackages')).toEqual([{ skuId: '45' }]);
	});

	it.each<[Partial<Requested>, JsonRecord]>([
		// Both sides state the same thing, or one of them nothing.
		[{}, {}],
		[code, { packageList: [] }],
		[code, { apiCode: 'A', packageList: [] }],
		// No destination whose list could be requested.
		[code, { skuId: null }],
	])('%j and %j need no list', async (changes, row) => {
		const { reply, script } = await judge([rowOf('EP1', row)], changes);
		expect(reply.ok).toBe(true);
		expect(script.sent('getPackages')).toEqual([]);
	});

	it('is looked up by the requested destination if the order has none', async () => {
		const { script } = await judge([rowOf('EP1', { skuId: null, apiCode: 'A' })], {}, packages);
		expect(script.sent('getPackages')).toEqual([{ skuId: '45' }]);
	});

	it('does not count if the list cannot be read', async () => {
		const script = scripts.next({
			queryEsimOrder: () => list(rowOf('EP1')),
			getPackages: () => refusal(-8),
		});
		const purchase = purchaseOf({ requested: { ...requested, ...code } });
		expect((await findEarlier(script.call, [purchase]))[0].ok).toBe(true);
	});
});

describe('a renewal of all cards of an order', () => {
	const renewal: Partial<Requested> = {
		kind: 'renewal',
		count: null,
		simType: null,
		mainOrderNumber: 'EP7',
	};
	const row = { pflag: false, mainOrderNum: 'EP8' };

	async function renewed(
		cards: string[],
		main: unknown = list(rowOf('EP7')),
		iccids: string[] = [],
	) {
		const packageList = cards.map((iccid) => ({ iccid, priceId: 441 }));
		const script = scripts.next({
			queryEsimOrder: ({ orderNum }) =>
				orderNum === 'EP7' ? main : list(rowOf('EP1', { ...row, packageList })),
		});
		const purchase = purchaseOf({ requested: { ...requested, ...renewal, iccids } });
		const [reply] = await findEarlier(script.call, [purchase]);
		return reply;
	}

	it('is the same if it was made for cards of that order', async () => {
		expect((await renewed([CARDS[0]])).ok).toBe(true);
		expect(detailsOf(await renewed([CARDS[1]]))?.meaning).toContain(
			'for the card …0022 instead of the card …0011',
		);
	});

	it('of named cards does not look up that order', async () => {
		expect(detailsOf(await renewed([CARDS[0]], undefined, [CARDS[1]]))?.meaning).toContain(
			'for the card …0011 instead of the card …0022',
		);
	});

	it('is compared by its main order if the cards cannot be looked up', async () => {
		for (const main of [refusal(-8), list()]) {
			expect(detailsOf(await renewed([CARDS[0]], main))?.meaning).toContain(
				'for order EP8 instead of EP7',
			);
		}
	});
});

describe('a line that this process has sent', () => {
	const purchase = (changes: Partial<Requested> = {}) =>
		purchaseOf({ requested: { ...requested, ...changes } });

	it('and received is returned without a look-up', async () => {
		const script = scripts.next();
		const bought = purchase();
		ledger.purchases.executed(bought.key, { orderNumber: 'EP1', requested });
		const [reply] = await findEarlier(script.call, [bought]);
		expect(reply).toEqual({
			ok: true,
			data: {
				orderNumber: 'EP1',
				fetched: null,
				listed: null,
				isOwn: false,
				isEarlier: true,
				warnings: [],
			},
		});
		expect(script.asked).toEqual([]);
	});

	it.each([
		['EP1', 'Order EP1', 'executed'],
		[null, 'An order', 'unknown'],
	])('as %p with different contents is refused', async (orderNumber, which, outcome) => {
		const script = scripts.next();
		const changed = purchase({ count: 2 });
		ledger.purchases.executed(changed.key, { orderNumber, requested });
		const [reply] = await findEarlier(script.call, [changed]);
		expect(detailsOf(reply)).toMatchObject({
			...other(which, 'with a count of 1 instead of 2'),
			outcome,
		});
		expect(detailsOf(reply)?.orderNumber).toBe(orderNumber ?? undefined);
		expect('orderNumber' in (detailsOf(reply) ?? {})).toBe(orderNumber !== null);
	});

	it('without an answer is looked up until it is listed', async () => {
		const sent = purchase();
		ledger.purchases.sent(sent.key, { orderNumber: null, requested });
		const script = scripts
			.next()
			.sequence('queryEsimOrder', list(), refusal(-8), list(rowOf('EP1')));
		const [reply] = await findEarlier(script.call, [sent]);
		expect(reply).toEqual(earlier(rowOf('EP1')));
		expect(script.pauses).toEqual([2000, 4000]);
	});

	it('and that is listed at once takes no pause', async () => {
		const sent = purchase();
		ledger.purchases.sent(sent.key, { orderNumber: null, requested });
		const script = scripts.next({ queryEsimOrder: () => list(rowOf('EP1')) });
		expect((await findEarlier(script.call, [sent]))[0].ok).toBe(true);
		expect(script.pauses).toEqual([]);
	});

	it('without an answer stays unknown, and is not bought again', async () => {
		const sent = purchase();
		ledger.purchases.sent(sent.key, { orderNumber: null, requested });
		const script = scripts.next({ queryEsimOrder: () => list() });
		const [reply] = await findEarlier(script.call, [sent]);
		expect(detailsOf(reply)).toMatchObject({
			meaning: 'An order that was sent for this item before may have been placed',
			resolution:
				"It was not sent again: MIOeSIM has not listed it so far. Look for it with Order > Get Many and 'External Order ID' SHOP-1. If it is not listed 15 minutes after it was sent, run the item again, and the node buys it",
			outcome: 'unknown',
			endpoint: 'queryEsimOrder',
		});
		expect(script.pauses).toEqual([2000, 4000, 8000, 15_000, 25_000]);
		script.on('queryEsimOrder', () => refusal(-8));
		expect(detailsOf((await findEarlier(script.call, [sent]))[0])).toMatchObject({
			outcome: 'unknown',
			resolution: `An order that was sent for this item before may have been placed, but it could not be looked up now, and was not ordered again. ${refusal(-8).details.resolution}`,
		});
	});

	it('stays unknown when the execution is stopped', async () => {
		const sent = purchase();
		ledger.purchases.sent(sent.key, { orderNumber: null, requested });
		const script = scripts.next({ queryEsimOrder: () => list() });
		script.stop.abort();
		expect(detailsOf((await findEarlier(script.call, [sent]))[0])?.outcome).toBe('unknown');
		expect(script.asked).toHaveLength(1);
	});
});

it('several lines are looked up together, except those that this process has bought', async () => {
	const line = (name: string) => purchaseOf({ ids: { ...IDS, externalItemId: name } });
	const lines = ['A', 'B', 'C'].map(line);
	ledger.purchases.executed(lines[1].key, { orderNumber: 'EP9', requested });
	const row = rowOf('EP3', { outer_itemid: 'C' });
	const script = scripts.next({ queryEsimOrder: () => list(row) });
	const replies = await findEarlier(script.call, lines);
	expect(replies[0]).toEqual({ ok: true, data: null });
	expect(replies[1]).toMatchObject({ data: { orderNumber: 'EP9' } });
	expect(replies[2]).toEqual(earlier(row));
	expect(script.asked).toHaveLength(1);
	expect(script.asked[0][1]).not.toHaveProperty('outerItemId');
});
