import { start, type Client, type ReplyData, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Settings } from '../../tools/simulator/simulator.cts';

let sim: RunningSimulator;
let client: Client;
let clock: Started['clock'];
let order: ReplyData;
let iccids: string[];

const begin = async (settings: Settings = {}) => {
	({ sim, client, clock } = await start(settings));
	const params = { skuId: 45, priceId: 441, count: 2, backInfo: 1, otherOrderId: 'A' };
	order = (await client.post('addEsimOrder', params)).data;
	iccids = order.cardApiDtoList.map(({ iccid }) => iccid);
};

beforeEach(() => begin());
afterEach(() => sim.close());

const cancel = (list = iccids, orderNum = order.orderNum) =>
	client.post('refundOrder', { orderNum, iccids: list.join(',') });

const status = async () => {
	const { data } = await client.post('queryEsimOrder', { orderNum: order.orderNum });
	return data.rows[0].status;
};

it('a whole order goes to 2 through 6', async () => {
	expect(await cancel()).toEqual({ code: 0, message: '成功', data: null });
	expect(await status()).toBe(6);
	clock.advance(4999);
	expect(await status()).toBe(6);
	clock.advance(1);
	expect(await status()).toBe(2);
	expect(sim.account.balance).toBe(1_000_000);
	expect(sim.ledger.at(-1)).toMatchObject({
		kind: 'cancellation',
		endpoint: 'refundOrder',
		orderNum: order.orderNum,
		outerOrderId: 'A',
		count: 2,
		iccids,
		total: 20.18,
	});
});

it('part of an order goes to 4 through 7, the rest to 2 through 6', async () => {
	await cancel([iccids[0]]);
	expect(await status()).toBe(7);
	expect(sim.ledger.at(-1)).toMatchObject({ iccids: [iccids[0]], count: 1, total: 10.09 });
	clock.advance(5000);
	expect(await status()).toBe(4);
	expect((await cancel([iccids[1]])).code).toBe(0);
	expect(await status()).toBe(6);
	clock.advance(5000);
	expect(await status()).toBe(2);
	expect(sim.account.balance).toBe(1_000_000);
});

describe('is refused, and no money is refunded,', () => {
	let rows: number;
	let balance: number;
	beforeEach(() => {
		rows = sim.ledger.length;
		({ balance } = sim.account);
	});
	afterEach(() => {
		expect(sim.ledger).toHaveLength(rows);
		expect(sim.account.balance).toBe(balance);
	});

	it.each([
		[6, 4],
		[7, 4],
		[2, -8],
		[3, -8],
		[5, -8],
		[-1, -8],
	])('in status %i with code %i', async (now, code) => {
		sim.setStatus(order.orderNum, now, []);
		expect((await cancel()).code).toBe(code);
	});

	it('once a card is activated', async () => {
		sim.activateCard(iccids[1]);
		expect((await cancel()).code).toBe(-8);
	});

	it('for unknown or missing values', async () => {
		expect((await cancel(iccids, 'EP1')).code).toBe(3);
		expect((await cancel(['8988888888888888888'])).code).toBe(-3);
		const { orderNum } = order;
		expect((await client.post('refundOrder', { orderNum })).code).toBe(-2);
		expect((await client.post('refundOrder', { iccids: iccids[0] })).code).toBe(-2);
	});

	it("for somebody else's order", async () => {
		Object.assign(sim.orders.get(order.orderNum) ?? {}, { phoneNumber: '13900000000' });
		expect((await cancel()).code).toBe(3);
	});

	it('for an order that is not personal', async () => {
		const [seeded] = sim.seedOrders(1, { personal: false, status: 0 });
		const { iccid } = seeded.plans[0].card;
		expect((await cancel([iccid], seeded.orderNum)).code).toBe(22);
	});
});

it('a card is cancelled only once', async () => {
	await cancel([iccids[0]]);
	clock.advance(5000);
	expect((await cancel([iccids[0]])).code).toBe(-8);
});

it('getOrderInfo ends the right to cancel only if configured', async () => {
	await client.post('getOrderInfo', { orderNum: order.orderNum });
	expect((await cancel()).code).toBe(0);
	await sim.close();
	await begin({ infoEndsCancel: true, settleMs: 10 });
	await client.post('getOrderInfo', { orderNum: order.orderNum });
	expect((await cancel()).code).toBe(-8);
});
