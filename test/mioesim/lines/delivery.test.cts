import { inputFailure } from '../../../dist/mioesim/codes/failures';
import { deliver, deliveryOf, fetchOrder } from '../../../dist/mioesim/lines/delivery';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import type { Asked, Line, LineOrder } from '../../../dist/mioesim/lines/line';
import { asOrder } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { clock } from '../../../dist/nodes/shared/port';
import {
	asked,
	CARDS,
	failureOf,
	lineOf,
	orderOf,
	placedOf,
	refusal,
	rowOf,
} from '../../harness/purchases.cts';
import { list, noAnswer, useScript, type Script } from '../../harness/script.cts';

const scripts = useScript();
const [A, B, C] = CARDS;
const BOTH = [A, B];
const EP = 'EP20260101000001';
const EP2 = 'EP20260101000002';
const esim = (iccid: string | null, id: string | null): JsonRecord => ({
	iccid,
	code: id === null ? null : `LPA:1$rsp.example.com$${id}`,
});
const order = (...cards: JsonRecord[]) => orderOf(EP, { cardApiDtoList: cards });
const whole = order(esim(A, 'a'));
const bare = order(esim(A, null));

/** The order object that is handed out, or why it isn't. */
async function handed(
	script: Script,
	known: JsonRecord | null,
	line = lineOf({ account: script.account }),
	changes: Partial<LineOrder> = {},
) {
	const object = known === null ? null : { data: known, order: asOrder(known) };
	line.order = placedOf(EP, { object, ...changes });
	return await deliver(script.call, line, line.order);
}

const failed = async (...given: Parameters<typeof handed>) => await failureOf(handed(...given));
const waiting = (deliveryMs: number, changes: Partial<Asked> = {}): Line =>
	lineOf({ deliveryMs, asked: { ...asked, ...changes } });

describe('what has been delivered', () => {
	it.each<[JsonRecord[], Partial<Asked>, delivered: number, wanted: number]>([
		[[esim(A, 'a')], {}, 1, 1],
		[[esim(A, 'a'), esim(B, 'b')], { count: 2 }, 2, 2],
		[[esim(A, 'a')], { count: 2 }, 1, 2],
		[[esim(A, null)], {}, 0, 1],
		[[], {}, 0, 1],
		// Two customers can share neither an ICCID nor an activation code.
		[[esim(A, 'a'), esim(A, 'b')], { count: 2 }, 1, 2],
		[[esim(A, 'a'), esim(B, 'a')], { count: 2 }, 1, 2],
		[[esim(null, 'a'), esim(null, 'b')], { count: 2 }, 2, 2],
		// A card that was left out doesn't block another one.
		[[esim(A, 'a'), esim(B, 'a'), esim(B, 'b')], { count: 2 }, 2, 2],
		// A physical card, or one that is renewed, needs its ICCID, or none if the order shows none.
		[[{ iccid: A }], { simType: 'physical', iccids: [A] }, 1, 1],
		[[{ iccid: B }], { simType: 'physical' }, 1, 1],
		[[{ iccid: A }, { iccid: B }], { simType: 'physical', count: 2, iccids: [A, B] }, 2, 2],
		[[{ iccid: null }], { simType: 'physical', iccids: [A] }, 1, 1],
		[[], { simType: null, iccids: [A] }, 1, 1],
		[[{ iccid: 'no card' }], { simType: null }, 0, 1],
		[[esim(null, 'a')], { simType: null }, 0, 1],
		// All cards of an order: as many as are known, or as it lists.
		[[{ iccid: A }], { simType: null, count: null, iccids: [A, B] }, 1, 2],
		[[{ iccid: A }, { iccid: B }], { simType: null, count: null }, 2, 1],
	])('%j for %j: %i of %i', (cards, changes, delivered, wanted) => {
		const all = { ...asked, ...changes };
		expect(deliveryOf(asOrder(order(...cards)), all)).toEqual({
			delivered,
			wanted,
			what: all.simType === 'esim' ? 'eSIM' : 'SIM card',
		});
	});

	it.each<[JsonRecord[], iccids: string[], delivered: number, wanted: number]>([
		[[], [], 0, 1],
		[[{ iccid: A }, { iccid: B }], [], 2, 2],
		[[{}], [A, B], 1, 2],
		[[], [A, B], 2, 2],
	])('of an order without a count: %j for %j', (cards, iccids, delivered, wanted) => {
		const uncounted = asOrder({ ...order(...cards), count: null });
		const all = { ...asked, count: null, simType: null, iccids };
		expect(deliveryOf(uncounted, all)).toMatchObject({ delivered, wanted });
	});
});

const orderAgain = `Do not order again. Fetch it in a few minutes with Order > Get and order number ${EP}. If nothing changes, ask MIOeSIM support`;

describe('waiting for an order', () => {
	it('of which only the number is known reads it, and waits if that fails at first', async () => {
		const script = scripts.next().sequence('getOrderInfo', refusal(-8), bare, whole);
		expect(await handed(script, null)).toMatchObject({ data: whole });
		expect(script.pauses).toEqual([1000, 2000]);
	});

	it.each<[what: string, answer: unknown, pauses: number[]]>([
		['fails', refusal(-8), [1000, 1000]],
		['shows another order', orderOf(EP2), [1000, 1000]],
		['has no session', inputFailure('no session', 'r', { type: 'login', endpoint: 'login' }), []],
	])('whose details are never read, because getOrderInfo %s', async (_, answer, pauses) => {
		const script = scripts.next({ getOrderInfo: () => answer });
		const details = await failed(script, null, waiting(2000));
		expect(details).toMatchObject({
			meaning: `Order ${EP} was placed, but its details could not be read`,
			outcome: 'executed',
			retryable: false,
			orderNumber: EP,
		});
		expect(details.resolution).toContain(
			`Do not order again: fetch the details with Order > Get and order number ${EP}. What happened: `,
		);
		expect(script.pauses).toEqual(pauses);
	});

	it('ends on time, and says what is missing', async () => {
		const script = scripts.next({ getOrderInfo: () => bare });
		expect(await failed(script, bare)).toMatchObject({
			meaning: `Order ${EP} was placed; 0 of 1 eSIM has been delivered so far`,
			resolution: orderAgain,
			type: 'reply',
			outcome: 'executed',
			endpoint: 'getOrderInfo',
			orderNumber: EP,
		});
		const growing = [1000, 2000, 3000, 5000, 8000];
		expect(script.pauses).toEqual([...growing, 10_000, 10_000, 10_000, 10_000, 1000]);
		const never = scripts.next();
		expect((await failed(never, bare, waiting(0))).outcome).toBe('executed');
		expect(never.asked).toEqual([]);
	});

	it.each<[what: string, now: (real: number, calls: number) => number, pauses: number[]]>([
		['counts the time that calls take', (real, calls) => real + calls * 3000, [1000, 2000]],
		['ends although the clock stands still', () => 0, [1000, 2000, 3000, 1000]],
	])('%s', async (_, now, pauses) => {
		const script = scripts.next({ getOrderInfo: () => bare });
		const { now: real } = clock;
		clock.now = () => now(real(), script.asked.length);
		await failed(script, bare, waiting(7000));
		expect(script.pauses).toEqual(pauses);
	});

	it.each<[JsonRecord[], Partial<Asked>, string]>([
		[[esim(A, 'a')], { count: 2 }, '1 of 2 eSIMs has'],
		[[], { count: 2 }, '0 of 2 eSIMs have'],
		[[esim(A, 'a'), esim(B, 'b')], { count: 3 }, '2 of 3 eSIMs have'],
		[[{ iccid: B }], { count: 2, simType: 'physical' }, '1 of 2 SIM cards has'],
		[[], { simType: 'physical' }, '0 of 1 SIM card has'],
	])('counts cards: %j of %j', async (cards, changes, said) => {
		const known = { ...order(...cards), count: changes.count ?? 1 };
		expect((await failed(scripts.next(), known, waiting(0, changes))).meaning).toBe(
			`Order ${EP} was placed; ${said} been delivered so far`,
		);
	});

	it('ends when the execution is stopped, and the order stands', async () => {
		const script = scripts.next({ getOrderInfo: () => whole });
		script.stop.abort();
		expect(await failed(script, bare)).toMatchObject({
			outcome: 'executed',
			resolution: orderAgain,
		});
		expect(script.asked).toEqual([]);
		script.on('getOrderInfo', () => {
			throw new Error('stopped');
		});
		expect((await failed(script, null)).resolution).toMatch(
			/What happened: The execution was stopped\. Run it again for the remaining items$/,
		);
	});

	it('that was read before is described as it was then', async () => {
		const script = scripts.next({ getOrderInfo: () => refusal(-8) });
		expect((await failed(script, bare)).resolution).toBe(orderAgain);
	});

	it('that is not paid waits for the payment, too', async () => {
		const unpaid = { ...whole, status: -1 };
		const script = scripts.next({ getOrderInfo: () => whole });
		expect(await handed(script, unpaid)).toMatchObject({ data: whole });
		expect(script.pauses).toEqual([1000]);
		expect(await failed(script, unpaid, waiting(0))).toMatchObject({
			meaning: `Order ${EP} was placed, but MIOeSIM has not booked its payment yet`,
			resolution: orderAgain,
		});
	});

	it.each([
		[{ status: 2 }, 'its status is Cancelled'],
		[{ status: 6 }, 'its status is Cancelling'],
		[{ status: 9 }, 'its status is 9'],
		[
			{ priceId: 442, count: 2 },
			'with package 442 instead of 441 and with a count of 2 instead of 1',
		],
	])('with %j fails', async (changes, why) => {
		const script = scripts.next();
		const other = { ...whole, ...changes };
		expect(await failed(script, other)).toMatchObject({
			meaning: `Order ${EP} was placed, but ${why}`,
			resolution:
				'status' in changes
					? 'Nothing was passed on. Look at the order in MIOeSIM'
					: 'Compare the order in MIOeSIM with what was asked before you pass its cards on. If it is not what was asked, ask MIOeSIM support and quote the order number',
			type: 'reply',
			outcome: 'executed',
			orderNumber: EP,
		});
		expect(script.asked).toEqual([]);
		if (!('status' in changes)) return;
		// For an earlier order, the message says what has become of it.
		const earlier = await failed(script, other, lineOf(), { from: 'earlier' });
		expect(earlier.meaning).toContain(`This line was bought as order ${EP}, which`);
		expect(script.asked).toEqual([]);
	});
});

describe('a complete order', () => {
	it('with more cards than asked for, weak differences or odd dates has warnings', async () => {
		const line = lineOf();
		const odd = { skuId: 46, startDate: 'soon', endDate: 'later' };
		const whole = { ...order(esim(A, 'a'), esim(B, 'b')), ...odd };
		await handed(scripts.next(), whole, line);
		await handed(scripts.next(), whole, line);
		expect(line.warnings).toEqual([
			`MIOeSIM shows order ${EP} for destination 46 instead of 45`,
			'MIOeSIM sent dates that cannot be read: startDate, endDate',
			`Order ${EP} has 2 cards, and 1 were asked for`,
		]);
	});

	it('with an eSIM that came with another order fails, with both numbers', async () => {
		for (const second of [esim(A, 'other'), esim(B, 'a'), esim(null, 'a')]) {
			const script = scripts.next();
			await handed(script, whole);
			// The same order may be handed out again.
			await handed(script, whole);
			const line = lineOf({ account: script.account });
			const data = orderOf(EP2, { cardApiDtoList: [second] });
			line.order = placedOf(EP2, { object: { data, order: asOrder(data) } });
			await expect(deliver(script.call, line, line.order)).rejects.toMatchObject({
				details: {
					meaning: `Orders ${EP} and ${EP2} came with the same eSIM`,
					resolution: `An eSIM works for one customer only, and it was passed on for order ${EP}. Ask MIOeSIM support for another eSIM for order ${EP2}`,
					outcome: 'executed',
					orderNumber: EP2,
				},
			});
		}
	});

	it.each<[cards: JsonRecord[], iccids: string[], handed: Array<string | null>]>([
		[[{ iccid: null }], [A], [A]],
		[[], [A], [A]],
		[[{ iccid: null }, {}], BOTH, BOTH],
		[[{ iccid: null }], [A, B], [null]],
		[[{ iccid: B }], [B], [B]],
	])('names the cards that were asked for: %j for %j', async (cards, iccids, names) => {
		for (const simType of ['physical', null] as const) {
			const line = waiting(0, { simType, iccids, count: iccids.length });
			const named = cards.map((card) => ({ ...card, apn: 'apn' }));
			const data = { ...order(...named), count: iccids.length };
			const given = await handed(scripts.next(), data, line);
			const apn = cards.length === 0 ? null : 'apn';
			expect(given.order.cards).toMatchObject(names.map((iccid) => ({ iccid, apn, lpa: null })));
		}
	});

	it("that is somebody else's is looked for under its IDs, and never handed out", async () => {
		const others = { ...whole, outerOrderId: 'SHOP-2' };
		const script = scripts.next({ queryEsimOrder: () => list() });
		expect(await failed(script, others)).toMatchObject({
			meaning: `MIOeSIM answered with order ${EP}, which belongs to another 'External Order ID'`,
			resolution:
				"Nothing of it was passed on, and nothing is ordered again: this order may have been placed. Look for it with Order > Get Many and 'External Order ID' SHOP-1",
			type: 'reply',
			endpoint: 'getOrderInfo',
			outcome: 'unknown',
		});
		expect(script.pauses).toEqual([500, 2000, 5000]);
		script.on('queryEsimOrder', () => list(rowOf(EP), rowOf(EP2)));
		script.on('getOrderInfo', () => orderOf(EP2, { cardApiDtoList: [esim(C, 'c')] }));
		const line = lineOf();
		expect(await handed(script, others, line)).toMatchObject({ order: { orderNumber: EP2 } });
		expect(line.order?.orderNumber).toBe(EP2);
		expect(ledger.purchases.recall(line.key)?.content.orderNumber).toBe(EP2);
		// Its number leads to somebody else's, too.
		script.on('getOrderInfo', () => orderOf(EP2, { outerOrderId: 'SHOP-2' }));
		const lost = lineOf();
		const { account } = lost;
		ledger.orders.give(account, EP, lost.key);
		expect((await failed(script, others, lost)).outcome).toBe('unknown');
		const content = { orderNumber: null, asked };
		expect(ledger.purchases.recall(lost.key)).toMatchObject({ outcome: 'unknown', content });
		// Its owner can still be given it.
		expect(ledger.orders.otherOwner(account, EP, 'owner')).toBeNull();
	});
});

it.each<[unknown, string | null]>([
	[orderOf('ep1'), null],
	[orderOf('EP1', { orderNum: null }), null],
	[orderOf('EP2'), 'MIOeSIM answered with a different order from the one requested'],
	[noAnswer, noAnswer.details.meaning],
])('the details of an order (%#)', async (answer, meaning) => {
	const script = scripts.next({ getOrderInfo: () => answer });
	const fetching = fetchOrder(script.call.client, 'EP1');
	if (meaning === null) expect(await fetching).toMatchObject({ order: { orderNumber: 'EP1' } });
	else
		await expect(fetching).rejects.toMatchObject({
			details: { meaning, endpoint: expect.stringContaining('Order') },
		});
	expect(script.asked).toEqual([['getOrderInfo', { orderNum: 'EP1' }]]);
});
