import { isDocumented } from '../../../api/codes/errorCodes';
import type { Failure } from '../../../api/codes/failure';

/** Before each look-up after a write whose outcome is unknown, in milliseconds. */
export const LOOK_UP_PAUSES_MS = [500, 2000, 5000];

/** The same for a write that an earlier try has sent: at most a minute in all. */
export const RECALL_PAUSES_MS = [2000, 4000, 8000, 15_000, 25_000];

/** PDF and e-mail come after the order: a failure there says nothing about the order. */
const PDF_ERROR = 99;

/** Codes that say that the request itself was not taken up. Every other refusal is looked into. */
const certain: ReadonlySet<string> = new Set(['-1', '-2', '-10', '-30']);

const TOO_MANY_REQUESTS = 429;

/**
 * Whether a write that failed may have been carried out. Only codes that say that the request was not
 * taken up are certain; where MIOeSIM cannot be asked, the other documented ones are believed.
 *
 * @param canBeFound whether a look at MIOeSIM would tell
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

/** MIOeSIM's own word that nothing happened: final, so that one look is enough to believe it. */
export function isRefusal({ details }: Failure): boolean {
	return details.type === 'api' && details.code !== PDF_ERROR;
}
