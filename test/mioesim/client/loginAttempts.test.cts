import { settle } from '../../../dist/mioesim/codes/failure';
import {
	apiFailure,
	httpFailure,
	inputFailure,
	networkFailure,
} from '../../../dist/mioesim/codes/failures';
import { connectionLost } from '../../../dist/mioesim/codes/networkTexts';
import { readAccount, memoryOf } from '../../../dist/mioesim/client/account';
import { Cancelled, Limiter } from '../../../dist/mioesim/client/bounds';
import { Session } from '../../../dist/mioesim/client/session';
import { portOf } from '../../../dist/nodes/shared/port';
import { soon, useScriptedClock } from '../../harness/scriptedClock.cts';
import { broken, ScriptedN8n } from '../../harness/scriptedN8n.cts';

/** How often a run tries to log in, and what that means for later runs in the process. */

const script = useScriptedClock();
let n8n: ScriptedN8n;
let session: Session;

const MINUTE = 60_000;
const newRun = () => new Session(n8n.port, new Limiter(5));
beforeEach(() => {
	script.time.chance = 0;
	n8n = new ScriptedN8n(script.time);
	session = newRun();
});

async function logIn(run = session) {
	const reply = await settle(run.replace(String(n8n.stored.token)));
	return reply.ok ? reply.data?.data : reply.failure.details;
}
/** Pauses between tries, without the one before the first. */
const pauses = () => script.time.pauses.filter((ms) => ms > 0);
const refused = (code: number) => apiFailure({ code: String(code), message: null }, 'login');
const busy = (wait?: number) => httpFailure(429, 'login', wait);
const lost = networkFailure(connectionLost, 'login');

it('returns the credential with the session that n8n has stored, after one login and no other call', async () => {
	const data = await logIn();
	expect(data).toEqual(n8n.stored);
	expect(n8n.events).toEqual(['read', 'read', 'read', 'login']);
	expect(n8n.loginRequests).toEqual([
		{
			url: n8n.stored.baseUrl,
			headers: { 'x-mioesim-login-only': 'true' },
			abortSignal: n8n.stop.signal,
		},
	]);
	expect([session.logins, session.fruitlessLogins]).toEqual([1, 1]);
	expect(pauses()).toEqual([]);
});

describe('a login that fails', () => {
	it.each([
		['a temporary reason', lost, 300],
		['a server that asks to wait', busy(7000), 7000],
	])('for %s is attempted once more, after a pause', async (_, failure, pause) => {
		n8n.login = () => failure;
		expect(await logIn()).toEqual({ ...failure.details, outcome: 'notExecuted' });
		expect(n8n.logins).toBe(2);
		expect(pauses()).toEqual([pause]);
		expect([session.logins, session.fruitlessLogins]).toEqual([0, 0]);
	});

	it('is forgotten after a successful login', async () => {
		n8n.login = () => lost;
		await logIn();
		n8n.login = () => 'token';
		expect(await logIn(newRun())).toMatchObject({ token: 'token' });
		n8n.login = () => lost;
		await logIn(newRun());
		expect(n8n.logins).toBe(2 + 1 + 2);
	});

	it.each([
		['refused', refused(-1)],
		['refused with an undocumented code', refused(777)],
		['impossible with this credential', inputFailure('empty', 'fill it in')],
	])('because it is %s is not tried again, which could lock the account', async (_, failure) => {
		n8n.login = () => failure;
		expect(await logIn()).toMatchObject({ meaning: failure.details.meaning });
		expect(n8n.logins).toBe(1);
		expect(pauses()).toEqual([]);
	});

	it('outside the credential is described in the words of n8n or the network, without secrets', async () => {
		n8n.login = () => broken('ECONNREFUSED');
		const details = await logIn();
		expect(details).toMatchObject({ type: 'network', endpoint: 'login', outcome: 'notExecuted' });
		const { password, secretKey, phoneNumber } = n8n.stored;
		for (const secret of [password, secretKey, phoneNumber]) {
			n8n.login = () => {
				throw new Error(`disk full ${secret}`);
			};
			const said = await logIn(newRun());
			const resolution = expect.stringContaining('disk full');
			expect(said).toMatchObject({ type: 'input', outcome: 'notExecuted', resolution });
			expect(JSON.stringify(said)).not.toContain(secret);
		}
	});

	it('is reported by its last attempt', async () => {
		let tries = 0;
		n8n.login = () => (++tries === 1 ? busy() : broken());
		expect(await logIn()).toMatchObject({ type: 'network' });
	});

	it('only after n8n has stored the session counts as a success', async () => {
		n8n.login = () => 'token';
		n8n.afterLogin = () => {
			n8n.stop.abort();
			return broken();
		};
		expect(await logIn()).toMatchObject({ token: 'token' });
	});
});

describe('a run has one minute for logins', () => {
	const hanging = async () => await new Promise<never>(() => {});

	/** A login that hangs until its timeout. */
	async function hangs(run = session) {
		n8n.login = hanging;
		const running = logIn(run);
		await new Promise((resolve) => setImmediate(resolve));
		script.time.now += script.time.timeouts.at(-1)?.ms ?? 0;
		script.time.timeOut();
		return await soon(running);
	}
	const given = () => script.time.timeouts.map(({ ms }) => ms);

	it('which ends a login that hangs, without another attempt', async () => {
		expect(await hangs()).toMatchObject({
			meaning: 'MIOeSIM did not answer in time',
			endpoint: 'login',
			outcome: 'notExecuted',
		});
		expect(n8n.logins).toBe(1);
		expect(given()).toEqual([MINUTE]);
	});

	it('which attempts and pauses use up together', async () => {
		let tries = 0;
		n8n.login = () => {
			script.time.now += 20_000;
			return ++tries === 1 ? busy(5000) : 'token';
		};
		await logIn();
		await logIn();
		expect(given()).toEqual([MINUTE, 35_000, 15_000]);
	});

	it('in which another attempt must still fit', async () => {
		n8n.login = () => {
			script.time.now += 10_000;
			return busy(50_000);
		};
		await logIn();
		expect(n8n.logins).toBe(1);
		expect(pauses()).toEqual([]);
		n8n = new ScriptedN8n(script.time);
		n8n.login = () => {
			script.time.now += 10_000;
			return busy(49_999);
		};
		await logIn(newRun());
		expect(n8n.logins).toBe(2);
	});

	it('and after which there is no time for another login', async () => {
		n8n.login = () => {
			script.time.now += MINUTE + 1;
			return 'token';
		};
		await logIn();
		await logIn();
		expect(given()).toEqual([MINUTE, 0]);
	});
});

describe('after a failed login, the runs of the process', () => {
	const failing = async (failure: Error) => {
		n8n.login = () => failure;
		await logIn();
		return n8n.logins;
	};

	it.each([-1, -2, -3, -30, 777])(
		'do not log in again for 5 seconds after code %i',
		async (code) => {
			const before = await failing(refused(code));
			script.time.now += 4999;
			expect(await logIn(newRun())).toMatchObject({ code });
			expect(n8n.logins).toBe(before);
			script.time.now += 1;
			await logIn(newRun());
			expect(n8n.logins).toBe(before + 1);
		},
	);

	it.each([
		['a temporary reason', lost, 2],
		['a failure of n8n itself', new Error('disk full'), 1],
	])('have all their attempts after %s', async (_, failure, attempts) => {
		const before = await failing(failure);
		await logIn(newRun());
		expect(n8n.logins).toBe(before + attempts);
	});

	it('do not log in before the time that the server asks for, up to a minute', async () => {
		for (const [wait, until] of [
			[59_000, 59_000],
			[60_000, MINUTE],
			[3_600_000, MINUTE],
			[1000, 5000],
		]) {
			n8n = new ScriptedN8n(script.time);
			n8n.login = () => busy(wait);
			await logIn(newRun());
			const before = n8n.logins;
			script.time.now += until - 1;
			expect(await logIn(newRun())).toMatchObject({ httpStatus: 429 });
			expect(n8n.logins).toBe(before);
			script.time.now += 1;
			n8n.login = () => 'token';
			expect(await logIn(newRun())).toMatchObject({ token: 'token' });
		}
	});
});

describe('the stop button', () => {
	it('ends the wait for a login, and does not count as a failed login', async () => {
		n8n.login = async () => (n8n.logins === 1 ? lost : await new Promise<never>(() => {}));
		const running = logIn();
		await new Promise((resolve) => setImmediate(resolve));
		n8n.stop.abort();
		await expect(soon(running)).rejects.toThrow(Cancelled);
		expect(memoryOf(readAccount(n8n.stored).sessionAccount).failed).toBeUndefined();
	});

	it('may be missing', async () => {
		n8n.login = () => lost;
		const context = Object.create(n8n.context, {
			getExecutionCancelSignal: { value: () => undefined },
		}) as typeof n8n.context;
		const reply = await logIn(new Session(portOf(context), new Limiter(5)));
		expect(reply).toMatchObject({ type: 'network', endpoint: 'login' });
	});

	it('ends the pause before the second attempt', async () => {
		script.time.meanwhile = (ms) => ms > 0 && n8n.stop.abort();
		n8n.login = () => lost;
		await expect(logIn()).rejects.toThrow(Cancelled);
		expect(n8n.logins).toBe(1);
	});
});

it('a login counts toward the calls that a run may send at a time', async () => {
	const limiter = new Limiter(1);
	let proceed = () => {};
	const call = limiter.run(async () => await new Promise<void>((resolve) => (proceed = resolve)));
	const running = logIn(new Session(n8n.port, limiter));
	await new Promise((resolve) => setImmediate(resolve));
	expect(n8n.logins).toBe(0);
	proceed();
	await soon(Promise.all([call, running]));
	expect(n8n.logins).toBe(1);
});
