import type { IDataObject } from 'n8n-workflow';

import type { OutputItem } from '../operation';

/** Longer texts, such as the terms of a package, are shortened. */
const LONGEST_TEXT = 240;

/** Links and activation codes are useless unless complete. */
const UNCUT = /^(?:https?:|LPA:)\S+$/i;

/** Longer lists of words, such as the countries of a region, are shortened. */
const MOST_WORDS = 12;

/** Images, which a model can't see. */
const PICTURES: ReadonlySet<string> = new Set(['iconUrl', 'imageUrl']);

/** Package fields in which 0 means "none". */
const NONE_AT_ZERO: ReadonlySet<string> = new Set([
	'cardFee',
	'maxDays',
	'maxDiscount',
	'minDays',
	'singleDiscount',
	'singleDiscountDay',
]);

/**
 * An item as a language model receives it. Tool output costs tokens and distracts the model, so fields
 * without a value are left out, lists of words become text, and long values are shortened and end with a
 * mark.
 */
export function forAgent({ json }: OutputItem): OutputItem {
	return { json: compact(json) };
}

function compact(json: IDataObject): IDataObject {
	const entries = Object.entries(json)
		.map(([name, value]) => [name, compactValue(value)] as const)
		.filter(([name, value]) => tellsSomething(name, value));
	return Object.fromEntries(entries);
}

function tellsSomething(name: string, value: unknown): boolean {
	if (value === null || value === undefined || value === '') return false;
	return !PICTURES.has(name) && !(value === 0 && NONE_AT_ZERO.has(name));
}

function compactValue(value: IDataObject[string]): IDataObject[string] {
	if (typeof value === 'string') return cut(value);
	if (Array.isArray(value)) return compactList(value);
	if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
		return compact(value as IDataObject);
	}
	return value;
}

function compactList(entries: unknown[]): IDataObject[string] {
	if (entries.length === 0) return null;
	if (!entries.every((entry) => typeof entry === 'string')) {
		return entries.map((entry) => compactValue(entry as IDataObject[string])) as IDataObject[];
	}
	const more = entries.length - MOST_WORDS;
	return entries.slice(0, MOST_WORDS).join(', ') + (more > 0 ? ` … and ${more} more` : '');
}

function cut(content: string): string {
	return content.length > LONGEST_TEXT && !UNCUT.test(content)
		? `${content.slice(0, LONGEST_TEXT)}…`
		: content;
}
