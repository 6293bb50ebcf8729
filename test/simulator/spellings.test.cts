import { NOW, start, type Client, type Envelope } from './client.cts';
import { HOUR } from '../../tools/simulator/time.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Modes } from '../../tools/simulator/modes.cts';

let sim: RunningSimulator, client: Client;

beforeEach(async () => {
	({ sim, client } = await start());
});
afterEach(() => sim.close());

describe('login (docs/api.md, section 2)', () => {
	const login = async (modes: Partial<Modes>): Promise<unknown> => {
		sim.mode(modes);
		return await client.login();
	};
	const token = expect.stringMatching(/^29281-[0-9A-F]{32}$/) as string;

	it.each<[Partial<Modes>, unknown]>([
		[{}, { code: 1, message: 'success', data: { token } }],
		[{ loginKeys: 'upper' }, { CODE: 1, MESSAGE: 'success', DATA: { TOKEN: token } }],
		[{ loginKeys: 'title' }, { Code: 1, Message: 'success', Data: { Token: token } }],
		[{ loginToken: 'asData' }, { code: 1, message: 'success', data: token }],
		[{ loginToken: 'beside' }, { code: 1, message: 'success', data: {}, token }],
		[{ loginToken: 'nested' }, { code: 1, message: 'success', data: { user: { token } } }],
		[{ loginCode: '0' }, { code: 0, message: 'success', data: { token } }],
		[{ loginCode: 'text1' }, { code: '1', message: 'success', data: { token } }],
	])('%j', async (modes, reply) => {
		expect(await login(modes)).toEqual(reply);
	});

	it.each<[Modes['expiry'], unknown]>([
		['expiresIn:data:seconds', { data: { token, expiresIn: 7200 } }],
		['expire:data:milliseconds', { data: { token, expire: 7_200_000 } }],
		['expireTime:data:moment', { data: { token, expireTime: NOW + 2 * HOUR } }],
		['exp:beside:momentSeconds', { exp: (NOW + 2 * HOUR) / 1000 }],
		['expiresAt:beside:date', { expiresAt: '2026-01-31 20:00:00' }],
		['expiry:nested:iso', { data: { session: { expiry: '2026-01-31T20:00:00.000+08:00' } } }],
	])('expiry %s', async (expiry, reply) => {
		expect(await login({ expiry })).toMatchObject(reply as object);
	});

	it('refuses in the same spelling', async () => {
		sim.mode({ loginKeys: 'upper' });
		expect(await client.login({ password: 'nope' })).toMatchObject({ CODE: -1, DATA: null });
	});

	it('accepts JSON, as the documentation shows', async () => {
		const { phoneNumber: phonenumber, password } = sim.account;
		client.token = undefined;
		const reply = await fetch(`${sim.url}/api_order/login`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(client.signed({ phonenumber, password })),
		});
		expect(((await reply.json()) as Envelope).code).toBe(1);
		expect(sim.violations).toEqual([]);
	});
});

describe('HTTP statuses with envelopes', () => {
	const refusal = async (key: string, params = {}) => {
		const reply = await client.request('POST', key, params);
		return [reply.status, String(((await reply.json()) as Envelope).code)];
	};

	it('are 200 unless the mode says otherwise', async () => {
		expect(await refusal('getPackages')).toEqual([200, '-2']);
	});

	it('match the codes', async () => {
		sim.mode({ statuses: 'matching' });
		expect(await refusal('getPackages')).toEqual([400, '-2']);
		expect(await refusal('getDpSupportSkuInfo')).toEqual([400, '-10']);
		sim.account.ipWhitelisted = false;
		expect(await refusal('getESIMDetail', { iccid: '8985200000000' })).toEqual([403, '400108']);
		expect(await refusal('refundOrder', { orderNum: 'x', iccids: '8934000000000' })).toEqual([
			404,
			'3',
		]);
		sim.expireTokens();
		expect(await refusal('getSkus')).toEqual([401, '-1']);
		expect((await client.request('POST', 'getSkus')).status).toBe(401);
	});

	it('follow a list, even for a fault', async () => {
		sim.mode({ statuses: '-2=500,3=418' });
		expect(await refusal('getPackages')).toEqual([500, '-2']);
		expect(await refusal('getPackages', { skuId: 1 })).toEqual([200, '-3']);
		sim.faults.add({ kind: 'code', code: 4, status: 409 });
		expect(await refusal('getSkus')).toEqual([409, '4']);
	});
});

describe('IDs of the caller', () => {
	const ID = 'Shop & Co <1> ABC';
	interface Row {
		outer_orderid: string;
		outer_itemid: string;
	}
	const kept = async (ids: Modes['ids']) => {
		sim.mode({ ids });
		const params = { skuId: 45, priceId: 441, count: 1, otherOrderId: ID, otherItemId: ID };
		await client.post('addEsimOrder', params);
		const { data } = await client.post<{ rows: Row[] }>('queryEsimOrder');
		return data.rows[0];
	};

	it.each<[Modes['ids'], string]>([
		['asSent', ID],
		['lower', 'shop & co <1> abc'],
		['trimmed', 'Shop&Co<1>ABC'],
		['escaped', 'Shop &amp; Co &lt;1&gt; ABC'],
		['cut:6', 'Shop &'],
	])('%s', async (ids, expected) => {
		expect(await kept(ids)).toMatchObject({ outer_orderid: expected, outer_itemid: expected });
		expect(sim.ledger).toMatchObject([{ outerOrderId: ID, outerItemId: ID }]);
	});

	it('are found as stored, or by a less strict database', async () => {
		await kept('lower');
		const found = async (outerOrderId: string) =>
			(await client.post<{ total: number }>('queryEsimOrder', { outerOrderId })).data.total;
		expect(await found(ID)).toBe(0);
		sim.mode({ idFilter: 'ignoreCase' });
		expect([await found(ID), await found('shop')]).toEqual([1, 0]);
		sim.mode({ idFilter: 'contains' });
		expect([await found(ID), await found('shop')]).toEqual([0, 1]);
	});
});
