import { number, text, type JsonRecord } from '../values';

/** MIOeSIM does not say how it counts; 1024 is what its own usage figures add up to elsewhere. */
const megabytes: Readonly<Record<string, number>> = {
	KB: 1 / 1024,
	MB: 1,
	GB: 1024,
	TB: 1024 * 1024,
};

/**
 * Size of a plan in a queryEsimOrder row (`packageList`: `flows`, `unit`, `name`), in megabytes.
 *
 * @returns null where it is unknown or unlimited
 */
export function planSizeMb(plan: JsonRecord): number | null {
	const amount = number(plan.flows);
	const factor = megabytes[(text(plan.unit) ?? '').toUpperCase()];
	const isUnlimited = /unlimited/i.test(text(plan.name) ?? '');
	return amount === null || amount <= 0 || factor === undefined || isUnlimited
		? null
		: amount * factor;
}
