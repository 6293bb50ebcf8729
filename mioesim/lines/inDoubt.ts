import { isDocumented } from '../codes/errorCodes';
import type { Failure } from '../codes/failure';
import { redact } from '../redact';
import type { KeyedPurchase } from './purchase';

/** Pauses before each look-up after a write with an unknown outcome, in milliseconds. */
export const LOOK_UP_PAUSES_MS = [500, 2000, 5000];

/** Pauses for a write that an earlier try has sent: at most a minute in all. */
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

/** MIOeSIM itself says that nothing happened, so one look-up is enough. */
export function isRefusal({ details }: Failure): boolean {
	return details.type === 'api' && details.code !== PDF_ERROR;
}

/**
 * The failure of an order that may have been placed.
 *
 * @param why the outcome is unknown, as a clause
 */
export function inDoubt(failure: Failure, purchase: KeyedPurchase, why: string): Failure {
	const { ids, preventDuplicates } = purchase;
	const { externalOrderId, externalItemId } = ids;
	return failure.with({
		resolution: `This order may have been placed. It was not sent again: ${why}. Look for it with Order > Get Many and 'External Order ID' ${externalOrderId} (item ${redact(externalItemId)}). If it is not listed after 15 minutes, run the item again${preventDuplicates ? ": if you set 'External Order ID', the node looks for it once more" : ''}. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
		outcome: 'unknown',
		retryable: false,
	});
}
