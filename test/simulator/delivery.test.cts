import { start, type Client, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Installation } from '../../tools/simulator/delivery.cts';
import type { Modes } from '../../tools/simulator/modes.cts';

/** docs/api.md, section 7: code 0 does not promise delivery. */

interface OrderData {
	orderNum: string;
	status: number;
	cardApiDtoList: Installation[];
}

let sim: RunningSimulator, client: Client, clock: Started['clock'];

beforeEach(async () => {
	({ sim, client, clock } = await start());
});
afterEach(() => sim.close());

const order = async (count = 1, more = {}) => {
	const params = { skuId: 45, priceId: 441, count, backInfo: 1, ...more };
	return (await client.post<OrderData>('addEsimOrder', params)).data;
};
const info = async ({ orderNum }: OrderData) =>
	(await client.post<OrderData>('getOrderInfo', { orderNum })).data;
const listed = async ({ orderNum }: OrderData) => {
	const { data } = await client.post<{ rows: { packageList: unknown[] }[] | null }>(
		'queryEsimOrder',
		{ orderNum },
	);
	return data.rows?.[0]?.packageList.length;
};

describe('late and partial delivery', () => {
	it('delivers some cards at once, and all after a while', async () => {
		sim.mode({ deliveryMs: 30_000, delivered: 1 });
		const placed = await order(3);
		expect(placed.cardApiDtoList).toHaveLength(1);
		expect(await listed(placed)).toBe(1);
		clock.advance(29_999);
		expect((await info(placed)).cardApiDtoList).toHaveLength(1);
		clock.advance(1);
		expect((await info(placed)).cardApiDtoList).toHaveLength(3);
		expect(await listed(placed)).toBe(3);
	});

	it('may never come, until the mode is changed', async () => {
		sim.mode({ deliveryMs: 'never' });
		const placed = await order();
		clock.advance(3_600_000);
		expect((await info(placed)).cardApiDtoList).toEqual([]);
		sim.mode({ deliveryMs: 0 });
		expect((await info(placed)).cardApiDtoList).toHaveLength(1);
	});

	it.each<[Modes['undelivered'], Partial<Installation>]>([
		['empty', { sm_dp_address: '', activationCode: '', code: '' }],
		['link', { code: 'https://img.mioesim.example/qr/pending.png', activationCode: null }],
		['prose', { code: expect.stringContaining('激活码') as string, activationCode: null }],
		['noIccid', { iccid: null }],
	])('undelivered: %s', async (undelivered, card) => {
		sim.mode({ deliveryMs: 'never', undelivered });
		expect((await order()).cardApiDtoList).toMatchObject([card]);
	});

	it('repeats the first card with undelivered: same', async () => {
		sim.mode({ deliveryMs: 'never', delivered: 1, undelivered: 'same' });
		const cards = (await order(2)).cardApiDtoList;
		expect(cards).toHaveLength(2);
		expect(new Set(cards.map(({ iccid }) => iccid)).size).toBe(1);
	});

	it('can be limited to the orders of a rule', async () => {
		sim.modes.rules.push(({ params }) =>
			params.otherOrderId === 'SHOP-1' ? { deliveryMs: 'never' } : null,
		);
		const late = await order(1, { otherOrderId: 'SHOP-1' });
		expect((await order(1, { otherOrderId: 'SHOP-2' })).cardApiDtoList).toHaveLength(1);
		sim.modes.rules.length = 0;
		expect((await info(late)).cardApiDtoList).toEqual([]);
	});
});

describe('activation codes', () => {
	const HOST = expect.stringMatching(/^(rsp|smdp-plus)\.mioesim\.example$/) as string;
	const ID = expect.stringMatching(/^\w{5}-\w{5}-\w{5}$/) as string;
	const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;

	it.each<[Modes['codes'], Partial<Installation>]>([
		['lowerPrefix', { code: matching(/^lpa:1\$[\w.-]+\$[\w-]+$/), sm_dp_address: HOST }],
		['noPrefix', { code: matching(/^1\$[\w.-]+\$[\w-]+$/) }],
		['spaced', { code: matching(/^ LPA:1\$[\w.-]+\$[\w-]+\r\n$/) }],
		['percentEncoded', { code: matching(/^LPA%3A1%24[\w.-]+%24[\w-]+$/) }],
		['oid', { code: matching(/^LPA:1\$[\w.-]+\$[\w-]+\$1\.3\.6\.1\.4\.1\.31746\$1$/) }],
		['confirmation', { code: matching(/^LPA:1\$[\w.-]+\$[\w-]+\$\$1$/) }],
		['parts', { sm_dp_address: HOST, activationCode: ID }],
		['whole', { code: matching(/^LPA:1\$/), sm_dp_address: null, activationCode: null }],
		['inHost', { sm_dp_address: matching(/^LPA:1\$/), activationCode: ID }],
		['inMatchingId', { sm_dp_address: HOST, activationCode: matching(/^LPA:1\$/) }],
		['link', { code: matching(/^https:/), activationCode: null }],
		['prose', { code: matching(/e-mail/), activationCode: null }],
		['empty', { code: '', activationCode: '' }],
	])('codes: %s', async (codes, card) => {
		sim.mode({ codes });
		const [shown] = (await order()).cardApiDtoList;
		expect(shown).toMatchObject(card);
		if (['parts', 'inHost', 'inMatchingId'].includes(codes))
			expect(shown).not.toHaveProperty('code');
	});
});

describe('ICCIDs', () => {
	const text = async () => {
		const params = { skuId: 45, priceId: 441, count: 1, backInfo: 1 };
		return await (await client.request('POST', 'addEsimOrder', params)).text();
	};

	it.each<[Partial<Modes>, RegExp]>([
		[{ iccids: 'number' }, /"iccid":89852\d{15},/],
		[{ iccids: 'number', iccidDigits: '19' }, /"iccid":89852\d{14},/],
		[{ iccids: 'padded', iccidDigits: '19' }, /"iccid":"89852\d{14}F",/],
		[{}, /"iccid":"89852\d{15}",/],
	])('%j', async (modes, expected) => {
		sim.mode(modes);
		expect(await text()).toMatch(expected);
	});

	it('are numbers in the lists, too', async () => {
		sim.mode({ iccids: 'number' });
		await text();
		expect(await (await client.request('POST', 'queryEsimOrder')).text()).toMatch(/"iccid":8985/);
	});
});

describe('order status', () => {
	it.each([-1, 0, 2, 3, 4, 5, 6, 7])('an order can be booked with status %d', async (status) => {
		sim.mode({ orderStatus: status });
		const placed = await order();
		expect(placed.status).toBe(status);
		expect((await info(placed)).status).toBe(status);
	});

	it('an unpaid order becomes paid', async () => {
		sim.mode({ orderStatus: -1, paidMs: 10_000 });
		const placed = await order();
		expect(placed.status).toBe(-1);
		clock.advance(10_000);
		expect((await info(placed)).status).toBe(0);
	});

	it('can be set, with its cancelled cards, which may be left out of the reply', async () => {
		const placed = await order(3);
		sim.setStatus(placed.orderNum, 4);
		expect(await info(placed)).toMatchObject({ status: 4, cardApiDtoList: [{}, {}, {}] });
		sim.mode({ cancelledCards: 'removed' });
		const left = (await info(placed)).cardApiDtoList.map(({ iccid }) => iccid);
		expect(left).toEqual(placed.cardApiDtoList.slice(1).map(({ iccid }) => iccid));
		sim.setStatus(placed.orderNum, 2);
		expect(await info(placed)).toMatchObject({ status: 2, cardApiDtoList: [] });
	});
});
