import { record } from './values';

/**
 * The code that the network layer gave an error, e.g. `ECONNRESET`, wherever in the chain of
 * causes it stands; null when there is none.
 */
export function networkCause(error: unknown): string | null {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && current !== null && typeof current === 'object'; depth++) {
		const { code, cause, errorResponse } = record(current) as Record<string, unknown>;
		if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
		current = cause ?? errorResponse;
	}
	return null;
}
