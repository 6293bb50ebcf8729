import { record } from '../values';

/**
 * The code that the network layer gave an error, e.g. `ECONNRESET`, wherever in the chain of
 * causes it stands; null when there is none.
 */
export function networkCause(error: unknown): string | null {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && current !== null && typeof current === 'object'; depth++) {
		const { code, httpCode, cause, errorResponse } = record(current) as Record<string, unknown>;
		// n8n 1.x drops the cause, but puts its code where the HTTP status goes.
		const word = [code, httpCode].find(isNetworkCode);
		if (word !== undefined) return word;
		current = cause ?? errorResponse;
	}
	return null;
}

function isNetworkCode(value: unknown): value is string {
	return typeof value === 'string' && /^[A-Z][A-Z0-9_]+$/.test(value);
}
