import { isDocumented } from '../codes/errorCodes';
import { Cancelled } from '../client/bounds';
import { Failure } from '../codes/failure';

/** Pauses before each look-up after a write with an unknown outcome, in milliseconds. */
export const LOOK_UP_PAUSES_MS = [500, 2000, 5000];

/** Pauses for a write that an earlier try, or another run, has sent: at most a minute in all. */
export const RECALL_PAUSES_MS = [2000, 4000, 8000, 15_000, 25_000];

/** PDF and email come after the order, so a failure there proves nothing about the order. */
const PDF_ERROR = 99;

/** Codes that say the request itself was not accepted. Any other refusal may come after MIOeSIM has booked. */
const certain: ReadonlySet<string> = new Set(['-1', '-2', '-10', '-30']);

const TOO_MANY_REQUESTS = 429;

/**
 * Whether a failed write may have been carried out. Only codes that say the request was not accepted are
 * certain. When MIOeSIM can't be asked, the other documented ones are believed.
 *
 * @param canBeFound whether a look-up in MIOeSIM would show it
 */
export function isInDoubt({ details }: Failure, canBeFound: boolean): boolean {
	const { outcome, type, code, httpStatus } = details;
	if (outcome !== 'notExecuted') return outcome === 'unknown';
	// A proxy may answer in MIOeSIM's place after the request went through.
	if (type === 'http') return httpStatus !== TOO_MANY_REQUESTS;
	if (type !== 'api') return false;
	if (canBeFound) return !certain.has(String(code));
	return code === PDF_ERROR || !isDocumented(String(code));
}

/** Whether a write certainly did not run. A stopped run holds it back, and never cuts it off. */
export function wasNotSent(error: unknown): boolean {
	if (error instanceof Failure) return error.details.outcome === 'notExecuted';
	return error instanceof Cancelled;
}

/** MIOeSIM itself says that nothing happened, so one look-up is enough. */
export function isRefusal({ details }: Failure): boolean {
	return details.type === 'api' && details.code !== PDF_ERROR;
}
