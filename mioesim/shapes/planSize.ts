import { decimal, number, text, type JsonRecord } from '../values';

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

/** Data for each day, in English and Chinese; `5GB/3 Days` is not. */
const DAILY =
	/\/\s{0,3}(?:d(?:ay)?\b|天|日(?!本))|\b(?:per|a|each|every)\s{0,3}day\b|\bdaily\b|\bday\s?pass|每[天日]|日[租包]/i;

/** Longer text is not the name of a package. */
const LONGEST_NAME = 500;

/** Whether the name of a package says that data is unlimited; no other field does. */
export function isUnlimited(name: unknown): boolean {
	return UNLIMITED.test((text(name) ?? '').slice(0, LONGEST_NAME));
}

/** Whether a plan of a queryEsimOrder row is sold by the day, which its row or its name tells. */
export function isDaypass(row: JsonRecord, plan: JsonRecord): boolean {
	return (number(row.daypassDay) ?? 0) > 0 || isDaily(plan);
}

/** Whether the name or the size of a plan says that its data is for each day. */
export function isDaily({ name, flows, unit }: JsonRecord): boolean {
	return [name, flows, unit].some((said) => DAILY.test((text(said) ?? '').slice(0, LONGEST_NAME)));
}

/** Data used, in MB, from a number or text: `512MB`, `1,024.5`, `1.5 GB`. Null when it can't be read. */
export function usedMbOf(value: unknown): number | null {
	const told = /^([\d.,]{1,30})\s{0,3}([KMGT])i?B?$/i.exec(text(value) ?? '');
	const amount = decimal(told?.[1] ?? value);
	return amount && amount * (told ? megabytes[`${told[2].toUpperCase()}B`] : 1);
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
 * @returns null when it is unknown, unlimited, or for each day
 */
export function planSizeMb(plan: JsonRecord): number | null {
	if (isUnlimited(plan.name) || isDaily(plan)) return null;
	return sizeMb(dataSize(plan.flows, plan.unit)) || null;
}
