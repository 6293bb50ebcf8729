import type { FailureDetails } from '../../../dist/mioesim/codes/failure';
import { orderOfObject } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { deliver, deliveryOf, type Waiting } from '../../../dist/mioesim/lines/delivery';
import type { FetchedOrder } from '../../../dist/mioesim/lines/fetchOrder';
import type { Requested } from '../../../dist/mioesim/lines/requested';
import { clock } from '../../../dist/nodes/shared/port';
import type { Reply } from '../../../dist/mioesim/lines/reply';
import { CARDS, orderOf, refusal, requested } from '../../harness/purchases.cts';
import { Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const [A, B, C] = CARDS;
const EP = 'EP20260101000001';
const esim = (iccid: string | null, id: string | null): JsonRecord => ({
	iccid,
	code: id === null ? null : `LPA:1$rsp.example.com$${id}`,
});
const order = (...cards: JsonRecord[]) => orderOf(EP, { cardApiDtoList: cards });
const detailsOf = (reply: Reply<FetchedOrder>): FailureDetails | null =>
	reply.ok ? null : reply.failure.details;

describe('what has been delivered', () => {
	it.each<[JsonRecord[], Partial<Requested>, delivered: number, wanted: number]>([
		[[esim(A, 'a')], {}, 1, 1],
		[[esim(A, 'a'), esim(B, 'b')], { count: 2 }, 2, 2],
		[[esim(A, 'a')], { count: 2 }, 1, 2],
		[[esim(A, null)], {}, 0, 1],
		[[], {}, 0, 1],
		// Two customers can share neither an ICCID nor an activation code.
		[[esim(A, 'a'), esim(A, 'b')], { count: 2 }, 1, 2],
		[[esim(A, 'a'), esim(B, 'a')], { count: 2 }, 1, 2],
		[[esim(null, 'a'), esim(null, 'b')], { count: 2 }, 2, 2],
		[[esim(A, 'a'), esim(B, 'a'), esim(C, 'c')], { count: 3 }, 2, 3],
		// A card that was left out doesn't block another one.
		[[esim(A, 'a'), esim(B, 'a'), esim(B, 'b')], { count: 2 }, 2, 2],
		// A physical card, or one that is renewed, needs only its ICCID.
		[[{ iccid: A }], { simType: 'physical', iccids: [A] }, 1, 1],
		[[{ iccid: B }], { simType: 'physical', iccids: [A] }, 0, 1],
		[[{ iccid: B }], { simType: 'physical' }, 1, 1],
		[[{ iccid: 'no card' }], { simType: null }, 0, 1],
		[[esim(null, 'a')], { simType: null }, 0, 1],
		// All cards of an order: as many as it lists, at least one.
		[[{ iccid: A }, { iccid: B }], { simType: null, count: null }, 2, 1],
	])('%j for %j: %i of %i', (cards, changes, delivered, wanted) => {
		const asked = { ...requested, ...changes };
		expect(deliveryOf(orderOfObject(order(...cards)), asked)).toEqual({
			delivered,
			wanted,
			what: asked.simType === 'esim' ? 'eSIM' : 'SIM card',
		});
	});

	it.each([
		[[], 1],
		[[{ iccid: A }, { iccid: B }], 2],
	])('of an order without a count is measured by its own cards', (cards, wanted) => {
		const uncounted = orderOfObject({ ...order(...cards), count: null });
		const asked = { ...requested, count: null, simType: null };
		expect(deliveryOf(uncounted, asked).wanted).toBe(wanted);
	});
});

const orderAgain = `Do not order again. Fetch it in a few minutes with Order > Get and order number ${EP}. If nothing changes, ask MIOeSIM support`;

async function waitFor(
	script: Script,
	known: JsonRecord | null,
	changes: Partial<Requested> = {},
	waiting: Partial<Waiting> = {},
) {
	const fetched = known === null ? null : { data: known, order: orderOfObject(known) };
	const asked = { ...requested, ...changes };
	const settings = { timeoutMs: 60_000, isEarlier: false, ...waiting };
	return await deliver(script.call, EP, fetched, asked, settings);
}

describe('waiting for an order', () => {
	const whole = order(esim(A, 'a'));
	const bare = order(esim(A, null));

	it('that is complete takes no call', async () => {
		const script = scripts.next();
		expect(await waitFor(script, whole)).toMatchObject({ ok: true, data: { data: whole } });
		expect(script.asked).toEqual([]);
	});

	it('of which only the number is known fetches it', async () => {
		const script = scripts.next({ getOrderInfo: () => whole });
		expect(await waitFor(script, null)).toMatchObject({ ok: true, data: { data: whole } });
		expect(script.pauses).toEqual([]);
		script.on('getOrderInfo', () => refusal(-8));
		expect(detailsOf(await waitFor(script, null))).toMatchObject({
			outcome: 'executed',
			orderNumber: EP,
		});
	});

	it('ends as soon as it is complete, and continues after a failed look-up', async () => {
		const script = scripts.next().sequence('getOrderInfo', refusal(-8), bare, whole);
		expect((await waitFor(script, bare)).ok).toBe(true);
		expect(script.pauses).toEqual([1000, 2000, 3000]);
	});

	it('ends on time, and says what is missing', async () => {
		const script = scripts.next({ getOrderInfo: () => bare });
		expect(detailsOf(await waitFor(script, bare))).toMatchObject({
			meaning: `Order ${EP} was placed; 0 of 1 eSIM has been delivered so far`,
			resolution: orderAgain,
			type: 'reply',
			outcome: 'executed',
			endpoint: 'getOrderInfo',
			orderNumber: EP,
		});
		expect(script.pauses).toEqual([
			1000, 2000, 3000, 5000, 8000, 10_000, 10_000, 10_000, 10_000, 1000,
		]);
	});

	it('counts the time that calls take', async () => {
		const script = scripts.next({ getOrderInfo: () => bare });
		const { now } = clock;
		clock.now = () => now() + script.asked.length * 20_000;
		await waitFor(script, bare);
		expect(script.pauses).toEqual([1000, 2000, 3000]);
	});

	it('ends on time even if the clock of the n8n server stands still', async () => {
		const script = scripts.next({ getOrderInfo: () => bare });
		clock.now = () => 0;
		await waitFor(script, bare, {}, { timeoutMs: 7000 });
		expect(script.pauses).toEqual([1000, 2000, 3000, 1000]);
	});

	it('with a time limit of 0 makes no call', async () => {
		const script = scripts.next();
		expect(detailsOf(await waitFor(script, bare, {}, { timeoutMs: 0 }))?.outcome).toBe('executed');
		expect(script.asked).toEqual([]);
	});

	it.each<[JsonRecord[], Partial<Requested>, string]>([
		[[esim(A, 'a')], { count: 2 }, '1 of 2 eSIMs has'],
		[[], { count: 2 }, '0 of 2 eSIMs have'],
		[[esim(A, 'a'), esim(B, 'b')], { count: 3 }, '2 of 3 eSIMs have'],
		[[{ iccid: B }], { count: 2, simType: 'physical' }, '1 of 2 SIM cards has'],
		[[], { simType: 'physical' }, '0 of 1 SIM card has'],
	])('counts cards: %j of %j', async (cards, changes, said) => {
		const known = { ...order(...cards), count: changes.count ?? 1 };
		expect(
			detailsOf(await waitFor(scripts.next(), known, changes, { timeoutMs: 0 }))?.meaning,
		).toBe(`Order ${EP} was placed; ${said} been delivered so far`);
	});

	it('ends when the execution is stopped, and the order stands', async () => {
		const script = scripts.next({ getOrderInfo: () => whole });
		script.stop.abort();
		expect(detailsOf(await waitFor(script, bare))).toMatchObject({
			outcome: 'executed',
			resolution: orderAgain,
		});
		expect(script.asked).toEqual([]);
	});

	it('that is not paid waits for the payment, too', async () => {
		const unpaid = { ...whole, status: -1 };
		const script = scripts.next({ getOrderInfo: () => whole });
		expect((await waitFor(script, unpaid)).ok).toBe(true);
		expect(script.pauses).toEqual([1000]);
		expect(detailsOf(await waitFor(script, unpaid, {}, { timeoutMs: 0 }))).toMatchObject({
			meaning: `Order ${EP} was placed, but MIOeSIM has not booked its payment yet`,
			resolution: orderAgain,
		});
	});

	it.each([
		[2, 'Cancelled'],
		[6, 'Cancelling'],
		[9, '9'],
	])('with status %i fails', async (status, name) => {
		const script = scripts.next();
		expect(detailsOf(await waitFor(script, { ...whole, status }))).toMatchObject({
			meaning: `Order ${EP} was placed, but its status is ${name}`,
			resolution: 'Nothing was passed on. Look at the order in MIOeSIM',
			type: 'reply',
			outcome: 'executed',
			endpoint: 'getOrderInfo',
			orderNumber: EP,
		});
		// For an earlier order, the message says what has become of it.
		const earlier = await waitFor(script, { ...whole, status }, {}, { isEarlier: true });
		expect(detailsOf(earlier)?.meaning).toContain(`This line was bought as order ${EP}, which`);
		expect(script.asked).toEqual([]);
	});

	it('with different contents fails', async () => {
		const other = { ...whole, skuId: 46, priceId: 442 };
		expect(detailsOf(await waitFor(scripts.next(), other))).toMatchObject({
			meaning: `Order ${EP} was placed, but for destination 46 instead of 45 and with package 442 instead of 441`,
			resolution:
				'Do not pass its cards on before you have looked at the order in MIOeSIM. If it is wrong, cancel it with Order > Cancel',
			type: 'reply',
			outcome: 'executed',
			endpoint: 'getOrderInfo',
			orderNumber: EP,
		});
	});
});
