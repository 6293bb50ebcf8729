import { createHash } from 'node:crypto';
import http from 'node:http';
import {
	createClock,
	startSimulator,
	type RunningSimulator,
} from '../../tools/simulator/index.cts';
import type { Envelope } from './client.cts';

/**
 * A client as somebody would write it who has never seen this repository: everything by form POST, its
 * own signature, raw HTTP. It relies only on what docs/api.md calls seen.
 */

const SECRET = '1234567890qwertyuiopasdfghjklzxc';
const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';

type Sent = Record<string, string | number>;
interface Answer {
	status: number;
	code: string;
	data: unknown;
}

let sim: RunningSimulator, token: string;

function signature(params: Sent): string {
	const text = Object.entries(params)
		.filter(([, value]) => value !== '')
		.sort(([left], [right]) => (left < right ? -1 : 1))
		.reduce((joined, [name, value]) => `${joined}${name}=${value}`, '');
	return createHash('md5')
		.update(text + SECRET, 'utf8')
		.digest('hex');
}

async function exchange(method: string, path: string, body: string, type = FORM): Promise<Answer> {
	const { port } = new URL(sim.url);
	const headers = { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) };
	return await new Promise((resolve, reject) => {
		const request = http.request({ port, method, path, headers, agent: false }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('end', () => {
				const { code, data } = JSON.parse(Buffer.concat(parts).toString()) as Envelope;
				resolve({ status: response.statusCode ?? 0, code: String(code), data });
			});
		});
		request.on('error', reject);
		request.end(body);
	});
}

const encode = (params: Sent) => {
	const all = { ...params, sign: signature(params) };
	return Object.entries(all)
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.join('&');
};

const call = async (name: string, params: Sent = {}) =>
	await exchange('POST', `/api_esim/${name}`, encode({ ...params, token }));
const dataOf = async <Data,>(name: string, params?: Sent): Promise<Data> => {
	const { code, data } = await call(name, params);
	if (code !== '0') throw new Error(`${name}: ${code}`);
	return data as Data;
};

const LOGIN = { phonenumber: '13800000000', password: 'mypassword' };
const tokenIn = ({ data }: Answer) => (data as { token: string }).token;

beforeEach(async () => {
	sim = await startSimulator({ clock: createClock() });
	token = tokenIn(await exchange('POST', '/api_order/login', encode(LOGIN)));
});
afterEach(() => sim.close());

interface Order {
	orderNum: string;
	status: number;
	renew: number;
	mainOrderNum: string | null;
	cardApiDtoList: { iccid: string; sm_dp_address: string; activationCode: string }[];
}

const buy = async (more: Sent = {}) =>
	await dataOf<Order>('addEsimOrder', {
		skuId: 45,
		priceId: 441,
		count: 1,
		backInfo: 1,
		isSendEmail: 0,
		otherPrice: '12.90',
		...more,
	});

it('logs in by form, by GET, and by POST with a query', async () => {
	const query = `/api_order/login?${encode(LOGIN)}`;
	for (const login of [
		async () => await exchange('POST', '/api_order/login', encode(LOGIN)),
		async () => await exchange('GET', query, ''),
		async () => await exchange('POST', query, ''),
	]) {
		const answer = await login();
		expect(answer).toMatchObject({ status: 200, code: '1' });
		token = tokenIn(answer);
		expect(await call('getSkus')).toMatchObject({ status: 200, code: '0' });
	}
});

it('reads the catalogue by POST', async () => {
	const skus = await dataOf<{ skuid: number; countryCode: string }[]>('getSkus');
	expect(skus.find(({ countryCode }) => countryCode === '392')?.skuid).toBe(45);
	const groups = await dataOf<{ data: { Asia: { continentCode: number }[] } }>('getSkuByGroup');
	expect(groups.data.Asia[0]?.continentCode).toBe(1);
	const packages = await dataOf<{ esimPackageDtoList: { priceid: number }[] }>('getPackages', {
		skuId: 45,
	});
	expect(packages.esimPackageDtoList[0]?.priceid).toBe(441);
	expect(await dataOf('verifyResource', { skuid: 45, priceid: 441, count: 1 })).toBe(1);
	const partners = await dataOf<{ id: number }[]>('getPhysicalSIMDpInfo');
	const dpId = partners[0]?.id ?? 0;
	expect(await dataOf<unknown[]>('getDpSupportSkuInfo', { dpId })).not.toHaveLength(0);
});

it('reads everything with the parameters in the query of an empty POST', async () => {
	const query = encode({ skuId: 45, token });
	const answer = await exchange('POST', `/api_esim/getPackages?${query}`, '');
	expect(answer).toMatchObject({ code: '0', data: { displayEn: 'Japan' } });
});

it('orders, renews, looks the order up and cancels it', async () => {
	const order = await buy({ otherOrderId: 'O-20260131-10:00:00-1', remark: '测试 & more' });
	const [card] = order.cardApiDtoList;
	expect(card).toMatchObject({
		iccid: expect.stringMatching(/^\d{20}$/) as string,
		activationCode: expect.stringMatching(/^\w+-\w+-\w+$/) as string,
	});
	const { orderNum } = order;
	const renewal = await dataOf<Order>('renewCard', {
		orderNum,
		skuId: 45,
		priceId: 441,
		backInfo: 1,
	});
	expect(renewal).toMatchObject({ renew: 1, mainOrderNum: orderNum });

	expect(await dataOf<Order>('getOrderInfo', { orderNum })).toMatchObject({ orderNum, status: 0 });
	const byId = await dataOf<{ total: number; rows: { orderNum: string }[] }>('queryEsimOrder', {
		outerOrderId: 'O-20260131-10:00:00-1',
	});
	expect(byId).toMatchObject({ total: 1, rows: [{ orderNum }] });
	const history = await dataOf<unknown[]>('getHistoryDetail', { iccid: card.iccid });
	expect(history).toHaveLength(2);

	const second = await buy();
	const iccids = second.cardApiDtoList.map(({ iccid }) => iccid).join();
	expect(await dataOf('refundOrder', { orderNum: second.orderNum, iccids })).toBeNull();
	expect(await dataOf<Order>('getOrderInfo', { orderNum: second.orderNum })).toMatchObject({
		status: 6,
	});
	expect(sim.violations).toEqual([]);
});

it('orders by API code', async () => {
	const daypass = { apiCode: '45-0-?-1-G-D', daypassDays: 3, count: 1, backInfo: 1 };
	const order = await dataOf<Order>('addEsimOrderByApiCode', daypass);
	expect(order.cardApiDtoList).toHaveLength(1);
});

it('queryOrder pages', async () => {
	for (let count = 0; count < 12; count++) await buy();
	const today = new Date(sim.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
	const range = { startDate: today, endDate: today };
	expect(await dataOf<unknown[]>('queryOrder', range)).toHaveLength(10);
	expect(await dataOf<unknown[]>('queryOrder', { ...range, pageNo: 2 })).toHaveLength(2);
});

it('PDF links and codes as documented', async () => {
	const { orderNum, cardApiDtoList } = await buy();
	const link = await exchange(
		'POST',
		'/api_esim/handlerEsimPdf',
		encode({ type: 'link', orderId: orderNum, token }),
	);
	const { iccid } = cardApiDtoList[0] ?? { iccid: '' };
	expect(link.data).toEqual({ [iccid]: expect.stringMatching(/^http:.*\.pdf$/) as string });
	const unknown = { orderNum: 'EP20240124000013', iccids: iccid };
	expect((await call('refundOrder', unknown)).code).toBe('3');
	expect((await call('handlerEsimPdf', { type: 'link', orderId: 'EP0' })).code).toBe('3');
});

it('a JSON body counts as a wrong signature, an expired token gives -1', async () => {
	const body = JSON.stringify({ token, sign: signature({ token }) });
	const answer = await exchange('POST', '/api_esim/getSkus', body, 'application/json');
	expect(answer.code).toBe('-30');
	sim.expireTokens();
	expect((await call('getSkus')).code).toBe('-1');
});
