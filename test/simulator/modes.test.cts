import { HOUR } from '../../tools/simulator/time.cts';
import { NOW, start, type Client, type Params, type ReplyData, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Modes } from '../../tools/simulator/modes.cts';

/** Every mode: how MIOeSIM may behave where the documentation leaves room. */

let sim: RunningSimulator, client: Client, clock: Started['clock'];

beforeEach(async () => {
	({ sim, client, clock } = await start());
});
afterEach(() => sim.close());

const PLAIN = { skuId: 45, priceId: 441, count: 1, backInfo: 1, customerEmail: 'jane@example.com' };
const order = async (more: Params = {}) =>
	(await client.call('addEsimOrder', { ...PLAIN, ...more })).data;
const row = async (filters: Params = {}) =>
	((await client.call('queryEsimOrder', filters)).data.rows ?? [])[0];
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
		[{ codes: 'lowerPrefix' }, { cardApiDtoList: [{ code: text(/^lpa:1\$/) }] }],
		[{ codes: 'noPrefix' }, { cardApiDtoList: [{ code: text(/^1\$[\w.-]+\$[\w-]+$/) }] }],
		[{ codes: 'spaced' }, { cardApiDtoList: [{ code: text(/^ LPA:1\$.*\r\n$/) }] }],
		[{ codes: 'percentEncoded' }, { cardApiDtoList: [{ code: text(/^LPA%3A1%24/) }] }],
		[{ codes: 'oid' }, { cardApiDtoList: [{ code: text(/\$1\.3\.6\.1\.4\.1\.31746\$1$/) }] }],
		[{ codes: 'confirmation' }, { cardApiDtoList: [{ code: text(/\w\$\$1$/) }] }],
		[{ codes: 'whole' }, { cardApiDtoList: [{ code: text(/^LPA:1\$/), activationCode: null }] }],
		[{ codes: 'inHost' }, { cardApiDtoList: [{ sm_dp_address: text(/^LPA:1\$/) }] }],
		[{ codes: 'inMatchingId' }, { cardApiDtoList: [{ activationCode: text(/^LPA:1\$/) }] }],
		[{ codes: 'link' }, { cardApiDtoList: [{ code: text(/^https:/), activationCode: null }] }],
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
			(await client.call('renewCard', { skuId: 45, priceId: 441, backInfo: 1, iccids })).data;
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
		const info = async () => (await client.call('getOrderInfo', { orderNum })).code;
		expect(await info()).toBe(-3);
		clock.advance(1000);
		expect(await info()).toBe(0);
	});
});

describe('the list of orders', () => {
	// 18:00 on 31 January 2026 in GMT+8
	const java = { year: 126, month: 0, date: 31, day: 6, hours: 18 };
	it.each<[Modes['dates'], unknown]>([
		['documented', '2026-01-31 18:00:00.0'],
		['array', [2026, 1, 31, 18, 0, 0]],
		['object', { year: 2026, monthValue: 1, dayOfMonth: 31, hour: 18, minute: 0, second: 0 }],
		['javaDate', expect.objectContaining(java)],
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
	])('dates: %s', async (dates, createTime) => {
		sim.mode({ dates });
		await order();
		expect((await row()).createTime).toEqual(createTime);
	});

	it.each<[Partial<Modes>, object]>([
		[{ emails: 'told' }, { email: 'jane@example.com' }],
		[{ emails: 'masked' }, { email: 'j***@example.com' }],
		[{ emails: 'account' }, { email: 'reseller@mioesim.example' }],
		[{ emails: 'null' }, { email: null }],
		[{ usage: 'grouped' }, { packageList: [{ usedMb: '1,024.5' }] }],
	])('%j', async (modes, expected) => {
		const { cardApiDtoList } = await order();
		sim.setUsage(cardApiDtoList[0].iccid, 1024.5);
		sim.mode(modes);
		expect(await row()).toMatchObject(expected);
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
		expect(await client.call('queryEsimOrder', { outerOrderId: 'SHOP-2' })).toMatchObject(expected);
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
		const { data } = await client.call('queryEsimOrder', sent);
		expect([data.rows?.length ?? 0, data.total]).toEqual([shown, total]);
	});

	it('honours, caps or refuses a large page', async () => {
		sim.seedOrders(40);
		const sizes = async (pageSizes: Modes['pageSizes']) => {
			sim.mode({ pageSizes });
			const sent = { pageSize: 40 };
			const { code, data } = await client.call<ReplyData | undefined>('queryEsimOrder', sent);
			return [code, data?.rows?.length];
		};
		expect(await sizes('honoured')).toEqual([0, 40]);
		expect(await sizes('capped')).toEqual([0, 30]);
		expect(await sizes('refused')).toEqual([-8, undefined]);
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

	it.each<[Modes['statuses'], number[]]>([
		['ok', [200, 200, 200]],
		['matching', [200, 400, 401]],
		['0=500,-2=418', [500, 418, 200]],
	])('statuses: %s', async (statuses, expected) => {
		sim.mode({ statuses });
		const status = async (key: string) => (await client.request('POST', key)).status;
		const seen = [await status('getSkus'), await status('getPackages')];
		sim.expireTokens();
		expect([...seen, await status('getSkus')]).toEqual(expected);
	});
});

describe('login', () => {
	const token = text(/^29281-[0-9A-F]{32}$/);

	it.each<[Partial<Modes>, object]>([
		[{}, { code: 1, message: 'success', data: { token } }],
		[{ loginKeys: 'upper' }, { CODE: 1, MESSAGE: 'success', DATA: { TOKEN: token } }],
		[{ loginKeys: 'title' }, { Code: 1, Message: 'success', Data: { Token: token } }],
		[{ loginToken: 'asData' }, { code: 1, data: token }],
		[{ loginToken: 'beside' }, { code: 1, data: {}, token }],
		[{ loginToken: 'nested' }, { code: 1, data: { user: { token } } }],
		[{ loginCode: '0' }, { code: 0 }],
		[{ loginCode: 'text1' }, { code: '1' }],
		[{ expiry: 'expiresIn:data:seconds' }, { data: { token, expiresIn: 7200 } }],
		[{ expiry: 'expire:data:milliseconds' }, { data: { expire: 7_200_000 } }],
		[{ expiry: 'expireTime:data:moment' }, { data: { expireTime: NOW + 2 * HOUR } }],
		[{ expiry: 'exp:beside:momentSeconds' }, { exp: (NOW + 2 * HOUR) / 1000 }],
		[{ expiry: 'expiresAt:beside:date' }, { expiresAt: '2026-01-31 20:00:00' }],
		[
			{ expiry: 'expiry:nested:iso' },
			{ data: { session: { expiry: '2026-01-31T20:00:00.000+08:00' } } },
		],
	])('%j', async (modes, expected) => {
		sim.mode(modes);
		expect(await client.login()).toMatchObject(expected);
	});
});

describe('methods', () => {
	const isServed = async (method: string, key = 'getSkus') => {
		const reply = await client.request(method, key);
		return reply.status === 200 && /"code":"?0/.test(await reply.text());
	};

	it.each<[Modes['reads'], served: boolean[]]>([
		['both', [true, true, true, true]],
		['post', [false, true, false, true]],
		['get', [true, false, true, false]],
		['documented', [true, false, false, true]],
	])('reads: %s', async (reads, served) => {
		sim.mode({ reads });
		const found = [];
		for (const key of ['getSkus', 'queryEsimOrder']) {
			found.push(await isServed('GET', key), await isServed('POST', key));
		}
		expect(found).toEqual(served);
		expect((await client.call('addEsimOrder', PLAIN)).code).toBe(0);
		expect((await client.request('PUT', 'getSkus')).status).toBe(405);
	});

	const java = { timestamp: expect.any(Number) as number, path: '/api_esim/getSkus' };
	it.each<[Modes['refuse'], status: number, body: unknown]>([
		['json405', 405, { ...java, status: 405, error: 'Method Not Allowed' }],
		['json404', 404, { ...java, status: 404, error: 'Not Found' }],
		['json200', 200, { ...java, status: 405, error: 'Method Not Allowed' }],
		['page405', 405, expect.stringContaining('HTTP Status 405 – Method Not Allowed')],
		['page404', 404, expect.stringContaining('HTTP Status 404 – Not Found')],
		['envelope', 200, { code: -8, message: "Request method 'GET' not supported", data: null }],
		[
			'envelope405',
			405,
			{ code: -8, message: "Request method 'GET' is not supported", data: null },
		],
		['chinese', 200, { code: -8, message: '不支持GET请求', data: null }],
	])('refuse: %s', async (refuse, status, body) => {
		sim.mode({ reads: 'post', refuse, refuseCode: -8 });
		const reply = await client.request('GET', 'getSkus');
		expect(reply.status).toBe(status);
		const isPage = reply.headers.get('content-type')?.startsWith('text/html');
		expect(isPage ? await reply.text() : await reply.json()).toEqual(body);
	});
});

describe('delivery', () => {
	it.each<[Modes['undelivered'], object]>([
		['empty', { sm_dp_address: '', activationCode: '', code: '' }],
		['link', { code: text(/^https:/), activationCode: null }],
		['prose', { code: text(/激活码/), activationCode: null }],
		['noIccid', { iccid: null }],
	])('undelivered: %s', async (undelivered, card) => {
		sim.mode({ deliveryMs: 'never', undelivered });
		expect((await order()).cardApiDtoList).toMatchObject([card]);
		sim.mode({ delivered: 1, undelivered: 'same' });
		const [first, second] = (await order({ count: 2 })).cardApiDtoList;
		expect(second.iccid).toBe(first.iccid);
	});

	it('can be special for the orders of a rule, for good', async () => {
		sim.modes.rules.push(({ params }) =>
			params.otherOrderId === 'SHOP-1' ? { deliveryMs: 'never' } : null,
		);
		const { orderNum } = await order({ otherOrderId: 'SHOP-1' });
		expect((await order({ otherOrderId: 'SHOP-2' })).cardApiDtoList).toHaveLength(1);
		sim.modes.rules.length = 0;
		expect((await client.call('getOrderInfo', { orderNum })).data.cardApiDtoList).toEqual([]);
	});

	it.each<[Partial<Modes>, RegExp]>([
		[{ iccids: 'number' }, /"iccid":89852\d{15},/],
		[{ iccids: 'number', iccidDigits: '19' }, /"iccid":89852\d{14},/],
		[{ iccids: 'padded', iccidDigits: '19' }, /"iccid":"89852\d{14}F",/],
	])('%j', async (modes, expected) => {
		sim.mode(modes);
		expect(await (await client.request('POST', 'addEsimOrder', PLAIN)).text()).toMatch(expected);
		expect(await (await client.request('POST', 'queryEsimOrder')).text()).toMatch(expected);
	});

	it('has a status, which may change, and cancelled cards or not', async () => {
		sim.mode({ orderStatus: -1, paidMs: 10_000, cancelledCards: 'removed' });
		const { orderNum, status } = await order({ count: 3 });
		const info = async () => (await client.call('getOrderInfo', { orderNum })).data;
		clock.advance(10_000);
		expect([status, (await info()).status]).toEqual([-1, 0]);
		sim.setStatus(orderNum, 4);
		expect((await info()).cardApiDtoList).toHaveLength(2);
	});
});

describe('booking', () => {
	const send = async () =>
		await client.request('POST', 'addEsimOrder', { ...PLAIN, otherOrderId: 'SHOP-1' });
	const total = async () =>
		(await client.call('queryEsimOrder', { outerOrderId: 'SHOP-1' })).data.total;

	it('happens although the caller has left, for cancellations, too', async () => {
		sim.mode({ bookingMs: 12_000, bookedReply: 'drop' });
		await expect(send()).rejects.toThrow();
		expect([sim.ledger.length, await total()]).toEqual([0, 0]);
		clock.advance(12_000);
		expect([sim.ledger.length, await total()]).toEqual([1, 1]);
		const [{ orderNum, iccids }] = sim.ledger;
		const sent = { orderNum, iccids: iccids.join() };
		await expect(client.call('refundOrder', sent)).rejects.toThrow();
		expect(sim.orders.get(orderNum)?.status).toBe(0);
		clock.advance(12_000);
		expect(sim.orders.get(orderNum)?.status).toBe(6);
	});
});

describe('IDs of the caller', () => {
	const ID = 'Shop & Co <1> ABC';

	it.each<[Modes['ids'], string]>([
		['asSent', ID],
		['other', `OTHER-${Buffer.from(ID).toString('hex')}`],
		['lower', 'shop & co <1> abc'],
		['trimmed', 'Shop&Co<1>ABC'],
		['escaped', 'Shop &amp; Co &lt;1&gt; ABC'],
		['cut:6', 'Shop &'],
	])('ids: %s', async (ids, expected) => {
		sim.mode({ ids });
		await order({ otherOrderId: ID, otherItemId: ID });
		expect(await row()).toMatchObject({ outer_orderid: expected, outer_itemid: expected });
		expect(sim.ledger).toMatchObject([{ outerOrderId: ID, outerItemId: ID }]);
	});

	it.each<[Modes['idFilter'], found: number[]]>([
		['exact', [0, 0]],
		['ignoreCase', [1, 0]],
		['contains', [0, 1]],
	])('idFilter: %s', async (idFilter, found) => {
		sim.mode({ ids: 'lower', idFilter });
		await order({ otherOrderId: ID });
		const totals = [];
		for (const outerOrderId of [ID, 'shop']) {
			totals.push((await client.call('queryEsimOrder', { outerOrderId })).data.total);
		}
		expect(totals).toEqual(found);
	});
});

it('unknown modes and values are refused, and the allowed ones named', () => {
	expect(() => sim.mode({ reads: 'put' as 'get' })).toThrow(
		"Mode 'reads' is one of both, post, get, documented, not 'put'",
	);
	expect(() => sim.mode({ nothing: 1 } as object)).toThrow("No mode 'nothing'");
});

it('the list of a card names the SKU only', async () => {
	const [{ iccid }] = (await order()).cardApiDtoList;
	sim.mode({ supported: 'skuOnly' });
	const [first] = (await client.call<object[]>('getIccidSupportPackageInfo', { iccid })).data;
	expect(first).toMatchObject({ skuid: 45 });
	expect(Object.values(first).filter((value) => Array.isArray(value))).toEqual([['Japan']]);
});

it('skuid is accepted where live clients send it', async () => {
	expect((await client.call('getPackages', { skuid: 45 })).data).toMatchObject({ skuid: 45 });
	expect(sim.violations).toEqual([]);
});
