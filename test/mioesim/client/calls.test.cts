import { settle, type Settled } from '../../../dist/mioesim/codes/failure';
import { apiFailure, inputFailure, networkFailure } from '../../../dist/mioesim/codes/failures';
import { connectionLost } from '../../../dist/mioesim/codes/networkTexts';
import { notesOf } from '../../../dist/mioesim/client/account';
import type { Endpoint, EndpointKey } from '../../../dist/mioesim/wire/endpoints';
import { Client, DEFAULT_CONCURRENCY } from '../../../dist/mioesim/client/client';
import type { Parameters } from '../../../dist/mioesim/wire/parameters';
import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { soon, useScriptedClock } from '../../harness/scriptedClock.cts';
import { broken, hang, ok, refusal, ScriptedN8n, status } from '../../harness/scriptedN8n.cts';

/** How a node's call is sent: its requests, their tokens, and the replies that items share. */

const script = useScriptedClock();
let n8n: ScriptedN8n;
let client: Client;
beforeEach(() => {
	n8n = new ScriptedN8n(script.time);
	client = new Client(n8n.port);
});

const ask = async (key: EndpointKey, parameters: Parameters = {}) =>
	await settle(client.ask(key, parameters));
const request = async (endpoint: Endpoint) => await settle(client.request(endpoint, {}));
const pdf = async (link: string) => await settle(client.pdf(link));
const failureOf = (reply: Settled) => {
	if (reply.ok) throw new Error('it worked');
	return reply.failure.details;
};
/** Tokens of the calls, in order. */
const tokens = () => n8n.sent.map(({ token }) => token);
const tick = async () => await new Promise((resolve) => setImmediate(resolve));
const order = { count: 1 };
/** The reply to verifyResource: there are enough. */
const enough = { ok: true, data: true };
const packages = { skuId: '45' };
const packageList = ok({ skuid: 45, esimPackageDtoList: [] });

describe('a call', () => {
	it('goes to its endpoint below Base URL, with its parameters as text and the default timeout', async () => {
		n8n.stored.baseUrl = 'https://mioesim.example/mio/';
		n8n.stored.token = '';
		n8n.answers(ok(1));
		await ask('verifyResource', { skuid: 45, count: 1 });
		expect(n8n.sent[0].options).toMatchObject({
			method: 'POST',
			url: 'https://mioesim.example/mio/api_esim/verifyResource',
			body: { skuid: '45', count: '1' },
			timeout: 30_000,
		});
		await ask('getPhysicalSIMDpInfo');
		expect(n8n.sent.at(-1)?.options.body).toEqual({});
	});

	it('returns its data, or throws its failure', async () => {
		n8n.answers(ok(1));
		await expect(client.ask('verifyResource')).resolves.toBe(true);
		n8n.answers(refusal(-2));
		await expect(client.ask('verifyResource')).rejects.toMatchObject({
			details: { code: -2, endpoint: 'verifyResource' },
		});
	});

	it('of an endpoint that is not in the table names no endpoint in its failure', async () => {
		n8n.answers(refusal(-2));
		const endpoint = { method: 'GET', path: '/other', kind: 'read' } as const;
		expect(failureOf(await request(endpoint)).endpoint).toBeNull();
		expect(n8n.events.at(-1)).toBe(`GET /other ${n8n.stored.token}`);
	});

	it('sends nothing if the credential cannot be read', async () => {
		n8n.reading = () => new Error('x');
		const type = 'input';
		for (const reply of [await ask('getSkus'), await pdf('https://a.example/')]) {
			expect(failureOf(reply)).toMatchObject({ type, outcome: 'notExecuted' });
		}
		await expect(client.account()).rejects.toMatchObject({ details: { type } });
		expect(n8n.sent).toEqual([]);
	});

	it('that may have run is sent again if it is a read, never if it is an order', async () => {
		n8n.answers(broken());
		expect(failureOf(await ask('addEsimOrder', order)).outcome).toBe('unknown');
		await ask('getOrderInfo');
		n8n.answers(status(405));
		await ask('addEsimOrder', order);
		await ask('getOrderInfo');
		const methods = n8n.sent.map(({ options }) => options.method);
		expect(methods).toEqual(['POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'GET']);
	});
});

describe('what the client learns about the server', () => {
	it('includes the method for reads, after one has worked', async () => {
		expect(await client.methodOf('verifyResource')).toBeNull();
		n8n.answer = ({ options }) => (options.method === 'GET' ? ok(1) : status(405));
		await ask('verifyResource');
		expect(await client.methodOf('verifyResource')).toBe('GET');
		expect(await client.methodOf('getSkus')).toBeNull();
		// Another account may be served by another server.
		const other = new Client(new ScriptedN8n(script.time).port);
		await other.ask('verifyResource').catch(() => {});
		expect(await other.methodOf('verifyResource')).not.toBe('GET');
	});

	it('includes its clock, from the last reply that had it', async () => {
		expect(client.serverDate).toBeNull();
		n8n.answers({ ...ok(1), headers: { date: 'first' } }, ok(1), broken());
		for (let call = 0; call < 3; call++) {
			await ask('verifyResource');
			expect(client.serverDate).toBe('first');
		}
	});
});

describe('an expired token', () => {
	it('costs one login, and the call is sent again, even an order: it did not run', async () => {
		n8n.answers(refusal(-1), ok('EP1'));
		const dead = n8n.stored.token;
		expect(await ask('addEsimOrder', order)).toEqual({ ok: true, data: 'EP1' });
		expect(tokens()).toEqual([dead, n8n.stored.token]);
		expect(n8n.logins).toBe(1);
	});

	it('costs at most two logins, then the run gives up', async () => {
		n8n.answers(refusal(-1));
		const details = failureOf(await ask('addEsimOrder', order));
		expect(details).toMatchObject({ code: -1, outcome: 'notExecuted', retryable: true });
		expect(details.resolution).toMatch(
			/ MIOeSIM refused a token that it had just issued, so nothing more was sent in this run\. Check whether another program logs in to the same account$/,
		);
		expect(n8n.logins).toBe(2);
		expect(n8n.sent).toHaveLength(3);
		expect(failureOf(await ask('getOrderInfo'))).toEqual(details);
		expect(n8n.sent).toHaveLength(3);
	});

	it('may happen again: the next call may log in as well', async () => {
		const answers = [refusal(-1), ok(1)];
		for (let call = 0; call < 3; call++) {
			n8n.answers(...answers);
			expect(await ask('verifyResource')).toEqual(enough);
		}
		expect(n8n.logins).toBe(3);
	});

	it('is replaced five times while other programs log in, and the run continues', async () => {
		n8n.answer = () => {
			n8n.strangerLogin();
			return refusal(-1);
		};
		const details = failureOf(await ask('addEsimOrder', order));
		expect(details).toMatchObject({ code: -1, outcome: 'notExecuted' });
		expect(details.resolution).not.toContain('just issued');
		expect(new Set(tokens()).size).toBe(6);
		expect(n8n.logins).toBe(0);
		n8n.answers(ok(1));
		expect(await ask('verifyResource')).toEqual(enough);
	});

	it('is replaced as long as calls succeed between the logins of another program', async () => {
		let alive = n8n.stored.token;
		n8n.login = () => (alive = `own-${n8n.logins}`);
		n8n.answer = async ({ token }) => {
			if (n8n.sent.length % 7 === 0) alive = 'the other program’s';
			const answer = token === alive ? ok('EP1') : refusal(-1);
			await tick();
			return answer;
		};
		const counts = Array.from({ length: 20 }, (_, index) => index + 1);
		const replies = await Promise.all(
			counts.map(async (count) => await ask('addEsimOrder', { count })),
		);
		expect(replies.filter((reply) => !reply.ok)).toEqual([]);
		expect(n8n.logins).toBeGreaterThan(2);
		expect(n8n.sent.length).toBeLessThan(120);
	});

	it('is replaced by one that a single call tries; after it, all others go side by side', async () => {
		const { token } = n8n.stored;
		let running = 0;
		const inFlight: number[] = [];
		n8n.answer = async (sent) => {
			if (sent.token !== token) inFlight.push(++running);
			await tick();
			if (sent.token !== token) running--;
			return sent.token === token ? refusal(-1) : ok('EP1');
		};
		const counts = Array.from({ length: 5 }, (_, index) => index + 1);
		await Promise.all(counts.map(async (count) => await ask('addEsimOrder', { count })));
		expect(inFlight).toEqual([1, 1, 2, 3, 4]);
	});

	it('is not confused with a method that the server refuses with the same code', async () => {
		n8n.answer = ({ options }) =>
			options.method === 'GET'
				? ok(1)
				: { body: JSON.stringify({ code: -1, message: "Request method 'POST' not supported" }) };
		expect(await ask('verifyResource')).toEqual(enough);
		expect(n8n.logins).toBe(0);
		// A write has no other method: the code counts.
		expect(failureOf(await ask('addEsimOrder', order)).code).toBe(-1);
		expect(n8n.logins).toBe(2);
	});

	it('is not used after a failed login: nothing is sent', async () => {
		n8n.stored.token = '';
		n8n.login = () => inputFailure('refused', 'fix it');
		expect(failureOf(await ask('addEsimOrder', order)).meaning).toBe('refused');
		n8n.login = () => networkFailure(connectionLost, 'login');
		expect(failureOf(await ask('verifyResource')).meaning).toBe('refused');
		expect(n8n.sent).toEqual([]);
		expect(client.serverDate).toBeNull();
	});
});

describe('a refused signature', () => {
	it('costs one login, which may find another style', async () => {
		n8n.answers(refusal(-30), ok(1));
		expect(await ask('verifyResource')).toEqual(enough);
		expect(n8n.logins).toBe(1);
	});

	it('after a login in this run is reported without another', async () => {
		n8n.stored.token = '';
		n8n.answers(refusal(-30));
		expect(failureOf(await ask('verifyResource')).code).toBe(-30);
		expect(n8n.logins).toBe(1);
		expect(n8n.sent).toHaveLength(1);
	});
});

it('a login that n8n made during the call, and that was refused, is not followed by another', async () => {
	const refused = apiFailure({ code: '-1', message: null }, 'login');
	n8n.answer = ({ data }) => {
		notesOf(data).failure = refused;
		return new Error('n8n wraps it');
	};
	expect(await ask('verifyResource')).toEqual({ ok: false, failure: refused });
	expect(n8n.logins).toBe(0);
});

it('another refusal costs no login', async () => {
	n8n.answers(refusal(-3));
	expect(failureOf(await ask('verifyResource')).code).toBe(-3);
	n8n.answers({ statusCode: 401, headers: {}, body: '<html>' });
	await ask('verifyResource');
	expect(n8n.logins).toBe(0);
});

describe('a reply that is the same for all items', () => {
	it('is requested once in a run, per endpoint and parameters', async () => {
		n8n.answers(packageList);
		const asked = [packages, packages, { skuId: '46' }];
		const replies = await Promise.all(asked.map(async (each) => await ask('getPackages', each)));
		await ask('getPackages', packages);
		expect(replies.every(({ ok: isOk }) => isOk)).toBe(true);
		await ask('getDpSkuSupportPackageInfo', packages);
		expect(n8n.sent.map(({ options }) => options.body)).toEqual([
			{ skuId: '45' },
			{ skuId: '46' },
			{ skuId: '45' },
		]);
		await new Client(n8n.port).ask('getPackages', packages);
		expect(n8n.sent).toHaveLength(4);
	});

	it('is requested again once it turns out to be old', async () => {
		n8n.answers(packageList);
		await ask('getPackages', packages);
		client.forget();
		await ask('getPackages', packages);
		expect(n8n.sent).toHaveLength(2);
	});

	it('is not stored if it is a failure', async () => {
		n8n.answers(refusal(-3), packageList);
		expect(await ask('getPackages', packages)).toMatchObject({ ok: false });
		expect(await ask('getPackages', packages)).toMatchObject({ ok: true });
		expect(n8n.sent).toHaveLength(2);
	});

	it('is not stored if the execution was stopped', async () => {
		n8n.stop.abort();
		await expect(ask('getPackages', packages)).rejects.toThrow(Cancelled);
		await expect(ask('getPackages', packages)).rejects.toThrow(Cancelled);
		expect(n8n.sent).toEqual([]);
	});

	it('is stored for the hundred most recent requests', async () => {
		n8n.answers(packageList);
		const read = async (skuId: number) => await ask('getPackages', { skuId });
		for (let skuId = 0; skuId <= 100; skuId++) await read(skuId);
		await read(100);
		await read(1);
		expect(n8n.sent).toHaveLength(101);
		await read(0);
		expect(n8n.sent).toHaveLength(102);
	});

	it('is never that of an order, a stock or a list of orders: those are requested each time', async () => {
		const answers = {
			addEsimOrder: 'EP1',
			verifyResource: 1,
			queryEsimOrder: { total: 0, rows: [] },
		};
		for (const [key, data] of Object.entries(answers)) {
			n8n.answers(ok(data));
			for (let call = 0; call < 2; call++) await ask(key as EndpointKey, order);
		}
		expect(n8n.sent).toHaveLength(6);
	});
});

describe('calls side by side', () => {
	/** The largest number in flight at a time. */
	async function peakOf(each: Client, count: number) {
		let running = 0;
		let peak = 0;
		n8n.answer = async () => {
			peak = Math.max(peak, ++running);
			await tick();
			running--;
			return ok(1);
		};
		await each.ask('verifyResource');
		await Promise.all(Array.from({ length: count }, async () => await each.ask('verifyResource')));
		return peak;
	}

	it('are at most twenty, or as many as the run allows', async () => {
		expect(DEFAULT_CONCURRENCY).toBe(20);
		expect(await peakOf(client, 30)).toBe(20);
		expect(await peakOf(new Client(n8n.port, 1000, 2), 20)).toBe(2);
	});

	it('share their places with files', async () => {
		client = new Client(n8n.port, 1000, 1);
		n8n.answer = hang;
		const running = ask('addEsimOrder', order);
		await tick();
		let files = 0;
		n8n.file = () => {
			files++;
			return { body: [Buffer.from('%PDF-')] };
		};
		const file = pdf('https://files.example/a.pdf');
		await tick();
		expect(files).toBe(0);
		script.time.timeOut();
		await soon(running);
		expect(await soon(file)).toMatchObject({ ok: true });
	});
});

describe('a PDF', () => {
	it('is tried three times, without a token', async () => {
		let tries = 0;
		n8n.file = () => (++tries < 3 ? broken() : { body: [Buffer.from('%PDF-')] });
		const reply = await pdf('https://files.example/a.pdf');
		expect(reply).toEqual({ ok: true, data: Buffer.from('%PDF-') });
		expect(n8n.events).toEqual(['read']);
		expect(script.time.pauses).toEqual([300, 1500]);
	});

	it('may be at the host of Base URL, even in a private network', async () => {
		n8n.stored.baseUrl = 'http://10.0.0.1:8080/mio';
		n8n.file = () => ({ body: [Buffer.from('%PDF-')] });
		expect(await pdf('https://10.0.0.1/a.pdf')).toMatchObject({ ok: true });
		expect(await pdf('https://10.0.0.2/a.pdf')).toMatchObject({ ok: false });
	});
});

describe('after the execution is stopped', () => {
	it('no order is sent that was waiting in line', async () => {
		client = new Client(n8n.port, 1000, 1);
		n8n.answer = hang;
		const asked = [1, 2, 3].map(async (count) => await ask('addEsimOrder', { count }));
		await tick();
		n8n.stop.abort();
		script.time.timeOut();
		const outcomes = await soon(Promise.allSettled(asked));
		expect(outcomes.map(({ status: each }) => each)).toEqual(['fulfilled', 'rejected', 'rejected']);
		expect(n8n.sent).toHaveLength(1);
	});

	it('no order is sent again after an expired token', async () => {
		await client.account();
		n8n.strangerLogin();
		n8n.answer = () => {
			n8n.stop.abort();
			return refusal(-1);
		};
		await expect(ask('addEsimOrder', order)).rejects.toThrow(Cancelled);
		expect(n8n.sent).toHaveLength(1);
	});

	it('no login is made and no file is requested', async () => {
		n8n.stored.token = '';
		n8n.stop.abort();
		await expect(ask('getOrderInfo')).rejects.toThrow(Cancelled);
		await expect(pdf('https://files.example/a.pdf')).rejects.toThrow(Cancelled);
		expect(n8n.events).not.toContain('login');
	});
});
