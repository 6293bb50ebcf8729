import { useBench } from '../../harness/bench.cts';
import type { Modes } from '../../../tools/simulator/modes.cts';
import {
	byId,
	createOrder,
	getOrder,
	getPackages,
	getSkus,
	sendRequest,
} from '../../harness/parameters.cts';

/** Every dialect that the live server may speak: docs/api.md, sections 1 and 2. */

const bench = useBench();
const MINUTE = 60_000;

const plain = () => bench.sim.catalogue.oddities.plain;
const methodsOf = (key: string) => bench.callsOf(key).map(({ method }) => method);
const packagesOf = (count: number, options = {}) => ({
	parameters: getPackages(0, { skuId: byId('={{ $json.sku }}'), options }),
	items: bench.sim.catalogue.skus.slice(0, count).map(({ skuid }) => ({ sku: String(skuid) })),
});

const ways = [
	'json405',
	'json404',
	'json200',
	'page405',
	'page404',
	'envelope',
	'envelope405',
	'chinese',
] as const;

describe('a read', () => {
	beforeEach(() => bench.withSession());

	it('is sent by form POST, once', async () => {
		await bench.run(getSkus());
		expect(methodsOf('getSkus')).toEqual(['POST']);
		expect(bench.sim.violations).toEqual([]);
	});

	it.each(ways)(
		'is sent by GET if POST is refused by %s, and from then on at once',
		async (refuse) => {
			bench.sim.mode({ reads: 'get', refuse });
			const { parameters, items } = packagesOf(4, { concurrency: 1 });
			const { success, error } = await bench.run(parameters, { items });
			expect(error).toEqual([]);
			expect(success.length).toBeGreaterThan(4);
			expect(methodsOf('getPackages')).toEqual(['POST', 'GET', 'GET', 'GET', 'GET']);
			await bench.run(parameters, { items });
			expect(methodsOf('getPackages').slice(5)).toEqual(['GET', 'GET', 'GET', 'GET']);
			expect(bench.pauses).toEqual([]);
		},
	);

	it.each(ways)('of API Request is sent by POST if its GET is refused by %s', async (refuse) => {
		bench.sim.mode({ reads: 'post', refuse });
		const parameters = sendRequest('/api_esim/getSkus', { kind: 'read', method: 'GET' });
		const { success } = await bench.run(parameters);
		expect(success.length).toBeGreaterThan(0);
		expect(methodsOf('getSkus')).toEqual(['GET', 'POST']);
		await bench.run(parameters);
		expect(methodsOf('getSkus')).toEqual(['GET', 'POST', 'POST']);
	});

	it('of one account tells nothing about another account', async () => {
		bench.sim.mode({ reads: 'get' });
		await bench.run(getSkus());
		bench.credential.data.secretKey = ` ${bench.credential.data.secretKey}`;
		bench.credential.data.password = 'other';
		bench.sim.account.password = 'other';
		await bench.run(getSkus());
		expect(methodsOf('getSkus')).toEqual(['POST', 'GET', 'POST', 'GET']);
	});

	it.each([-1, 0, '0'])('whose refusal of the method has code %j costs no login', async (code) => {
		bench.sim.mode({ reads: 'get', refuse: 'envelope', refuseCode: Number(code) });
		const { success } = await bench.run(getSkus());
		expect(success.length).toBeGreaterThan(0);
		expect(bench.sim.loginAttempts).toBe(0);
	});
});

it.each(['Request method POST not supported', '不支持POST请求', 'Method Not Allowed'])(
	'an order that is refused by "%s" is not sent by the other method',
	async (message) => {
		bench.withSession();
		bench.sim.faults.add({ kind: 'code', code: 500, message, endpoint: 'addEsimOrder' });
		const parameters = createOrder(plain(), {
			options: { preventDuplicates: false, checkPackage: false },
		});
		const { success } = await bench.run(parameters);
		expect(success).toEqual([]);
		expect(methodsOf('addEsimOrder')).toEqual(['POST']);
		expect(bench.sim.ledger).toEqual([]);
	},
);

describe('the envelope takes precedence over the HTTP status:', () => {
	beforeEach(() => bench.withSession());
	const refusing = (code: number | string, status: number) =>
		bench.sim.faults.add({ kind: 'code', code, status, endpoint: 'getOrderInfo' });

	it('code -1 with 401 costs one login, then the call', async () => {
		const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
		refusing(-1, 401);
		const { success } = await bench.run(getOrder(orderNum, { simplify: false }));
		expect(success).toHaveLength(1);
		expect(bench.called()).toEqual(['getOrderInfo', 'login', 'getOrderInfo']);
	});
});

describe('a login', () => {
	const kept = () => bench.credential.data;
	it.each([
		['documented', 'inData', '1'],
		['lower', 'asData', 'text1'],
		['upper', 'nested', 'text0'],
		['title', 'beside', '0'],
	] as const)('with keys %s, token %s and code %s', async (loginKeys, loginToken, loginCode) => {
		bench.sim.mode({ loginKeys, loginToken, loginCode });
		const { success } = await bench.run(getSkus());
		expect(success.length).toBeGreaterThan(0);
		expect(kept().token).toBe(bench.sim.account.token);
		expect(bench.sim.loginAttempts).toBe(1);
	});

	const ends = ['expireTime:data:moment', 'expireTime:beside:date', 'expire:nested:momentSeconds'];

	it.each(ends)('that states the end of the token as %s', async (expiry) => {
		bench.sim.mode({ expiry: expiry as Modes['expiry'] });
		// Issued half an hour ago by the server's clock.
		bench.sim.clock.advance(-30 * MINUTE);
		await bench.run(getSkus());
		const left = kept().sessionExpiresAt - Date.now();
		expect(left).toBeGreaterThan(89 * MINUTE);
		expect(left).toBeLessThanOrEqual(90 * MINUTE);
	});
});
