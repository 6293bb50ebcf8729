import { number, text, type JsonRecord } from '../values';

/** MIOeSIM doesn't say how it counts; its usage figures elsewhere add up with 1024. */
const megabytes: Readonly<Record<string, number>> = {
	KB: 1 / 1024,
	MB: 1,
	GB: 1024,
	TB: 1024 * 1024,
};

/** `5GB`, `5 gb`, `500MB/Day`: the amount, its unit, and the rest. */
const SIZE = /^([0-9]{1,12}(?:\.[0-9]{1,6})?)\s{0,3}([KMGT])i?B?(?![a-z])(.{0,60})$/i;

/**
 * Words for unlimited data, in English and Chinese. About speed, time or calls they mean nothing for
 * data: 不限速 means "no speed limit".
 */
const UNLIMITED =
	/unlimited(?!\s{0,3}(?:speed|calls?|voice|minutes?|texts?|sms))|(?:无限|無限|不限)(?![速时時期次])/i;

/** Longer text is not the name of a package. */
const LONGEST_NAME = 500;

/** Whether the name of a package says that data is unlimited; no other field does. */
export function isUnlimited(name: unknown): boolean {
	return UNLIMITED.test((text(name) ?? '').slice(0, LONGEST_NAME));
}

/**
 * A plan's size in one spelling, `5 GB`, whatever the API's spelling. Text that can't be read stays
 * unchanged.
 *
 * @param amount number or text, with or without the unit
 */
export function dataSize(amount: unknown, unit: unknown = null): string | null {
	const told = [text(amount), text(unit)].filter((part) => part !== null).join(' ');
	const [, size, letter, rest] = SIZE.exec(told) ?? [];
	return size === undefined ? told || null : `${Number(size)} ${letter.toUpperCase()}B${rest}`;
}

/** @returns megabytes from the spelling of `dataSize`, `5 GB` or `500 MB/Day`; null for anything else */
export function sizeMb(size: string | null): number | null {
	const [, amount, letter] = SIZE.exec(size ?? '') ?? [];
	return amount === undefined ? null : Number(amount) * megabytes[`${letter.toUpperCase()}B`];
}

/**
 * A plan's size in a queryEsimOrder row (`packageList`: `flows`, `unit`, `name`), in megabytes.
 *
 * @returns null when it is unknown or unlimited
 */
export function planSizeMb(plan: JsonRecord): number | null {
	const amount = number(plan.flows);
	const unit = (text(plan.unit) ?? '').slice(0, 3).toUpperCase();
	const factor = megabytes[unit.endsWith('B') ? unit : `${unit}B`];
	return amount === null || amount <= 0 || factor === undefined || isUnlimited(plan.name)
		? null
		: amount * factor;
}
