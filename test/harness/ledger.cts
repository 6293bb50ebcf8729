import { ledger } from '../../dist/mioesim/lines/ledger';

/** Private, and of more than one class. */
const maps = () =>
	Object.values(ledger).map((each) => Reflect.get(each, 'entries') as Map<unknown, unknown>);

/** Clears the record of what this process has sent, as in a new process. */
export function forgetSent(): void {
	for (const map of maps()) map.clear();
}

/** The number of entries in the record of what this process has sent. */
export function countSent(): number {
	return maps().reduce((sum, { size }) => sum + size, 0);
}
