import { HOUR } from '../../tools/simulator/time.cts';
import { isSigned, sign, textToSign } from '../../tools/simulator/signature.cts';
import { SECRET, vectors } from '../mioesim/vectors.cts';
import { Client, start, type Params, type ReplyData, type Started } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

/** The simulator's own reading of docs/api.md: signature, session, shapes, booking, refusals. */

let sim: RunningSimulator, client: Client, clock: Started['clock'];

beforeEach(async () => {
	({ sim, client, clock } = await start({ accounts: [{}, {}] }));
});
afterEach(() => sim.close());

const PLAIN = { skuId: 45, priceId: 441, count: 1 };
const NOBODY = '8988888888888888888';
const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const buy = async (more: Params = {}) =>
	(await client.call('addEsimOrder', { ...PLAIN, backInfo: 1, ...more })).data;
const iccidsOf = (order: ReplyData) => order.cardApiDtoList.map(({ iccid }) => iccid);
const rowsOf = async (filters: Params = {}) =>
	(await client.call('queryEsimOrder', filters)).data.rows ?? [];
const info = async ({ orderNum }: { orderNum: string }) =>
	(await client.call('getOrderInfo', { orderNum })).data;

describe('the signature', () => {
	it.each(vectors)('of the vector %o', (params, raw, encoded) => {
		const parameters = new Map(Object.entries(params));
		expect(sign(parameters, SECRET, 'raw')).toBe(raw);
		expect(sign(parameters, SECRET, 'encoded')).toBe(encoded);
		const signed = (given: string) => new Map([...parameters, ['sign', given]]);
		expect(isSigned(signed(raw), SECRET, ['raw', 'encoded'])).toBe(true);
		expect(isSigned(signed(encoded), SECRET, ['raw'])).toBe(false);
		expect(isSigned(signed(raw.toUpperCase()), SECRET, ['raw', 'encoded'])).toBe(false);
	});

	it('leaves out empty values and itself, and sorts upper case before lower case', () => {
		const pairs = { status: '0', sTime: 'x', remark: '', sign: 'abc' };
		expect(textToSign(new Map(Object.entries(pairs)))).toBe('sTime=xstatus=0');
	});
});

describe('a session', () => {
	const code = async () => (await client.call('getSkus')).code;

	it('begins with a token of the documented shape, in both signature styles', async () => {
		expect((await client.login()).data.token).toMatch(/^29281-[0-9A-F]{32}$/);
		expect((await new Client(sim, 'encoded').login()).code).toBe(1);
		sim.account.styles = ['encoded'];
		expect((await client.login()).code).toBe(-30);
	});

	it.each<[string, Params, number, apiPermission?: boolean]>([
		['a wrong password', { password: 'nope' }, -1],
		['an unknown phone number', { phonenumber: '1' }, -1],
		['an empty password', { password: '' }, -2],
		['a wrong signature', { sign: 'x' }, -30],
		['no API permission', {}, -3, false],
	])('is refused for %s, and the live token stays', async (_, overrides, expected, may = true) => {
		sim.account.apiPermission = may;
		expect((await client.login(overrides)).code).toBe(expected);
		expect(await code()).toBe(0);
		expect([sim.logins, sim.loginAttempts]).toEqual([1, 2]);
	});

	it('ends after two hours', async () => {
		clock.advance(2 * HOUR - 1);
		expect(await code()).toBe(0);
		clock.advance(1);
		expect(await code()).toBe(-1);
	});

	it('ends with the next login to the account, whoever logs in', async () => {
		await new Client(sim, 'raw', sim.accounts[1]).login();
		expect(await code()).toBe(0);
		sim.strangerLogin();
		expect(await code()).toBe(-1);
		await client.login();
		await new Client(sim).login();
		expect(await code()).toBe(-1);
		expect([sim.logins, sim.strangerLogins]).toEqual([4, 1]);
	});

	it('checks the signature, then the token, then the parameters', async () => {
		expect((await client.call('getOrderInfo')).code).toBe(-2);
		sim.expireTokens();
		expect((await client.call('getOrderInfo')).code).toBe(-1);
		const bad = { token: client.token ?? '', sign: 'x' };
		const reply = await client.send('POST', '/api_esim/getOrderInfo', bad);
		expect(((await reply.json()) as { code: number }).code).toBe(-30);
	});

	it('logs in by JSON, by GET and by a query; a JSON body elsewhere is a wrong signature', async () => {
		const { phoneNumber: phonenumber, password } = sim.account;
		client.token = undefined;
		const login = client.signed({ phonenumber, password });
		const json = {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(login),
		};
		const path = `${sim.url}/api_order/login`;
		const query = `${path}?${new URLSearchParams(login)}`;
		for (const sending of [fetch(path, json), fetch(query), fetch(query, { method: 'POST' })]) {
			expect(await (await sending).json()).toMatchObject({ code: 1 });
		}
		expect(sim.violations).toEqual([]);
		const read = fetch(`${sim.url}/api_esim/getSkus`, json);
		expect(await (await read).json()).toMatchObject({ code: -30 });
	});

	it('leaves no secret in the record of calls', async () => {
		await code();
		const written = JSON.stringify(sim.calls);
		expect(written).toContain('13800000000');
		for (const secret of [sim.account.password, client.token, 'sign']) {
			expect(written).not.toContain(secret);
		}
	});
});

describe('the catalogue', () => {
	it('has destinations with an ISO number as code, in groups, too', async () => {
		const { data } = await client.call<ReplyData[]>('getSkus');
		expect(data[0]).toEqual({ skuid: 45, display: 'Japan', countryCode: '392' });
		const groups = (await client.call<{ data: Record<string, ReplyData[]> }>('getSkuByGroup')).data;
		expect(Object.values(groups.data).flat()).toHaveLength(data.length);
		expect(groups.data.Asia[0]).toMatchObject({ skuid: 45, countryCode: 392 });
		const { region, numericCode, chineseDisplay } = sim.catalogue.oddities;
		const row = (skuId: number) => data.find(({ skuid }) => skuid === skuId);
		expect(row(region)?.countryCode).toMatch(/^99\d{3}$/);
		expect(row(numericCode)?.countryCode).toBe('8');
		expect(row(chineseDisplay)?.display).toBe('澳门');
	});

	it('makes API codes of country codes, and shares some between SKUs of a country', async () => {
		const { skus, oddities, offersByApiCode } = sim.catalogue;
		for (const { countryCode, packages } of skus) {
			for (const { apiCode = String(countryCode) } of packages ?? []) {
				expect(apiCode.split('-')[0]).toBe(String(countryCode));
			}
		}
		const { apiCode, picks } = oddities.sharedApiCode;
		const [first, second] = offersByApiCode(apiCode);
		expect([first.package, second.package]).toEqual(picks.map((pick) => pick.package));
		expect(first.sku.countryCode).toBe(second.sku.countryCode);
		expect(first.package.price).toBeLessThan(second.package.price);
		await client.call('addEsimOrderByApiCode', { apiCode, count: 1 });
		sim.mode({ sharedCode: 'last' });
		await client.call('addEsimOrderByApiCode', { apiCode, count: 1 });
		const booked = sim.ledger.map(({ priceId }) => priceId);
		expect(booked).toEqual([first.package.priceid, second.package.priceid]);
	});
});

describe('an order', () => {
	it('is charged, delivered and recorded', async () => {
		const ids = { otherOrderId: 'SHOP-1', otherItemId: 'line 1' };
		const reply = await client.call('addEsimOrder', { ...PLAIN, count: 2, ...ids, remark: 'gift' });
		expect(reply).toEqual({ code: 0, message: 'success', data: 'EP20260131000001' });
		expect(sim.ledger).toEqual([
			{
				kind: 'order',
				endpoint: 'addEsimOrder',
				orderNum: 'EP20260131000001',
				outerOrderId: 'SHOP-1',
				outerItemId: 'line 1',
				skuId: 45,
				priceId: 441,
				apiCode: sim.catalogue.oddities.plain.apiCode,
				count: 2,
				iccids: [text(/^\d{20}$/), text(/^\d{20}$/)],
				total: 20.18,
				at: sim.clock.now(),
				phoneNumber: sim.account.phoneNumber,
			},
		]);
		expect(sim.account.balance).toBeCloseTo(1_000_000 - 20.18, 2);
		expect(sim.violations).toEqual([]);
	});

	it('is booked again if the same ID comes again', async () => {
		await buy({ otherOrderId: 'SHOP-1' });
		await buy({ otherOrderId: 'SHOP-1' });
		expect(sim.ledger.map(({ kind }) => kind)).toEqual(['order', 'order']);
	});

	it('is told as the vendor’s samples show it, some values in several ways', async () => {
		const data = await buy({ backInfo: 2, otherOrderId: 'A' });
		expect(data).toMatchObject({
			orderNum: 'EP20260131000001',
			display: 'Japan',
			purchaseDate: '2026-01-31 (GMT+8)',
			count: 1,
			price: 10.09,
			status: 0,
			renew: 0,
			mainOrderNum: null,
			priceId: 441,
			startDate: null,
			outerOrderid: 'A',
			outerItemId: null,
		});
		const [card] = data.cardApiDtoList;
		expect(card).toMatchObject({
			code: `LPA:1$${String(card.sm_dp_address)}$${String(card.activationCode)}`,
			pdfUrl: text(/^http:.*\.pdf$/),
			data: '5GB',
			validity: 30,
			usedMB: '0',
		});
		const more = [await buy(), await buy(), await buy()];
		expect(more.map(({ purchaseDate }) => purchaseDate)).toContain('2026-01-31(GMT+8)');
		expect(more.map(({ price }) => typeof price)).toContain('string');
		expect(more.map(({ renewal }) => renewal)).toContain(true);
		expect(more.some(({ cardApiDtoList: [each] }) => !('code' in each))).toBe(true);
	});

	it('puts its plan on physical SIMs, once', async () => {
		const { dpId } = sim.catalogue.oddities.physical;
		const mine = sim.physicalCards.filter((card) => card.dpId === dpId).slice(0, 2);
		const iccids = mine.map(({ iccid }) => iccid);
		const more = { dpId, iccids: iccids.join(), count: 2 };
		const order = await buy(more);
		expect(iccidsOf(order)).toEqual(iccids);
		expect(order.cardApiDtoList[0]).toMatchObject({ dpId, activationCode: null });
		expect((await client.call('addEsimOrder', { ...PLAIN, ...more })).code).toBe(-3);
	});

	it('starts on its date, and mails its codes', async () => {
		const { skuId, priceId } = sim.catalogue.oddities.mustDate;
		const mail = { isSendEmail: 1, customerEmail: 'a@b.example' };
		const order = await buy({ skuId, priceId, beginDate: '02/03/2026', ...mail });
		expect(sim.ledger.at(-1)).toMatchObject({ kind: 'mail', email: 'a@b.example', total: 0 });
		sim.activateCard(iccidsOf(order)[0]);
		clock.set(Date.parse('2026-02-03T12:00:00+08:00'));
		await client.login();
		expect((await info(order)).startDate).toBe('2026-02-03 00:00:00');
	});
});

it('a cancellation refunds at once, and locks the order until it settles', async () => {
	const order = await buy({ count: 2 });
	const iccids = iccidsOf(order);
	const cancel = async (list: string) =>
		await client.call('refundOrder', { orderNum: order.orderNum, iccids: list });
	const status = async () => (await rowsOf({ orderNum: order.orderNum }))[0].status;
	expect(await cancel(iccids[0])).toEqual({ code: 0, message: '成功', data: null });
	expect(sim.ledger.at(-1)).toMatchObject({ kind: 'cancellation', count: 1, total: 10.09 });
	expect(await status()).toBe(7);
	expect((await cancel(iccids[1])).code).toBe(4);
	clock.advance(5000);
	expect(await status()).toBe(4);
	expect((await cancel(iccids[0])).code).toBe(-8);
	await cancel(iccids[1]);
	expect(await status()).toBe(6);
	clock.advance(5000);
	expect(await status()).toBe(2);
	expect(sim.account.balance).toBe(1_000_000);
});

it('getOrderInfo ends the right to cancel if so configured', async () => {
	sim.infoEndsCancel = true;
	const order = await buy();
	await info(order);
	const sent = { orderNum: order.orderNum, iccids: iccidsOf(order)[0] };
	expect((await client.call('refundOrder', sent)).code).toBe(-8);
});

describe('lists', () => {
	it('queryEsimOrder tells an order in its own spelling', async () => {
		await buy({ otherOrderId: 'A', otherItemId: 'B', customerEmail: 'a@b.c' });
		expect((await rowsOf())[0]).toMatchObject({
			...{ orderNum: 'EP20260131000001', skuId: 45, skuName: 'Japan', type: 0, daypassDay: null },
			...{ count: 1, createTime: '2026-01-31 18:00:00.0', status: 0, totle: 10.09 },
			...{ outer_orderid: 'A', outer_itemid: 'B', pflag: true, flowType: 0, renew: 0 },
			...{ email: 'a@b.c', cardType: 0 },
			packageList: [{ flows: 5, unit: 'GB', days: 30, usedMb: 0, beginDate: null, priceId: 441 }],
		});
		const days = { startDate: '2026-01-31', endDate: '2026-01-31' };
		const byDate = await client.call<ReplyData[]>('queryOrder', days);
		expect(byDate).toMatchObject({
			code: '0',
			data: [{ orderid: 'EP20260131000001', num: 1, totle: 10.09, outerOrderId: 'A' }],
		});
	});

	it('filters, by days in GMT+8', async () => {
		clock.set(Date.parse('2026-01-31T15:59:59Z'));
		await client.login();
		const first = await buy({ otherOrderId: 'A', otherItemId: '1' });
		clock.set(Date.parse('2026-01-31T16:00:00Z'));
		const second = await buy({ otherOrderId: 'A', otherItemId: '2' });
		sim.setStatus(second.orderNum, 3);
		sim.activateCard(iccidsOf(first)[0]);
		for (const [filters, found] of [
			[{ outerOrderId: 'A' }, [second, first]],
			[{ outerOrderId: 'A', outerItemId: '1' }, [first]],
			[{ iccid: iccidsOf(second)[0] }, [second]],
			[{ iccid: iccidsOf(second)[0], outerItemId: '1' }, []],
			[{ status: 3 }, [second]],
			[{ packetName: 'japan' }, [second, first]],
			[{ subTime: '2026/01/31-2026/01/31' }, [first]],
			[{ subTime: '2026/02/01-2026/02/01' }, [second]],
			[{ sTime: '2026/02/01-2026/02/02' }, [first]],
			[{ eTime: '2026/01/01-2026/02/02' }, []],
		] as [Params, ReplyData[]][]) {
			const numbers = (await rowsOf(filters)).map(({ orderNum }) => orderNum);
			expect([filters, numbers]).toEqual([filters, found.map(({ orderNum }) => orderNum)]);
		}
	});

	it('page newest first, and go back three months without a filter', async () => {
		const from = Date.parse('2025-07-15T10:00:00Z');
		const all = sim.seedOrders(200, { from, status: 0 }).map(({ orderNum }) => orderNum);
		const page = async (sent: Params) => (await client.call('queryEsimOrder', sent)).data;
		expect((await page({})).total).toBe(93);
		const second = await page({ subTime: '2025/01/01-2026/12/31', pageNo: 2, pageSize: 60 });
		expect([second.total, second.page]).toEqual([200, 2]);
		expect((second.rows ?? [])[0].orderNum).toBe(all[139]);
	});

	it('show only the orders of the account', async () => {
		const { orderNum } = await buy();
		const other = new Client(sim, 'raw', sim.accounts[1]);
		await other.login();
		expect((await other.call('queryEsimOrder', { orderNum })).data.total).toBe(0);
		expect((await other.call('getOrderInfo', { orderNum })).code).toBe(-3);
	});
});

describe('refusals, which book nothing', () => {
	let order: ReplyData, mine: Params;

	beforeEach(async () => {
		order = await buy();
		[mine] = [{ orderNum: order.orderNum, iccids: iccidsOf(order)[0] }];
		sim.ledger.length = 0;
	});
	afterEach(() => expect(sim.ledger).toEqual([]));

	const RENEWAL = { skuId: 45, priceId: 441 };
	it.each<[string, Params, number | string]>([
		['addEsimOrder', { priceId: 441, count: 1 }, -2],
		['addEsimOrder', { skuId: 45, count: 1 }, -2],
		['addEsimOrder', { skuId: 45, priceId: 441 }, -2],
		['addEsimOrder', { ...PLAIN, priceId: 1 }, -3],
		['addEsimOrder', { ...PLAIN, skuId: 1 }, -3],
		['addEsimOrder', { ...PLAIN, priceId: 'JP-5GB' }, 500],
		['addEsimOrder', { ...PLAIN, isSendEmail: 1 }, -2],
		['addEsimOrder', { ...PLAIN, iccids: NOBODY }, -10],
		['addEsimOrder', { ...PLAIN, dpId: 1001 }, -2],
		['addEsimOrder', { ...PLAIN, dpId: 1001, iccids: NOBODY }, -3],
		['addEsimOrder', { ...PLAIN, dpId: 1001, iccids: NOBODY, count: 2 }, -2],
		['addEsimOrderByApiCode', { apiCode: 'none', count: 1 }, '-3'],
		['renewCard', RENEWAL, '-2'],
		['renewCard', { ...RENEWAL, iccid: NOBODY }, '-3'],
		['renewCard', { ...RENEWAL, orderNum: 'EP1' }, '-3'],
		['refundOrder', { orderNum: 'EP1', iccids: NOBODY }, 3],
		['refundOrder', { orderNum: 'EP20260131000001', iccids: NOBODY }, -3],
		['refundOrder', { orderNum: 'EP1' }, -2],
		['handlerEsimPdf', { type: 'link', orderId: 'EP1' }, '3'],
		['handlerEsimPdf', { type: 'email', orderId: 'EP20260131000001' }, '-2'],
		['getPackages', {}, -2],
		['getPackages', { skuId: 9999 }, -3],
		['getDpSupportSkuInfo', {}, -10],
		['getDpSupportSkuInfo', { dpId: 7 }, -3],
		['getHistoryDetail', { iccid: NOBODY }, '3'],
		['getESIMDetail', { iccid: NOBODY }, 3],
		['getIccidSupportPackageInfo', { iccid: NOBODY }, -3],
		['queryEsimOrder', { subTime: '2026-01-01' }, -8],
		['queryEsimOrder', { status: 'x' }, -8],
		['queryOrder', { startDate: '2026-01-01' }, '-2'],
	])('%s %j: %s', async (key, params, code) => {
		expect((await client.call(key, params)).code).toBe(code);
	});

	it('write their data as null, empty, missing or the message', async () => {
		sim.expireTokens();
		const told = async (key: string) => (await client.call(key)).data;
		expect(await told('getSkus')).toBeNull();
		expect(await told('getSkuByGroup')).toBeUndefined();
		expect(await told('getHistoryDetail')).toBe('');
		expect(await told('getDpSupportSkuInfo')).toBe('token expired');
	});

	it.each<[status: number, cancel: number, renew: string, pdf: string]>([
		[-1, -8, '4', '99'],
		[2, -8, '4', '99'],
		[3, -8, '4', '99'],
		[6, 4, '4', '4'],
		[7, 4, '4', '4'],
	])('in status %d', async (status, cancel, renew, pdf) => {
		sim.setStatus(order.orderNum, status, []);
		const { orderNum, iccids } = mine;
		expect((await client.call('refundOrder', mine)).code).toBe(cancel);
		expect((await client.call('renewCard', { ...RENEWAL, iccid: iccids })).code).toBe(renew);
		const link = { type: 'link', orderId: orderNum };
		expect((await client.call('handlerEsimPdf', link)).code).toBe(pdf);
	});

	it('for days, dates, money, stock, activated cards and orders that are not personal', async () => {
		const { daypass, mustDate, noStock, nonRenewable } = sim.catalogue.oddities;
		const code = async ({ skuId, priceId }: typeof daypass, more: Params = {}) =>
			(await client.call('addEsimOrder', { skuId, priceId, count: 1, ...more })).code;
		expect(await code(daypass)).toBe(-2);
		expect(await code(daypass, { daypassDays: 31 })).toBe(-2);
		expect(await code(mustDate)).toBe(-2);
		expect(await code(mustDate, { beginDate: '13/31/2026' })).toBe(-2);
		expect(await code(noStock)).toBe(1021);
		sim.account.balance = 1;
		expect(await code(sim.catalogue.oddities.plain)).toBe(1013);
		const { skuId, priceId } = nonRenewable;
		const renewal = { skuId, priceId, iccid: mine.iccids };
		expect((await client.call('renewCard', renewal)).code).toBe('-3');
		sim.activateCard(String(mine.iccids));
		expect((await client.call('refundOrder', mine)).code).toBe(-8);
		const [seeded] = sim.seedOrders(1, { personal: false, status: 0 });
		const sent = { orderNum: seeded.orderNum, iccids: seeded.plans[0].card.iccid };
		expect((await client.call('refundOrder', sent)).code).toBe(22);
		sim.account.detailEnabled = false;
		const detail = { iccid: String(mine.iccids) };
		expect((await client.call('getESIMDetail', detail)).code).toBe(400109);
		sim.account.ipWhitelisted = false;
		expect((await client.call('getESIMDetail', detail)).code).toBe(400108);
	});
});

describe('violations: what a stricter server would not forgive', () => {
	const breaches = async (sending: Promise<unknown>) => {
		sim.reset();
		await sending;
		return sim.violations.map(({ param, reason }) => `${param}: ${reason}`);
	};

	it.each<[Params, string[]]>([
		[{ daypassDays: 3, beginDate: '02/01/2026', pdfLanguage: 'zh-CN', remark: 'x' }, []],
		[{ skuid: 45 }, ['skuid: unknown parameter']],
		[{ outerOrderId: 'x' }, ['outerOrderId: unknown parameter']],
		[{ remark: '' }, ['remark: sent empty']],
		[{ remark: ' x' }, ['remark: not trimmed']],
		[{ priceId: 'x' }, ['priceId: not a number']],
		[{ count: 0 }, ['count: not a whole number from 1']],
		[{ beginDate: '02/30/2026' }, ['beginDate: not MM/dd/yyyy']],
		[{ isSendEmail: true }, ['isSendEmail: not 1 or 0']],
		[{ backInfo: 'undefined' }, ['backInfo: not 0, 1 or 2']],
		[
			{ iccids: '8934000000000, 8934000000001' },
			['iccids: not ICCIDs separated by commas', 'dpId: required with iccids'],
		],
	])('%j', async (more, expected) => {
		expect(await breaches(client.request('POST', 'addEsimOrder', { ...PLAIN, ...more }))).toEqual(
			expected,
		);
	});

	it('in how a call is sent', async () => {
		const refund = { orderNum: 'x', iccids: '8934000000000' };
		const query = `${sim.url}/api_esim/refundOrder?${new URLSearchParams(client.signed(refund))}`;
		const twice = [...Object.entries(client.signed({ orderNum: 'x' })), ['orderNum', 'x']];
		const sendings: [() => Promise<unknown>, string][] = [
			[() => fetch(query, { method: 'POST' }), 'iccids: in the URL of a POST'],
			[() => client.request('GET', 'refundOrder', refund), 'null: sent by GET'],
			[() => client.send('POST', '/api_esim/getOrderInfo', twice), 'orderNum: sent more than once'],
			[
				() => fetch(`${sim.url}/api_esim/getSkus`, { method: 'POST', body: 'a=1' }),
				'null: body is not a form: text/plain',
			],
			[() => client.request('POST', 'getSku'), 'null: unknown path /api_esim/getSku'],
			[
				() => client.send('POST', '/api_order/login', client.signed({ phonenumber: '1' })),
				'token: unknown parameter',
			],
		];
		for (const [send, expected] of sendings) expect(await breaches(send())).toContain(expected);
	});
});

it('reset() clears what was recorded and planned; orders stay', async () => {
	sim.mode({ nothingFound: '3' });
	await client.call('addEsimOrder', { ...PLAIN, skuid: 45 });
	sim.faults.add({ kind: 'drop' });
	sim.reset();
	expect([sim.violations, sim.calls, sim.ledger]).toEqual([[], [], []]);
	expect([sim.logins, sim.loginAttempts]).toEqual([0, 0]);
	expect((await client.call('queryEsimOrder', { orderNum: 'x' })).code).toBe(0);
	expect(sim.orders.size).toBe(1);
});

it('connections and calls in flight are counted', async () => {
	sim.latency = 100;
	await Promise.all(Array.from({ length: 4 }, () => client.call('getSkus')));
	expect(sim.inFlight).toEqual({ now: 0, peak: 4 });
	expect(sim.connections.peak).toBeGreaterThanOrEqual(4);
});
