import { DAY } from '../../tools/simulator/time.cts';
import {
	createClient,
	NOW,
	start,
	type Client,
	type Params,
	type ReplyData,
	type Started,
} from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator;
let client: Client;
let clock: Started['clock'];
let pass: Started['pass'];

beforeEach(async () => {
	({ sim, client, clock, pass } = await start({ accounts: [{}, {}] }));
});
afterEach(() => sim.close());

const buy = async (more: Params = {}) => {
	const params = { skuId: 45, priceId: 441, count: 1, backInfo: 1, ...more };
	return (await client.post('addEsimOrder', params)).data;
};

const query = async (filters: Params = {}) => (await client.post('queryEsimOrder', filters)).data;

const numbers = async (filters: Params = {}) => {
	const { data } = await client.post<{ rows: ReplyData[] | null }>('queryEsimOrder', filters);
	return (data.rows ?? []).map(({ orderNum }) => orderNum);
};

describe('queryEsimOrder', () => {
	it('answers an order in its own spelling', async () => {
		const order = await buy({ otherOrderId: 'A', otherItemId: 'B', customerEmail: 'a@b.c' });
		const data = await query({ orderNum: order.orderNum });
		expect(data).toMatchObject({ total: 1, page: 1 });
		expect(data.rows[0]).toEqual({
			orderNum: 'EP20260131000001',
			skuId: 45,
			skuName: 'Japan',
			type: 0,
			daypassDay: null,
			count: 1,
			createTime: '2026-01-31 18:00:00.0',
			status: 0,
			totle: 10.09,
			outer_orderid: 'A',
			outer_itemid: 'B',
			pflag: true,
			flowType: 0,
			renew: 0,
			remark: null,
			email: 'a@b.c',
			cardType: 0,
			packageList: [
				{
					id: 1,
					flows: 5,
					unit: 'GB',
					days: 30,
					usedMb: 0,
					name: 'Japan 5GB / 30 Days',
					beginDate: null,
					endDate: null,
					status: 0,
					iccid: order.cardApiDtoList[0].iccid,
					priceId: 441,
				},
			],
		});
	});

	it('finds an order by each ID, and by all IDs together', async () => {
		const first = await buy({ otherOrderId: 'A', otherItemId: '1' });
		const second = await buy({ otherOrderId: 'A', otherItemId: '2' });
		await buy({ otherOrderId: 'B', otherItemId: '1' });
		const both = [second.orderNum, first.orderNum];
		expect(await numbers({ outerOrderId: 'A' })).toEqual(both);
		expect(await numbers({ outerOrderId: 'A', outerItemId: '1' })).toEqual([first.orderNum]);
		const { iccid } = second.cardApiDtoList[0];
		expect(await numbers({ iccid })).toEqual([second.orderNum]);
		expect(await numbers({ iccid, outerItemId: '1' })).toEqual([]);
	});

	it('finds a card by its renewals, too', async () => {
		const order = await buy();
		const { iccid } = order.cardApiDtoList[0];
		await client.post('renewCard', { skuId: 45, priceId: 441, iccid });
		const { rows } = await query({ iccid });
		expect(rows.map(({ pflag, renew }) => [pflag, renew])).toEqual([
			[false, 1],
			[true, 0],
		]);
	});

	it('filters by status, name and day of the order', async () => {
		const first = await buy();
		await pass(DAY);
		const { skuId, priceId } = sim.catalogue.oddities.nonRenewable;
		const second = await buy({ skuId, priceId });
		sim.setStatus(second.orderNum, 3);
		expect(await numbers({ status: 3 })).toEqual([second.orderNum]);
		expect(await numbers({ packetName: 'japan' })).toEqual([first.orderNum]);
		const day = '2026/01/31-2026/01/31';
		expect(await numbers({ subTime: day })).toEqual([first.orderNum]);
		expect(await numbers({ subTime: day, status: 3 })).toEqual([]);
	});

	it('interprets days in GMT+8', async () => {
		clock.set(Date.parse('2026-01-31T15:59:59Z'));
		await client.login();
		const last = await buy();
		clock.set(Date.parse('2026-01-31T16:00:00Z'));
		const first = await buy();
		expect(await numbers({ subTime: '2026/01/31-2026/01/31' })).toEqual([last.orderNum]);
		expect(await numbers({ subTime: '2026/02/01-2026/02/01' })).toEqual([first.orderNum]);
	});

	it('filters by the start and the end of plans', async () => {
		const order = await buy();
		sim.activateCard(order.cardApiDtoList[0].iccid);
		expect(await numbers({ sTime: '2026/01/31-2026/02/01' })).toEqual([order.orderNum]);
		expect(await numbers({ sTime: '2026/02/01-2026/02/02' })).toEqual([]);
		expect(await numbers({ eTime: '2026/03/02-2026/03/02' })).toEqual([order.orderNum]);
	});

	it('pages newest first', async () => {
		const seeded = sim.seedOrders(75, { status: 0 });
		const all = seeded.map(({ orderNum }) => orderNum).reverse();
		const pages = [];
		for (const pageNo of [1, 2, 3, 4]) pages.push(await query({ pageNo }));
		expect(pages.map(({ total }) => total)).toEqual([75, 75, 75, 75]);
		expect(pages.map(({ rows }) => rows.length)).toEqual([30, 30, 15, 0]);
		const shown = pages.flatMap(({ rows }) => rows.map(({ orderNum }) => orderNum));
		expect(shown).toEqual(all);
		expect((await query({ pageNo: 2, pageSize: 10 })).rows[0].orderNum).toBe(all[10]);
	});

	it('lists the last three months without a filter', async () => {
		const from = NOW - 200 * DAY;
		sim.seedOrders(200, { from, to: NOW, status: 0 });
		const recent = await query();
		expect(recent.total).toBe(93);
		expect((await query({ subTime: '2025/01/01-2026/12/31' })).total).toBe(200);
	});

	it('returns a null list if nothing is found', async () => {
		expect(await query({ outerOrderId: 'none' })).toEqual({ total: 0, page: 1, rows: null });
	});

	it('refuses what it cannot read', async () => {
		const refused = async (filters: Params = {}) =>
			(await client.post('queryEsimOrder', filters)).code;
		expect(await refused({ subTime: '2026-01-01' })).toBe(-8);
		expect(await refused({ eTime: '2026/02/01-2026/01/01' })).toBe(-8);
		expect(await refused({ status: 'paid' })).toBe(-8);
		expect(await refused({ pageNo: 0 })).toBe(-8);
	});

	it("does not list other accounts' orders", async () => {
		const order = await buy({ otherOrderId: 'A' });
		const other = createClient(sim, { account: sim.accounts[1] });
		await other.login();
		const { orderNum } = order;
		for (const filters of [{ orderNum }, { outerOrderId: 'A' }, {}] as Params[]) {
			expect((await other.post('queryEsimOrder', filters)).data.total).toBe(0);
		}
		expect((await other.post('getOrderInfo', { orderNum })).code).toBe(-3);
	});
});

describe('usage', () => {
	const packageOf = async (orderNum: string) => (await query({ orderNum })).rows[0].packageList[0];

	it('grows with the clock after activation, until the end of the plan', async () => {
		const order = await buy();
		const { iccid } = order.cardApiDtoList[0];
		await pass(DAY);
		expect(await packageOf(order.orderNum)).toMatchObject({ usedMb: 0, beginDate: null });
		sim.activateCard(iccid);
		const used: number[] = [];
		for (let day = 0; day < 40; day++) {
			await pass(DAY);
			used.push(Number((await packageOf(order.orderNum)).usedMb));
		}
		expect(used[0]).toBeGreaterThan(0);
		expect(used).toEqual([...used].sort((left, right) => left - right));
		expect(used[39]).toBeLessThanOrEqual(5 * 1024);
		expect(used[39]).toBe(used[30]);
		expect(await packageOf(order.orderNum)).toMatchObject({
			beginDate: '2026-02-01 18:00:00.0',
			endDate: '2026-03-03 18:00:00.0',
		});
		expect((await query({ orderNum: order.orderNum })).rows[0].status).toBe(5);
	});

	it('stops at the size of the plan if the card uses it up early', async () => {
		const order = await buy({ count: 2 });
		for (const { iccid } of order.cardApiDtoList) sim.activateCard(iccid);
		await pass(29 * DAY);
		const { rows } = await query({ orderNum: order.orderNum });
		const [slow, fast] = rows[0].packageList.map(({ usedMb }) => usedMb);
		expect(slow).toBeLessThan(5 * 1024);
		expect(fast).toBe(5 * 1024);
	});

	it('can be set', async () => {
		const order = await buy();
		const { iccid } = order.cardApiDtoList[0];
		sim.setUsage(iccid, 4096.5);
		expect((await packageOf(order.orderNum)).usedMb).toBe(4096.5);
		const { data } = await client.post('getOrderInfo', { orderNum: order.orderNum });
		expect(data.cardApiDtoList[0].usedMB).toBe('4096.5');
	});
});

describe('queryOrder', () => {
	const from = { startDate: '2026-01-31', endDate: '2026-01-31' };

	it('returns at most ten rows, in its own spelling', async () => {
		await buy({ otherOrderId: 'A', otherItemId: 'B' });
		const { code, data } = await client.post('queryOrder', from);
		expect(code).toBe('0');
		expect(data).toEqual([
			{
				orderid: 'EP20260131000001',
				num: 1,
				price: 10.09,
				totle: 10.09,
				subTime: '2026-01-31 18:00:00.0',
				status: 0,
				flowType: 0,
				packetName: 'Japan 5GB / 30 Days',
				expireDate: null,
				renew: 0,
				outerOrderId: 'A',
				outerItemId: 'B',
			},
		]);
		sim.seedOrders(20, { from: NOW - 1000, to: NOW });
		expect((await client.post('queryOrder', from)).data).toHaveLength(10);
		const all = { ...from, pageSize: 100 };
		expect((await client.post('queryOrder', all)).data).toHaveLength(21);
		const mine = await client.post('queryOrder', { ...from, outerOrderId: 'A' });
		expect(mine.data).toHaveLength(1);
	});

	it('refuses missing and unreadable dates', async () => {
		expect((await client.post('queryOrder')).code).toBe('-2');
		const params = { ...from, endDate: '2026/01/31' };
		expect((await client.post('queryOrder', params)).code).toBe('-8');
	});
});

it('getOrderInfo refuses an unknown order', async () => {
	expect((await client.post('getOrderInfo', { orderNum: 'EP1' })).code).toBe(-3);
});

describe('seedOrders', () => {
	it('leaves the ledger, the balance and the calls alone', () => {
		const calls = sim.calls.length;
		const orders = sim.seedOrders(100);
		expect(orders.some(({ personal }) => !personal)).toBe(true);
		expect(sim.orders.size).toBe(100);
		expect([sim.ledger.length, sim.calls.length - calls]).toEqual([0, 0]);
		expect(sim.account.balance).toBe(1_000_000);
	});

	it('comes in addition to orders that were bought before', async () => {
		const order = await buy();
		const [seeded] = sim.seedOrders(1, { from: NOW - 5 * DAY, to: NOW - 5 * DAY });
		expect(await numbers({})).toEqual([order.orderNum, seeded.orderNum]);
	});
});
