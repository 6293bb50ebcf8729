import { DAY } from '../../tools/simulator/time.cts';
import { start, type Client, type Params, type ReplyData, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Oddities, PackagePick } from '../../tools/simulator/oddities.cts';
import type { Package } from '../../tools/simulator/packages.cts';

let sim: RunningSimulator;
let client: Client;
let pass: Started['pass'];
let oddities: Oddities;
let order: ReplyData;
let iccid: string;

beforeEach(async () => {
	({ sim, client, pass } = await start());
	({ oddities } = sim.catalogue);
	order = await buy(oddities.plain);
	[{ iccid }] = order.cardApiDtoList;
});
afterEach(() => sim.close());

const buy = async ({ skuId, priceId }: PackagePick, count = 1) => {
	const params = { skuId, priceId, count, backInfo: 1 };
	return (await client.post('addEsimOrder', params)).data;
};

const renew = (more: Params = {}) => client.post('renewCard', { skuId: 45, priceId: 441, ...more });

describe('a renewal', () => {
	it('is a separate order, linked to the first', async () => {
		const reply = await renew({ iccid, backInfo: 1, otherOrderId: 'R' });
		expect(reply.code).toBe('0');
		expect(reply.data).toMatchObject({ renew: 1, mainOrderNum: order.orderNum });
		expect(reply.data.cardApiDtoList[0].iccid).toBe(iccid);
		expect(sim.ledger[1]).toMatchObject({
			kind: 'renewal',
			endpoint: 'renewCard',
			outerOrderId: 'R',
			count: 1,
			total: 10.09,
		});
		const { data: main } = await client.post('getOrderInfo', { orderNum: order.orderNum });
		expect(main.renewOrderNum).toEqual([reply.data.orderNum]);
	});

	it('of an order covers every remaining card', async () => {
		const two = await buy(oddities.plain, 2);
		await renew({ orderNum: two.orderNum });
		expect(sim.ledger.at(-1)).toMatchObject({ kind: 'renewal', count: 2, total: 20.18 });
	});

	it('by apiCode', async () => {
		const { apiCode = '' } = oddities.plain;
		const reply = await client.post('renewCardByApiCode', { apiCode, iccid });
		expect(reply).toMatchObject({ code: 0, data: 'EP20260131000002' });
	});

	it('starts when the previous plan ends', async () => {
		const { data } = await renew({ iccid, backInfo: 1 });
		sim.activateCard(iccid);
		await pass(31 * DAY);
		const { data: later } = await client.post('getOrderInfo', { orderNum: data.orderNum });
		expect(later.startDate).toBe('2026-03-02 18:00:00');
		const { data: main } = await client.post('getOrderInfo', { orderNum: order.orderNum });
		expect(main).toMatchObject({ status: 5, endDate: '2026-03-02 18:00:00' });
	});
});

describe('a renewal is refused', () => {
	let rows: number;
	beforeEach(() => {
		rows = sim.ledger.length;
	});
	afterEach(() => expect(sim.ledger).toHaveLength(rows));

	it('without an order or a card', async () => {
		expect(await renew()).toMatchObject({ code: '-2', data: '' });
	});

	it('for unknown values', async () => {
		expect((await renew({ iccid: '8988888888888888888' })).code).toBe('-3');
		expect((await renew({ orderNum: 'EP1' })).code).toBe('-3');
		expect((await renew({ iccid, priceId: 1 })).code).toBe('-3');
	});

	it('with a plan that is not renewable', async () => {
		const { skuId, priceId } = oddities.nonRenewable;
		expect((await renew({ iccid, skuId, priceId })).code).toBe('-3');
	});

	it.each([6, 7])('in status %i', async (status) => {
		sim.setStatus(order.orderNum, status);
		expect((await renew({ iccid })).code).toBe('4');
		expect((await renew({ orderNum: order.orderNum })).code).toBe('4');
	});
});

it('is refused while another renewal of the card is being cancelled', async () => {
	const { data } = await client.post<string>('renewCard', { skuId: 45, priceId: 441, iccid });
	await client.post('refundOrder', { orderNum: data, iccids: iccid });
	expect((await renew({ iccid })).code).toBe('4');
	sim.clock.advance(5000);
	expect((await renew({ iccid })).code).toBe('0');
});

it('is refused for a plan that was bought as not renewable', async () => {
	const fixed = await buy(oddities.nonRenewable);
	const { skuId } = oddities.nonRenewable;
	const renewable = sim.catalogue.packages(skuId).find(({ flowType }) => flowType === 0);
	const params = { skuId, priceId: renewable?.priceid ?? 0, iccid: fixed.cardApiDtoList[0].iccid };
	expect((await client.post('renewCard', params)).code).toBe('-3');
});

describe('getIccidSupportPackageInfo', () => {
	const support = async <Data = ReplyData,>(of: string) =>
		await client.post<Data>('getIccidSupportPackageInfo', { iccid: of });

	it('answers an object for some cards and an array for others', async () => {
		const { code, data } = await support(iccid);
		expect(code).toBe(0);
		expect(data).toMatchObject({ skuid: 45, esimPackageDtoList: expect.any(Array) });
		expect(data.esimPackageDtoList.every(({ flowType }) => flowType === 0)).toBe(true);
		const next = await buy(oddities.plain);
		const { data: list } = await support<{ skuid: number }[]>(next.cardApiDtoList[0].iccid);
		expect(list.map(({ skuid }) => skuid)[0]).toBe(45);
		expect(list.length).toBeGreaterThan(1);
		const third = await buy(oddities.plain);
		const { data: vo } = await support(third.cardApiDtoList[0].iccid);
		expect(vo).toHaveProperty('esimPackageVoList');
	});

	it('offers what renewCard accepts', async () => {
		const next = await buy(oddities.plain);
		const of = next.cardApiDtoList[0].iccid;
		const { data } = await support<{ skuid: number; esimPackageDtoList: Package[] }[]>(of);
		const region = data[1];
		const pack = region.esimPackageDtoList.find((each) => !each.supportDaypass);
		const params = { skuId: region.skuid, priceId: pack?.priceid ?? 0, iccid: of };
		expect((await client.post('renewCard', params)).code).toBe('0');
	});

	it('has a null list for a card that cannot be renewed', async () => {
		const fixed = await buy(oddities.nonRenewable);
		const { data } = await support(fixed.cardApiDtoList[0].iccid);
		expect(data.esimPackageDtoList).toBeNull();
	});

	it('refuses an unknown card', async () => {
		expect((await support('8988888888888888888')).code).toBe(-3);
		expect((await client.post('getIccidSupportPackageInfo')).code).toBe(-2);
	});
});
