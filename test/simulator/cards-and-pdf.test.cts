import { start, type Client, type Params, type ReplyData } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator;
let client: Client;
let order: ReplyData;
let iccid: string;

beforeEach(async () => {
	({ sim, client } = await start());
	const params = { skuId: 45, priceId: 441, count: 2, backInfo: 1 };
	order = (await client.post('addEsimOrder', params)).data;
	[{ iccid }] = order.cardApiDtoList;
});
afterEach(() => sim.close());

interface HistoryRow {
	pflag: boolean;
	packageList: { iccid: string }[];
}

describe('getHistoryDetail', () => {
	it('lists the plans of a card', async () => {
		await client.post('renewCard', { skuId: 45, priceId: 441, iccid });
		const { code, data } = await client.get<HistoryRow[]>('getHistoryDetail', { iccid });
		expect(code).toBe('0');
		expect(data.map(({ pflag }) => pflag)).toEqual([true, false]);
		const cards = data.map(({ packageList }) => packageList.map((plan) => plan.iccid));
		expect(cards).toEqual([[iccid], [iccid]]);
	});

	it('refuses an unknown or missing card', async () => {
		const unknown = { iccid: '8988888888888888888' };
		expect((await client.get('getHistoryDetail', unknown)).code).toBe('3');
		expect((await client.get('getHistoryDetail')).code).toBe('-2');
	});
});

describe('getESIMDetail', () => {
	it('answers if it is allowed', async () => {
		const { code, data } = await client.get('getESIMDetail', { iccid });
		expect(code).toBe(0);
		expect(data).toMatchObject({ iccid, state: 'RELEASED' });
	});

	it('refuses a server or an account that is not allowed', async () => {
		sim.account.detailEnabled = false;
		expect((await client.get('getESIMDetail', { iccid })).code).toBe(400109);
		sim.account.ipWhitelisted = false;
		expect((await client.get('getESIMDetail', { iccid })).code).toBe(400108);
	});

	it('refuses an unknown card', async () => {
		const unknown = { iccid: '8988888888888888888' };
		expect((await client.get('getESIMDetail', unknown)).code).toBe(3);
	});
});

describe('handlerEsimPdf', () => {
	const pdf = (params: Params = {}) =>
		client.post('handlerEsimPdf', { orderId: order.orderNum, ...params });
	const link = async (params: Params) =>
		await client.post<Record<string, string>>('handlerEsimPdf', {
			type: 'link',
			orderId: order.orderNum,
			...params,
		});

	it('returns links to PDFs that need no token', async () => {
		const { data } = await link({});
		expect(Object.keys(data)).toEqual(order.cardApiDtoList.map((card) => card.iccid));
		const reply = await fetch(data[iccid]);
		expect(reply.headers.get('content-type')).toBe('application/pdf');
		const text = Buffer.from(await reply.arrayBuffer()).toString('latin1');
		expect(text).toMatch(/^%PDF-1\.4\n/);
		const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
		expect(text.slice(start)).toMatch(/^xref\n0 6\n/);
		const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => offset);
		const objects = offsets.map((offset) => text.slice(Number(offset)).split('\n')[0]);
		expect(objects).toEqual(['1 0 obj', '2 0 obj', '3 0 obj', '4 0 obj', '5 0 obj']);
		expect(sim.violations).toEqual([]);
		expect(sim.calls.at(-1)).toMatchObject({ endpoint: 'pdf', status: 200, code: null });
	});

	it('returns links to only some cards, and pads PDFs to a size', async () => {
		const { data } = await link({ iccids: iccid });
		expect(Object.keys(data)).toEqual([iccid]);
		sim.pdfSize = 100_000;
		expect((await (await fetch(data[iccid])).arrayBuffer()).byteLength).toBe(100_000);
	});

	it('sends email, and saves the address if requested', async () => {
		const email = 'a@b.example';
		expect(await pdf({ type: 'email', email })).toMatchObject({ code: '0', data: null });
		expect(sim.ledger.at(-1)).toMatchObject({ kind: 'mail', email, count: 2, total: 0 });
		expect(sim.orders.get(order.orderNum)?.email).toBeNull();
		await pdf({ type: 'email', email, saveType: 1 });
		expect(sim.orders.get(order.orderNum)?.email).toBe(email);
	});

	it.each([
		[{ type: 'link', orderId: 'EP1' }, 3],
		[{ type: 'link', iccids: '8988888888888888888' }, 3],
		[{ type: 'email' }, -2],
		[{}, -2],
	])('refuses %o with code %i', async (params: object, code) => {
		const reply = await pdf({ ...params });
		expect(reply.code).toBe(String(code));
		expect(reply).not.toHaveProperty('data');
	});

	it.each([
		[2, 99],
		[3, 99],
		[4, 99],
		[5, 99],
		[6, 4],
		[7, 4],
	])('refuses an order in status %i with code %i', async (status, code) => {
		sim.setStatus(order.orderNum, status, []);
		expect((await pdf({ type: 'link' })).code).toBe(String(code));
		expect((await pdf({ type: 'email', email: 'a@b.example' })).code).toBe(String(code));
		expect(sim.ledger).toHaveLength(1);
	});

	it('does not serve a PDF that does not exist', async () => {
		expect((await fetch(sim.pdfUrl('EP1', iccid))).status).toBe(404);
	});
});
