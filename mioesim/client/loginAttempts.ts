import type { StoredAccount } from './account';
import { isLoginCode } from '../codes/errorCodes';
import type { Failure } from '../codes/failure';
import { networkFailure, unexpectedFailure } from '../codes/failures';
import { takeFailure } from './hooks';
import { text } from '../values';
import { networkCause } from '../codes/networkTexts';
import type { AccountMemory, FailedLogin } from './memory';
import type { Limiter } from './limiter';
import type { Credential, Port } from './port';
import { cancellable, Cancelled, within } from './stop';

/** What one run may spend on logging in: tries, and the pauses between them. */
const BUDGET_MS = 60_000;

/** Tries of one login, unless something shows that the next one is useless. */
const TRIES = 2;

const RETRY_PAUSE_MS = 300;

/** After a failed login, this process asks less often for this long, whichever run asks. */
const CAREFUL_MS = 5_000;

/**
 * The maximum Retry-After that is accepted, so that no server can block an account's logins for longer.
 */
const LONGEST_BAN_MS = 60_000;

/**
 * Two workers that find the token dead at the same moment would both log in, and each login would kill
 * the other's token. A random pause of up to this long lets one of them go first.
 */
const STAGGER_MS = 400;

/** The logins of one run of a node: how often and for how long it may ask. */
export class LoginAttempts {
	succeeded = 0;

	private spentMs = 0;

	constructor(
		private readonly port: Port,
		private readonly limiter: Limiter,
	) {}

	async letOthersGoFirst(): Promise<void> {
		await this.port.pause(this.port.random() * STAGGER_MS);
	}

	/**
	 * Logs in through the host, which stores the session. Repeats temporary failures once, within what is
	 * left for this run.
	 *
	 * @param data the credential without a token
	 * @returns the credential with the new session
	 * @throws {Failure}
	 */
	async logIn(
		data: Credential,
		account: StoredAccount,
		memory: AccountMemory,
	): Promise<Credential> {
		const { now } = this.port;
		const known = memory.failed && now() < memory.failed.until ? memory.failed : undefined;
		if (known?.isFinal) throw known.failure;
		const mostTries = known ? 1 : TRIES;
		for (let tries = 1; ; tries++) {
			const started = now();
			const left = BUDGET_MS - this.spentMs;
			const failure = await this.limiter.run(async () => this.once(data, account, left));
			this.spentMs += now() - started;
			if (!failure) {
				this.succeeded++;
				delete memory.failed;
				return data;
			}
			const wait = failure.details.retryAfterMs ?? RETRY_PAUSE_MS;
			const isOver = tries >= mostTries || isUseless(failure) || this.spentMs + wait >= BUDGET_MS;
			if (isOver) {
				memory.failed = remembered(failure, now());
				throw failure;
			}
			await this.port.pause(wait);
			this.spentMs += wait;
		}
	}

	/** @returns undefined when `data` now contains a session */
	private async once(
		data: Credential,
		{ baseUrl }: StoredAccount,
		leftMs: number,
	): Promise<Failure | undefined> {
		const { stop } = this.port;
		const timeout = this.port.timeout(Math.max(0, leftMs));
		const thrown = await within(timeout, stop, async (end) =>
			cancellable(this.port.logIn(baseUrl, data), end),
		).catch((error: unknown) => error);
		if (text(data.token) !== null) return undefined;
		if (stop?.aborted) throw new Cancelled();
		const kept = takeFailure(data);
		const cause = timeout.aborted ? 'ETIMEDOUT' : networkCause(thrown);
		const failure =
			cause === null
				? unexpectedFailure(thrown, 'login', secretsOf(data))
				: networkFailure(cause, 'login');
		return (kept ?? failure).with({ outcome: 'notExecuted' });
	}
}

/** Applies to all runs of this process. */
function remembered(failure: Failure, now: number): FailedLogin {
	const { code, retryAfterMs } = failure.details;
	const ban = Math.min(retryAfterMs ?? 0, LONGEST_BAN_MS);
	const isFinal = retryAfterMs !== undefined || (isUseless(failure) && isLoginCode(String(code)));
	return { failure, isFinal, until: now + Math.max(ban, CAREFUL_MS) };
}

function secretsOf(data: Credential): string[] {
	return [data.password, data.secretKey, data.phoneNumber].map(String);
}

/** Asking again with the same credential is useless in this run. */
function isUseless({ details }: Failure): boolean {
	return details.type === 'login' || details.type === 'input';
}
