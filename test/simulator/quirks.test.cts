import { start, type Client, type Params, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Modes } from '../../tools/simulator/modes.cts';

/** Modes in which a reply differs from the documented samples, though a person can read it. */

let sim: RunningSimulator, client: Client, clock: Started['clock'];

beforeEach(async () => {
	({ sim, client, clock } = await start());
});
afterEach(() => sim.close());

const PLAIN = { skuId: 45, priceId: 441, count: 1, backInfo: 1, customerEmail: 'jane@example.com' };
const order = async (more: Params = {}) =>
	(await client.post('addEsimOrder', { ...PLAIN, ...more })).data;
const row = async (filters: Params = {}) =>
	(await client.post('queryEsimOrder', filters)).data.rows[0];
const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;
describe('the order and its cards', () => {
	it.each<[Partial<Modes>, object]>([
		[{ prices: 'text' }, { price: text(/^\d+\.\d\d$/) }],
		[{ prices: 'unit' }, { price: text(/^\d+\.\d\d USD$/) }],
		[{ prices: 'symbol' }, { price: text(/^\$\d+\.\d\d$/) }],
		[{ unknowns: 'zero' }, { count: 0, priceId: 0, price: 0 }],
		[{ unknowns: 'null' }, { count: null, priceId: null, price: null }],
		[{ unknowns: 'empty' }, { count: '', priceId: '', price: '' }],
		[{ noDates: 'chinese' }, { startDate: '未激活', endDate: '未激活' }],
		[{ noDates: 'zeros' }, { startDate: '0000-00-00 00:00:00' }],
		[
			{ renewal: 'wrong', renew: 'wrong' },
			{ renewal: true, renew: 1, mainOrderNum: null },
		],
		[
			{ renewal: 'right', renew: 'right' },
			{ renewal: false, renew: 0 },
		],
		[{ cardsKey: 'cards' }, { cards: [{ data: '5GB' }] }],
		[{ cardsKey: 'cardList' }, { cardList: [{ data: '5GB' }] }],
		[{ validity: 'other' }, { cardApiDtoList: [{ validity: 60 }] }],
		[{ usage: 'unit' }, { cardApiDtoList: [{ usedMB: '0MB' }] }],
		[{ extraCards: 2 }, { count: 1, cardApiDtoList: [{}, {}, {}] }],
		[{ extraCards: -1 }, { count: 1, cardApiDtoList: [] }],
		[{ replies: 'stranger' }, { outerOrderid: 'STRANGER', outerItemId: 'STRANGER-1', count: 1 }],
		[{ books: 'otherPackage' }, { priceId: 443 }],
		[{ codes: 'lpa' }, { cardApiDtoList: [{ lpa: text(/^LPA:1\$/), activationCode: null }] }],
		[{ codes: 'lpaString' }, { cardApiDtoList: [{ lpaString: text(/^LPA:1\$/) }] }],
		[{ codes: 'snake' }, { cardApiDtoList: [{ activation_code: text(/^\w{5}-/) }] }],
		[{ codes: 'shortHost' }, { cardApiDtoList: [{ sm_dp_address: text(/^1\$/) }] }],
		[{ codes: 'urlHost' }, { cardApiDtoList: [{ sm_dp_address: text(/^https:/) }] }],
		[{ codes: 'portHost' }, { cardApiDtoList: [{ sm_dp_address: text(/:443$/) }] }],
	])('%j', async (modes, expected) => {
		sim.mode(modes);
		expect(await order()).toMatchObject(expected);
	});

	it('leaves out a kind or what is unknown', async () => {
		sim.mode({ renewal: 'absent', renew: 'absent', unknowns: 'absent' });
		const told = Object.keys(await order());
		for (const name of ['renewal', 'renew', 'count', 'priceId']) expect(told).not.toContain(name);
	});

	it('books twice, with one reply', async () => {
		sim.mode({ books: 'twice' });
		const { orderNum } = await order({ otherOrderId: 'SHOP-1' });
		expect(sim.ledger.map(({ outerOrderId }) => outerOrderId)).toEqual(['SHOP-1', 'SHOP-1']);
		expect(sim.ledger[0].orderNum).toBe(orderNum);
	});

	it('tells of a renewal with its main order, without ICCIDs or cards', async () => {
		const main = await order({ count: 2 });
		const iccids = main.cardApiDtoList.map(({ iccid }) => iccid).join();
		const renew = async () =>
			(await client.post('renewCard', { skuId: 45, priceId: 441, backInfo: 1, iccids })).data;
		sim.mode({ renewalCards: 'noIccid', renew: 'wrong' });
		expect(await renew()).toMatchObject({
			mainOrderNum: main.orderNum,
			renew: 0,
			cardApiDtoList: [{ iccid: null }, { iccid: null }],
		});
		sim.mode({ renewalCards: 'none', pflag: 'wrong' });
		expect(await renew()).toMatchObject({ cardApiDtoList: [] });
		expect(await row()).toMatchObject({ pflag: true, packageList: [{}, {}] });
		expect(sim.violations).toEqual([]);
	});

	it('getOrderInfo knows an order late', async () => {
		sim.mode({ infoMs: 1000 });
		const { orderNum } = await order();
		const info = async () => (await client.post('getOrderInfo', { orderNum })).code;
		expect(await info()).toBe(-3);
		clock.advance(1000);
		expect(await info()).toBe(0);
	});
});

describe('dates', () => {
	const shape = async (dates: Modes['dates']) => {
		sim.mode({ dates });
		return (await row()).createTime;
	};
	beforeEach(() => order());

	// 18:00 on 31 January 2026 in GMT+8
	it.each<[Modes['dates'], unknown]>([
		['documented', '2026-01-31 18:00:00.0'],
		['array', [2026, 1, 31, 18, 0, 0]],
		['object', { year: 2026, monthValue: 1, dayOfMonth: 31, hour: 18, minute: 0, second: 0 }],
		['javaDate', expect.objectContaining({ year: 126, month: 0, date: 31, day: 6, hours: 18 })],
		['ms', 1769853600000],
		['seconds', 1769853600],
		['dotnet', '/Date(1769853600000+0800)/'],
		['iso', '2026-01-31T10:00:00.000Z'],
		['zoned', '2026-01-31T18:00:00+08:00[Asia/Shanghai]'],
		['compact', '20260131180000'],
		['slashed', '2026/01/31 18:00:00'],
		['dotted', '2026.01.31 18:00:00'],
		['chinese', '2026年1月31日 18:00:00'],
		['english', 'Jan 31, 2026 6:00:00 PM'],
		['cst', 'Sat Jan 31 18:00:00 CST 2026'],
	])('%s', async (dates, expected) => {
		expect(await shape(dates)).toEqual(expected);
	});
});

describe('the list of orders', () => {
	it.each<[Modes['emails'], string | null]>([
		['told', 'jane@example.com'],
		['masked', 'j***@example.com'],
		['account', 'reseller@mioesim.example'],
		['null', null],
	])('emails: %s', async (emails, email) => {
		await order();
		sim.mode({ emails });
		expect(await row()).toMatchObject({ email });
	});

	it.each<[Modes['nothingFound'], object]>([
		['nullRows', { code: 0, data: { total: 0, rows: null } }],
		['noRows', { code: 0, data: { total: 0, rows: [] } }],
		['object', { code: 0, data: {} }],
		['null', { code: 0, data: null }],
		['text', { code: 0, data: '' }],
		['list', { code: 0, data: [] }],
		['3', { code: 3 }],
		['-3', { code: -3 }],
		['-8', { code: -8 }],
	])('nothingFound: %s', async (nothingFound, expected) => {
		await order({ otherOrderId: 'SHOP-1' });
		sim.mode({ nothingFound });
		expect(await client.post('queryEsimOrder', { outerOrderId: 'SHOP-2' })).toMatchObject(expected);
		expect((await row({ outerOrderId: 'SHOP-1' })).outer_orderid).toBe('SHOP-1');
	});

	it.each<[Modes['filters'], shown: number, total: number]>([
		['honoured', 0, 0],
		['noIds', 1, 1],
		['none', 2, 2],
		['strangers', 30, 5000],
	])('filters: %s', async (filters, shown, total) => {
		await order({ otherOrderId: 'SHOP-1' });
		sim.setStatus((await order({ otherOrderId: 'SHOP-2' })).orderNum, 5);
		sim.mode({ filters });
		const sent = { outerOrderId: 'SHOP-3', status: 0, pageSize: 30 };
		const { data } = await client.post('queryEsimOrder', sent);
		expect([data.rows?.length ?? 0, data.total]).toEqual([shown, total]);
	});

	it('honours, caps or refuses a large page', async () => {
		sim.seedOrders(40);
		const sizes = async (pageSizes: Modes['pageSizes']) => {
			sim.mode({ pageSizes });
			const { code, data } = await client.post('queryEsimOrder', { pageSize: 40 });
			return [code, data?.rows.length];
		};
		expect(await sizes('honoured')).toEqual([0, 40]);
		expect(await sizes('capped')).toEqual([0, 30]);
		expect(await sizes('refused')).toEqual([-8, undefined]);
	});

	it('writes usage as text', async () => {
		const { cardApiDtoList } = await order();
		sim.setUsage(cardApiDtoList[0].iccid, 1024.5);
		sim.mode({ usage: 'grouped' });
		expect(await row()).toMatchObject({ packageList: [{ usedMb: '1,024.5' }] });
	});
});

describe('the reply', () => {
	it.each<[Modes['charset'], string]>([
		['gbk', 'GBK'],
		['gb18030', 'GB18030'],
	])('is written in %s, which it names', async (charset, label) => {
		sim.mode({ charset });
		const reply = await client.request('POST', 'getSkuByGroup');
		expect(reply.headers.get('Content-Type')).toBe(`application/json;charset=${label}`);
		const bytes = await reply.arrayBuffer();
		expect(new TextDecoder(label).decode(bytes)).toContain('"message":"成功"');
		expect(new TextDecoder().decode(bytes)).not.toContain('成功');
		const login = await client.login();
		expect(login.code).toBe(1);
	});

	it('has control characters in its texts', async () => {
		sim.mode({ texts: 'control' });
		const reply = await (await client.request('POST', 'getSkus')).text();
		expect(reply).toContain('"message":"\u0007\t\r\nsuccess"');
		expect(() => JSON.parse(reply) as unknown).toThrow('control character');
	});

	it('has another HTTP status although it succeeded', async () => {
		sim.mode({ statuses: '0=500' });
		const reply = await client.request('POST', 'getSkus');
		expect([reply.status, ((await reply.json()) as { code: number }).code]).toEqual([500, 0]);
	});
});

it('the list of a card names the SKU only', async () => {
	const [{ iccid }] = (await order()).cardApiDtoList;
	sim.mode({ supported: 'skuOnly' });
	const [first] = (await client.post<object[]>('getIccidSupportPackageInfo', { iccid })).data;
	expect(first).toMatchObject({ skuid: 45 });
	expect(Object.values(first).filter((value) => Array.isArray(value))).toEqual([['Japan']]);
});

it('skuid is accepted where live clients send it', async () => {
	expect((await client.post('getPackages', { skuid: 45 })).data).toMatchObject({ skuid: 45 });
	expect(sim.violations).toEqual([]);
});
