import { ledger } from '../../dist/mioesim/lines/ledger';

/** Every map in the record of what this process has sent. */
function mapsIn(value: unknown): Array<Map<unknown, unknown>> {
	if (value instanceof Map) return [value];
	if (value === null || typeof value !== 'object') return [];
	return Object.values(value).flatMap(mapsIn);
}

/** Clears the record of what this process has sent, as in a new process. */
export function forgetSent(): void {
	for (const map of mapsIn(ledger)) map.clear();
}

/** The number of entries in the record of what this process has sent. */
export function countSent(): number {
	return mapsIn(ledger).reduce((sum, map) => sum + map.size, 0);
}
