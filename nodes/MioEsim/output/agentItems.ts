import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { isObject } from '../../../mioesim/values';
import { isBlank } from '../../shared/parameters/text';

/** How much of a tool call a language model receives: it costs tokens, and a server may fill it with advice. */
const MOST_ITEMS = 50;
const LONGEST_ITEM = 20_000;
const LONGEST_RESULT = 60_000;
/** No object of this node or of MIOeSIM has more fields, or longer names. */
const MOST_FIELDS = 100;
const LONGEST_NAME = 100;
/** The most entries of a list, and the longest text. */
interface Limits {
	entries: number;
	text: number;
}
/**
 * The second are for an item that is too long with the first. Links and activation codes, which are useless
 * unless complete, are shorter than the first text.
 */
const limitsToTry: readonly Limits[] = [
	{ entries: 50, text: 590 },
	{ entries: 5, text: 180 },
];
/** Words of a list, such as the countries of a region, which become one text. */
const MOST_WORDS = 13;
const LONGEST_WORD = 40;

/** Images and ready emails, which a model can't use. */
const LEFT_OUT = ['iconUrl', 'imageUrl', 'emailHtml', 'emailText'];
/** Of a package, where 0 means "none". */
const NONE_AT_ZERO = ['cardFee', 'maxDiscount', 'singleDiscount', 'singleDiscountDay'];
/** Fields with sentences of this node; sentences in all others were written by MIOeSIM. */
const OWN_WORDS = ['message', 'note', 'resolution', 'warning'];
/** A name has fewer words. */
const SENTENCE = /(?:\S+\s+){5}\S|\n/;

/**
 * The items of a tool call as a language model receives them: without empty fields, with long texts, long
 * lists and whatever is too much cut off, and with a last item that says so. Sentences from MIOeSIM are
 * quoted, as data.
 *
 * @param isRaw the user turned Simplify off: empty fields stay
 */
export function forAgent(items: INodeExecutionData[], isRaw: boolean): INodeExecutionData[] {
	const shown: INodeExecutionData[] = [];
	let length = 0;
	for (const { json, pairedItem } of items.slice(0, MOST_ITEMS)) {
		const short = shortItem(json, isRaw);
		length += sizeOf(short);
		if (shown.length > 0 && length > LONGEST_RESULT) break;
		shown.push({ json: short, pairedItem });
	}
	if (shown.length === items.length) return shown;
	const note = `Only the first ${shown.length} of ${items.length} results are shown. Ask for fewer with the filters or the limit of this tool.`;
	return [...shown, { json: { note }, pairedItem: items[shown.length].pairedItem }];
}

const sizeOf = (json: IDataObject) => JSON.stringify(json).length;

function shortItem(json: IDataObject, isRaw: boolean): IDataObject {
	const tries = limitsToTry.map((limits) => shortObject(json, limits, isRaw));
	const note = 'This result is too long to be shown';
	return tries.find((short) => sizeOf(short) <= LONGEST_ITEM) ?? { note };
}

function shortObject(json: object, limits: Limits, isRaw: boolean): IDataObject {
	const fields = Object.entries(json)
		.slice(0, MOST_FIELDS)
		.map(
			([name, value]) => [name.slice(0, LONGEST_NAME), short(name, value, limits, isRaw)] as const,
		)
		.filter(([name, value]) => isRaw || tellsSomething(name, value));
	return Object.fromEntries(fields) as IDataObject;
}

function tellsSomething(name: string, value: unknown): boolean {
	return (
		!isBlank(value) && !LEFT_OUT.includes(name) && !(value === 0 && NONE_AT_ZERO.includes(name))
	);
}

function short(name: string, value: unknown, limits: Limits, isRaw: boolean): unknown {
	if (typeof value === 'string') return shortText(name, value, limits.text);
	if (value instanceof Date) return value;
	// A failed item keeps its shape.
	if (isObject(value)) return shortObject(value, limits, isRaw || name === 'error');
	if (!Array.isArray(value)) return value;
	const isOfWords = !isRaw && value.every((entry) => typeof entry === 'string');
	const limit = isOfWords ? MOST_WORDS : limits.entries;
	const kept = value.length > limit ? value.slice(0, limit - 1) : value;
	const more = kept.length < value.length ? [`… and ${value.length - kept.length} more`] : [];
	if (!isOfWords) return [...kept.map((entry) => short(name, entry, limits, isRaw)), ...more];
	const words = kept.map((word) => shortText(name, String(word), LONGEST_WORD));
	return [words.join(', '), ...more].join(' ');
}

function shortText(name: string, content: string, longest: number): string {
	const cut = content.length > longest ? `${content.slice(0, longest)}…` : content;
	return OWN_WORDS.includes(name) || !SENTENCE.test(cut) ? cut : `“${cut.replace(/[“”]/g, '"')}”`;
}
