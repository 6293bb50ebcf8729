import { ledger } from '../../dist/nodes/MioEsim/purchase/ledger';

/** Private, and of more than one class. */
const maps = () =>
	Object.values(ledger).map((each) => Reflect.get(each, 'entries') as Map<unknown, unknown>);

/** What a new process would know: nothing of what this one has sent. */
export function forgetSent(): void {
	for (const map of maps()) map.clear();
}

/** Entries of everything that this process remembers of what it has sent. */
export function countSent(): number {
	return maps().reduce((sum, { size }) => sum + size, 0);
}
