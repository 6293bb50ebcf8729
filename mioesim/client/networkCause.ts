import { record } from '../values';

/**
 * Codes of Node's network stack, of TLS, of the HTTP parser and of axios. Others look similar but are
 * not: a full disk under the host's credentials (`ENOSPC`, `SQLITE_FULL`), a wrong argument
 * (`ERR_INVALID_ARG_TYPE`), an unavailable database (`ER_LOCK_DEADLOCK`).
 */
const NETWORK_CODES = new RegExp(
	`^(?:${[
		'E(?:CONN|HOST|NET|AI_)[A-Z]+',
		'E(?:PIPE|TIMEDOUT|SOCKETTIMEDOUT|NOTFOUND|PROTO|ADDRNOTAVAIL)',
		'ERR_(?:NETWORK|CANCELED|BAD_RESPONSE|INVALID_URL)',
		'ERR_(?:SSL|TLS|OSSL|HTTP2|STREAM|SOCKET|FR)_[A-Z0-9_]+',
		'ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR',
		'(?:CERT|UNABLE|DEPTH|SELF|HOSTNAME|HPE|UND_ERR)_[A-Z0-9_]+',
	].join('|')})$`,
);

/**
 * The network layer's code for an error, e.g. `ECONNRESET`, wherever it is in the chain of causes; null
 * when there is none.
 */
export function networkCause(error: unknown): string | null {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && current !== null && typeof current === 'object'; depth++) {
		const { code, httpCode, cause, errorResponse } = record(current) as Record<string, unknown>;
		// Some hosts drop the cause, but put its code in place of the HTTP status.
		const word = [code, httpCode].find(isNetworkCode);
		if (word !== undefined) return word;
		current = cause ?? errorResponse;
	}
	return null;
}

function isNetworkCode(value: unknown): value is string {
	return typeof value === 'string' && NETWORK_CODES.test(value);
}
