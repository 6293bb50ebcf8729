import { settle } from '../../../dist/mioesim/codes/failure';
import { inputFailure } from '../../../dist/mioesim/codes/failures';
import { Cancelled, Limiter } from '../../../dist/mioesim/client/bounds';
import { Session, tokenOf, type Held } from '../../../dist/mioesim/client/session';
import { portOf } from '../../../dist/nodes/shared/port';
import { soon, useScriptedClock } from '../../harness/scriptedClock.cts';
import { ScriptedN8n } from '../../harness/scriptedN8n.cts';

/** Which token a call gets, and how many logins that takes. */

const script = useScriptedClock();
let n8n: ScriptedN8n;
beforeEach(() => (n8n = new ScriptedN8n(script.time)));

const newRun = (port = n8n.port) => new Session(port, new Limiter(5));
/** The token, or what the failure says. */
const tokenIn = async (working: Promise<Held | undefined>) => {
	const held = await settle(working);
	if (!held.ok) return held.failure.details.meaning;
	return held.data && tokenOf(held.data);
};
const opened = async (run: Session) => await tokenIn(run.open());
const MINUTE = 60_000;
const refused = inputFailure('refused', 'fix it');
const missing = 'The MIOeSIM credential is missing or cannot be read';
const tick = async () => await new Promise((resolve) => setImmediate(resolve));

/** A login that ends when the test decides. */
function heldLogin() {
	let proceed: (outcome: unknown) => void = () => {};
	n8n.login = async () => await new Promise((resolve) => (proceed = resolve));
	return { end: (outcome: unknown) => proceed(outcome) };
}

describe('the credential', () => {
	it('is read once for all calls of a run', async () => {
		const run = newRun();
		await Promise.all([run.account(), run.open(), run.open()]);
		expect(await run.account()).toMatchObject({ baseUrl: 'https://mioesim.example' });
		expect(await opened(run)).toBe(n8n.stored.token);
		expect(n8n.events).toEqual(['read']);
	});

	it('that n8n cannot read is reported without n8n’s text, and read again later', async () => {
		const run = newRun();
		n8n.reading = () => new Error('secret');
		const details = {
			meaning: missing,
			resolution:
				'Open the node and choose a credential of type MIOeSIM API. If one is chosen already, the log of your n8n server says why it cannot be read',
			outcome: 'notExecuted',
		};
		for (const working of [run.account(), run.open(), run.replace('x')]) {
			await expect(working).rejects.toMatchObject({ details });
		}
		n8n.reading = () => undefined;
		expect(await opened(run)).toBe(n8n.stored.token);
	});

	it('with an empty field names the field', async () => {
		n8n.stored.password = '';
		expect(await opened(newRun())).toBe("'Password' in the MIOeSIM credential is empty");
		expect(n8n.events).toEqual(['read']);
	});
});

describe('a token', () => {
	it('that lasts for more than ten minutes is used', async () => {
		n8n.stored.sessionExpiresAt = script.time.now + 10 * MINUTE + 1;
		expect(await opened(newRun())).toBe(n8n.stored.token);
		expect(n8n.logins).toBe(0);
	});

	it('that ends sooner is replaced by one login, even for many calls side by side', async () => {
		const { token } = n8n.stored;
		n8n.stored.sessionExpiresAt = script.time.now + 10 * MINUTE;
		const run = newRun();
		const tokens = await Promise.all([1, 2, 3].map(async () => await opened(run)));
		expect(new Set(tokens)).toEqual(new Set([n8n.stored.token]));
		expect(tokens).not.toContain(token);
		expect(n8n.logins).toBe(1);
		expect(run.logins).toBe(1);
	});

	it('that is missing takes one login, and the new one is used from then on', async () => {
		n8n.stored.token = '';
		const run = newRun();
		expect(await opened(run)).toBe(n8n.stored.token);
		expect(await opened(run)).toBe(n8n.stored.token);
		expect(n8n.events).toEqual(['read', 'read', 'read', 'login']);
	});

	it('of the account that the credential had before it was edited is not used', async () => {
		const { token } = n8n.stored;
		n8n.stored.phoneNumber = '139';
		const replaced = await opened(newRun());
		expect(replaced).toBe(n8n.stored.token);
		expect(replaced).not.toBe(token);
	});

	it('comes with the signature style that its login has found', async () => {
		Object.assign(n8n.stored, { token: '', signatureStyle: 'encoded' });
		expect(await newRun().open()).toMatchObject({ account: { signatureStyle: 'raw' } });
	});
});

describe('a token that turned out to be expired', () => {
	it('is replaced by one from another program, without a login', async () => {
		const run = newRun();
		const dead = String(await opened(run));
		const other = n8n.strangerLogin();
		for (const logins of [0, 2]) {
			run.fruitlessLogins = logins;
			expect(await tokenIn(run.replace(dead))).toBe(other);
		}
		expect(await opened(run)).toBe(other);
		expect(n8n.logins).toBe(0);
		expect(script.time.pauses).toEqual([]);
	});

	it('is replaced by one that another program obtains during the random pause', async () => {
		const run = newRun();
		const dead = String(await opened(run));
		let other = '';
		script.time.meanwhile = () => (other = n8n.strangerLogin());
		expect(await tokenIn(run.replace(dead))).toBe(other);
		expect(n8n.logins).toBe(0);
		expect(script.time.pauses).toEqual([200]);
	});

	it('is replaced by a login unless two were in vain', async () => {
		const run = newRun();
		const dead = String(await opened(run));
		run.fruitlessLogins = 2;
		expect(await run.replace(dead)).toBeUndefined();
		expect(n8n.logins).toBe(0);
		run.fruitlessLogins = 1;
		const token = await tokenIn(run.replace(dead));
		expect(token).toBe(n8n.stored.token);
		expect(token).not.toBe(dead);
		expect(run.logins).toBe(1);
	});

	it('costs one login for calls side by side', async () => {
		const run = newRun();
		const dead = String(await opened(run));
		const calls = [1, 2, 3].map(async () => await tokenIn(run.replace(dead)));
		expect(new Set(await Promise.all(calls))).toEqual(new Set([n8n.stored.token]));
		expect(n8n.events).toEqual(['read', 'read', 'read', 'login']);
	});

	it('is not replaced when the credential cannot be read', async () => {
		const run = newRun();
		const dead = String(await opened(run));
		n8n.reading = () => new Error('x');
		expect(await tokenIn(run.replace(dead))).toBe(missing);
		script.time.meanwhile = () => (n8n.reading = () => new Error('x'));
		n8n.reading = () => undefined;
		expect(await tokenIn(newRun().replace(dead))).toBe(missing);
		expect(n8n.logins).toBe(0);
	});
});

describe('runs side by side with one account', () => {
	beforeEach(() => (n8n.stored.token = ''));

	it('share one login', async () => {
		const runs = [newRun(), newRun(), newRun()];
		const tokens = await Promise.all(runs.map(opened));
		expect(new Set(tokens)).toEqual(new Set([n8n.stored.token]));
		expect(n8n.logins).toBe(1);
		expect(runs.map(({ logins }) => logins)).toEqual([1, 0, 0]);
	});

	it('share the failure of a login, without another attempt', async () => {
		n8n.login = () => refused;
		const runs = [newRun(), newRun(), newRun()];
		expect(await Promise.all(runs.map(opened))).toEqual(Array(3).fill('refused'));
		expect(n8n.logins).toBe(1);
		n8n.login = () => 'token';
		expect(await Promise.all(runs.map(opened))).toEqual(Array(3).fill('refused'));
		expect(n8n.logins).toBe(1);
	});

	it('log in themselves if the run that was logging in is stopped', async () => {
		const login = heldLogin();
		const { context } = n8n;
		const stop = new AbortController();
		const stopped = Object.create(context, {
			getExecutionCancelSignal: { value: () => stop.signal },
		}) as typeof context;
		const first = opened(newRun(portOf(stopped)));
		await tick();
		const second = opened(newRun());
		await tick();
		n8n.login = () => 'second';
		stop.abort();
		await expect(soon(first)).rejects.toThrow(Cancelled);
		expect(await soon(second)).toBe('second');
		login.end('first');
		expect(n8n.logins).toBe(2);
	});

	it('stop waiting for the login of another run when they are stopped', async () => {
		const login = heldLogin();
		const other = new ScriptedN8n(script.time);
		Object.assign(other.stored, n8n.stored);
		const first = opened(newRun());
		await tick();
		const second = opened(newRun(other.port));
		await tick();
		other.stop.abort();
		await expect(soon(second)).rejects.toThrow(Cancelled);
		login.end('first');
		expect(await first).toBe('first');
		expect(other.logins).toBe(0);
	});

	it('log in again if the other run’s token is the one that does not work', async () => {
		const login = heldLogin();
		const run = newRun();
		const first = opened(newRun());
		await tick();
		const second = tokenIn(run.replace('first'));
		await tick();
		n8n.login = () => 'second';
		login.end('first');
		expect(await first).toBe('first');
		expect(await soon(second)).toBe('second');
		expect(n8n.logins).toBe(2);
	});
});

it('two accounts side by side have their own sessions', async () => {
	const other = new ScriptedN8n(script.time);
	for (const each of [n8n, other]) each.stored.token = '';
	const login = heldLogin();
	const first = opened(newRun());
	await tick();
	expect(await soon(opened(newRun(other.port)))).toBe(other.stored.token);
	login.end('first');
	expect(await first).toBe('first');
	expect([n8n.logins, other.logins]).toEqual([1, 1]);
});

describe('a run that has given up', () => {
	it('neither logs in nor uses a token, and reports its first reason', async () => {
		const run = newRun();
		await run.open();
		expect(run.giveUp(refused)).toBe(refused);
		expect(run.giveUp(inputFailure('later', 'x'))).toBe(refused);
		expect(await opened(run)).toBe('refused');
	});

	it('does not log in for a call that was about to', async () => {
		const run = newRun();
		const dead = String(await opened(run));
		let proceed: (value?: unknown) => void = () => {};
		n8n.reading = async () => await new Promise((resolve) => (proceed = resolve));
		const replacing = tokenIn(run.replace(dead));
		await tick();
		run.giveUp(refused);
		proceed();
		expect(await replacing).toBe('refused');
		expect(n8n.logins).toBe(0);
	});

	it('after a refused login does not log in again, even if it would succeed now', async () => {
		n8n.stored.token = '';
		n8n.login = () => refused;
		const run = newRun();
		expect(await opened(run)).toBe('refused');
		n8n.strangerLogin();
		expect(await opened(run)).toBe('refused');
		expect(await opened(newRun())).toBe(n8n.stored.token);
	});
});
