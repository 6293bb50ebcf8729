import { start, type Client, type Envelope, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Modes } from '../../tools/simulator/modes.cts';

/** docs/api.md, section 7: an order may be booked late, listed late, and booked whatever the answer. */

let sim: RunningSimulator, client: Client, clock: Started['clock'];

beforeEach(async () => {
	({ sim, client, clock } = await start());
});
afterEach(() => sim.close());

const params = { skuId: 45, priceId: 441, count: 1, otherOrderId: 'SHOP-1' };
const order = async () => await client.request('POST', 'addEsimOrder', params);
const total = async () =>
	(await client.post<{ total: number }>('queryEsimOrder', { outerOrderId: 'SHOP-1' })).data.total;

it('a late order is booked at its time, and answered then', async () => {
	sim.mode({ bookingMs: 12_000 });
	const answered = order();
	while (sim.calls.at(-1)?.endpoint !== 'addEsimOrder') await new Promise(setImmediate);
	clock.advance(11_999);
	expect(sim.ledger).toEqual([]);
	clock.advance(1);
	expect(sim.ledger).toMatchObject([{ outerOrderId: 'SHOP-1', at: clock.now() }]);
	expect((await (await answered).json()) as Envelope).toMatchObject({ code: 0 });
});

it('is booked even if the caller has disconnected', async () => {
	sim.mode({ bookingMs: 12_000, bookedReply: 'drop' });
	await expect(order()).rejects.toThrow();
	expect(sim.ledger).toEqual([]);
	expect(await total()).toBe(0);
	clock.advance(12_000);
	expect(sim.ledger).toHaveLength(1);
	expect(await total()).toBe(1);
});

it('a refusal comes at once', async () => {
	sim.mode({ bookingMs: 12_000 });
	expect((await client.post('addEsimOrder', { skuId: 45 })).code).toBe(-2);
	sim.expireTokens();
	expect((await client.post('addEsimOrder', params)).code).toBe(-1);
});

it.each<[Modes['bookedReply'], status: number, code: number | null]>([
	['http:404', 404, null],
	['http:409', 409, null],
	['code:-3', 200, -3],
	['code:1013', 200, 1013],
])('booked, and answered with %s', async (bookedReply, status, code) => {
	sim.mode({ bookedReply });
	const reply = await order();
	expect(reply.status).toBe(status);
	if (code !== null) expect(((await reply.json()) as Envelope).code).toBe(code);
	expect(sim.ledger).toHaveLength(1);
	expect(sim.calls.at(-1)).toMatchObject({ code, status });
});

it('cancellations are booked late, too', async () => {
	const { data: orderNum } = await client.post<string>('addEsimOrder', params);
	const iccids = sim.ledger[0]?.iccids.join() ?? '';
	sim.mode({ bookingMs: 5000, bookedReply: 'drop' });
	await expect(client.post('refundOrder', { orderNum, iccids })).rejects.toThrow();
	expect(sim.orders.get(orderNum)?.status).toBe(0);
	clock.advance(5000);
	expect(sim.orders.get(orderNum)?.status).toBe(6);
});

it('the lists show an order late, getOrderInfo at once', async () => {
	sim.mode({ listMs: 10_000 });
	const { data: orderNum } = await client.post<string>('addEsimOrder', params);
	const all = async () => (await client.post<{ total: number }>('queryEsimOrder')).data.total;
	const range = { startDate: '2026-01-01', endDate: '2026-02-01' };
	const byDate = async () => (await client.post<unknown[]>('queryOrder', range)).data.length;
	expect([await total(), await all(), await byDate()]).toEqual([0, 0, 0]);
	expect((await client.post('getOrderInfo', { orderNum })).code).toBe(0);
	clock.advance(10_000);
	expect([await total(), await all(), await byDate()]).toEqual([1, 1, 1]);
});

it('a call waits for a late booking with a running clock, too', async () => {
	const running = await start({ clock: undefined });
	running.sim.mode({ bookingMs: 30 });
	expect((await running.client.post('addEsimOrder', params)).code).toBe(0);
	expect(running.sim.ledger).toHaveLength(1);
	await running.sim.close();
});
