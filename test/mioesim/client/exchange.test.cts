import { Readable } from 'node:stream';

import { settle, type Settled } from '../../../dist/mioesim/codes/failure';
import { inputFailure } from '../../../dist/mioesim/codes/failures';
import { notesOf } from '../../../dist/mioesim/client/account';
import { exchange, type Outgoing } from '../../../dist/mioesim/client/exchange';
import { soon, useScriptedClock } from '../../harness/scriptedClock.cts';
import { broken, hang, ok, refusal, ScriptedN8n, status } from '../../harness/scriptedN8n.cts';

/** One call: the request that n8n gets, and how its answer is read. */

const script = useScriptedClock();
let n8n: ScriptedN8n;
beforeEach(() => (n8n = new ScriptedN8n(script.time)));

const purchase: Outgoing = {
	key: 'addEsimOrder',
	method: 'POST',
	kind: 'write',
	url: 'https://mioesim.example/api_esim/addEsimOrder',
	parameters: { count: '1' },
	timeoutMs: 30_000,
};
const look: Outgoing = { ...purchase, key: 'getOrderInfo', kind: 'read' };

let heard: unknown;
const send = async (outgoing: Outgoing = look, data = n8n.stored) =>
	await settle(exchange(n8n.port, outgoing, data, ({ date }) => (heard = date)));
const answered = async (answer: unknown, outgoing = look) =>
	await send(outgoing, n8n.answers(answer).stored);
const failureOf = (reply: Settled) => {
	if (reply.ok) throw new Error('it worked');
	return reply.failure.details;
};

describe('a request', () => {
	const common = {
		url: purchase.url,
		timeout: 30_000,
		encoding: 'stream',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		abortSignal: expect.any(AbortSignal),
	};

	it('by POST carries its parameters in the body, by GET in the address', async () => {
		const parameters = { count: '1' };
		await send({ ...purchase, parameters });
		await send({ ...look, method: 'GET', parameters });
		expect(n8n.sent.map(({ options }) => options)).toEqual([
			{ ...common, method: 'POST', body: { count: '1' } },
			{ ...common, method: 'GET', qs: { count: '1' } },
		]);
	});

	it('leaves the parameters as they are, whatever the credential adds to the body', async () => {
		n8n.answer = ({ options }) => {
			Object.assign(options.body as object, { sign: 'x' });
			return ok();
		};
		await send(purchase);
		expect(purchase.parameters).toEqual({ count: '1' });
	});

	it('is signed with the credential that was already read', async () => {
		await send();
		expect(n8n.events).toEqual([`POST /api_esim/addEsimOrder ${n8n.stored.token}`]);
	});

	it('ends at its timeout', async () => {
		n8n.answer = hang;
		const running = send(purchase);
		expect(script.time.timeouts.map(({ ms }) => ms)).toEqual([30_000]);
		script.time.timeOut();
		expect(failureOf(await soon(running))).toMatchObject({
			meaning: 'MIOeSIM did not answer in time',
			endpoint: 'addEsimOrder',
			outcome: 'unknown',
		});
	});

	it('is cut off by the stop button if it is a read, never if it is a purchase', async () => {
		n8n.answer = hang;
		const reading = send(look);
		const buying = send(purchase);
		n8n.stop.abort();
		expect(failureOf(await soon(reading)).type).toBe('network');
		const still = Promise.resolve('still running');
		await expect(Promise.race([buying, still])).resolves.toBe('still running');
		script.time.timeOut();
		await soon(buying);
	});
});

describe('a reply', () => {
	it('is read as a stream, with every digit of a long number', async () => {
		const body = Readable.from([
			Buffer.from('{"code":0,"data":{"iccid":8985220241'),
			Buffer.from('000000123}}'),
		]);
		const reply = await answered({ body }, { ...look, key: null });
		expect(reply).toEqual({ ok: true, data: { iccid: '8985220241000000123' } });
	});

	it('carries the server’s time, if there is one', async () => {
		const headers = { date: 'Sat, 31 Jan 2026 00:00:00 GMT' };
		for (const answer of [ok(), refusal(-3)]) {
			heard = null;
			await answered({ ...answer, headers });
			expect(heard).toBe(headers.date);
		}
		await answered(broken());
		expect(heard).toBe(headers.date);
	});

	it('with data of the wrong kind is a failure, not a success', async () => {
		expect(failureOf(await answered(ok('text'), look))).toMatchObject({
			type: 'reply',
			endpoint: 'getOrderInfo',
		});
	});

	it('that is too large is not requested again', async () => {
		const block = Buffer.alloc(9 * 1024 * 1024, ' ');
		const headers = { date: 'now' };
		const answer = { headers, body: Readable.from([block, block]) };
		expect(failureOf(await answered(answer))).toMatchObject({
			meaning: 'MIOeSIM answered with a reply of more than 16 MB',
			retryable: false,
			endpoint: 'getOrderInfo',
		});
		expect(heard).toBe('now');
	});

	it.each([
		[199, 'http'],
		[200, 'reply'],
		[299, 'reply'],
		[300, 'http'],
	])('without an envelope and with status %i is a failure of type %s', async (code, type) => {
		expect(failureOf(await answered(status(code)))).toMatchObject({
			type,
			endpoint: 'getOrderInfo',
		});
	});

	it('with a documented code is judged by the code, whatever the status', async () => {
		for (const statusCode of [200, 500]) {
			const details = failureOf(await answered({ ...refusal(-1), statusCode }));
			expect(details).toMatchObject({ code: -1, outcome: 'notExecuted', retryable: true });
			expect(details.httpStatus).toBeUndefined();
		}
	});

	it.each([
		[200, undefined, false, 'notExecuted'],
		[299, undefined, false, 'notExecuted'],
		[400, 400, false, 'notExecuted'],
		[429, 429, true, 'notExecuted'],
		[302, 302, false, 'unknown'],
		[503, 503, true, 'unknown'],
	])(
		'with an undocumented code is judged by its status: %i',
		async (statusCode, httpStatus, retryable, outcome) => {
			const details = failureOf(await answered({ ...refusal(777), statusCode }, purchase));
			expect(details).toMatchObject({ code: 777, type: 'api', retryable, outcome });
			expect(details.httpStatus).toBe(httpStatus);
		},
	);

	it('says how long the server asks to wait', async () => {
		const until = new Date(script.time.now + 9000).toUTCString();
		for (const answer of [
			status(429, { 'retry-after': '9' }),
			status(503, { 'retry-after': until }),
			{ ...refusal(777), statusCode: 429, headers: { 'retry-after': '9' } },
		]) {
			expect(failureOf(await answered(answer)).retryAfterMs).toBe(9000);
		}
	});

	it('never shows a secret, even if MIOeSIM or n8n quotes it', async () => {
		const { password, secretKey, token, phoneNumber } = n8n.stored;
		for (const secret of [password, secretKey, token, phoneNumber].map(String)) {
			const body = JSON.stringify({ code: 777, message: `no ${secret}` });
			expect(JSON.stringify(failureOf(await answered({ body })))).not.toContain(secret);
			const thrown = new Error(`no ${secret}`);
			expect(JSON.stringify(failureOf(await answered(thrown)))).not.toContain(secret);
		}
	});
});

describe('a call without a reply', () => {
	it('may have been carried out if the connection broke', async () => {
		expect(failureOf(await answered(broken('ECONNRESET'), purchase))).toMatchObject({
			type: 'network',
			endpoint: 'addEsimOrder',
			outcome: 'unknown',
		});
		const body = Readable.from(
			(function* () {
				yield Buffer.from('{"code"');
				throw broken('ECONNRESET');
			})(),
		);
		expect(failureOf(await answered({ body }, purchase))).toMatchObject({
			type: 'network',
			outcome: 'unknown',
		});
	});

	it('quotes n8n if n8n itself failed', async () => {
		expect(failureOf(await answered(new Error('disk full'), purchase))).toMatchObject({
			type: 'input',
			endpoint: 'addEsimOrder',
			resolution: expect.stringContaining('disk full'),
		});
	});

	it('fails with the credential’s own failure if the credential refused it', async () => {
		const failure = inputFailure('no', 'fix it');
		n8n.answer = ({ data }) => {
			notesOf(data).failure = failure;
			return new Error('n8n wraps it');
		};
		expect(await send()).toEqual({ ok: false, failure });
	});
});

describe('calls side by side with one credential', () => {
	it('each get their own failure if the credential refuses them at the same moment', async () => {
		const both: Array<() => void> = [];
		n8n.answer = async ({ data, options }) => {
			const { count } = options.body as { count: string };
			notesOf(data).failure = inputFailure(count, 'fix it');
			await new Promise<void>((resolve) => {
				both.push(resolve);
				if (both.length === 2) for (const proceed of both) proceed();
			});
			return new Error('n8n wraps it');
		};
		const calls = ['1', '2'].map(async (count) => await send({ ...look, parameters: { count } }));
		const failures = (await Promise.all(calls)).map(failureOf);
		expect(failures.map(({ meaning }) => meaning)).toEqual(['1', '2']);
	});

	it('share a session that n8n obtains during one of them', async () => {
		const credential = { ...n8n.stored };
		n8n.answer = ({ data, token }) => {
			data.token = `${token}, renewed`;
			return broken();
		};
		await send(look, credential);
		expect(credential.token).toBe(`${n8n.stored.token}, renewed`);
	});

	it('do not overwrite a session that another call has obtained', async () => {
		const credential = { ...n8n.stored };
		n8n.answer = () => {
			credential.token = 'renewed by another call';
			return ok();
		};
		await send(look, credential);
		expect(credential.token).toBe('renewed by another call');
	});
});
