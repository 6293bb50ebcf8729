import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

/** How much of a result a language model receives: it costs tokens, and a server may fill it with advice. */
interface Limits {
	text: number;
	entries: number;
}

const SIMPLE: Limits = { text: 240, entries: 50 };
const RAW: Limits = { text: 580, entries: 50 };

/** For an item that is still too long with the limits above. */
const TIGHT: Limits = { text: 120, entries: 5 };

/** Limits of one tool call. */
const MOST_ITEMS = 50;
const LONGEST_ITEM = 20_000;
const LONGEST_RESULT = 60_000;

/** No object of this node or of MIOeSIM has more fields. */
const MOST_FIELDS = 100;

/** Links and activation codes are useless unless complete. */
const UNCUT = /^(?:https?:|LPA:)\S+$/i;
const LONGEST_UNCUT = 600;

/** Longer lists of words, such as the countries of a region, are shortened. */
const MOST_WORDS = 12;
const LONGEST_WORD = 40;

/** Images and ready emails, which a model can't use. */
const LEFT_OUT: ReadonlySet<string> = new Set(['iconUrl', 'imageUrl', 'emailHtml', 'emailText']);

/** Package fields in which 0 means "none". */
const NONE_AT_ZERO: ReadonlySet<string> = new Set([
	'cardFee',
	'maxDays',
	'maxDiscount',
	'minDays',
	'singleDiscount',
	'singleDiscountDay',
]);

/** Fields with sentences of this node; sentences in all others were written by MIOeSIM. */
const OWN_WORDS: ReadonlySet<string> = new Set(['message', 'note', 'resolution', 'warning']);

/** A name has fewer words. */
const SENTENCE = /(?:\S+\s+){5}\S|\n/;

/**
 * The items of a tool call as a language model receives them: without empty fields, with long texts, long
 * lists and whatever is too much cut off, and with a last item that says so. Sentences from MIOeSIM are
 * quoted, as data.
 *
 * @param isRaw the user turned Simplify off: fields and their names stay as MIOeSIM sent them
 */
export function forAgent(items: INodeExecutionData[], isRaw: boolean): INodeExecutionData[] {
	const shown: INodeExecutionData[] = [];
	let length = 0;
	for (const { json, pairedItem } of items.slice(0, MOST_ITEMS)) {
		const short = shortened(json, isRaw);
		length += sizeOf(short);
		if (shown.length > 0 && length > LONGEST_RESULT) break;
		shown.push({ json: short, pairedItem });
	}
	if (shown.length === items.length) return shown;
	const note = `Only the first ${shown.length} of ${items.length} results are shown. Ask for fewer with the filters or the limit of this tool.`;
	return [...shown, { json: { note }, pairedItem: items[shown.length].pairedItem }];
}

const sizeOf = (json: IDataObject) => JSON.stringify(json).length;

function shortened(json: IDataObject, isRaw: boolean): IDataObject {
	const short = compact(json, isRaw ? RAW : SIMPLE, isRaw);
	if (sizeOf(short) <= LONGEST_ITEM) return short;
	const tight = compact(json, TIGHT, isRaw);
	if (sizeOf(tight) <= LONGEST_ITEM) return tight;
	return { note: 'This result is too long to be shown' };
}

function compact(json: IDataObject, limits: Limits, isRaw: boolean): IDataObject {
	const entries = Object.entries(json)
		.slice(0, MOST_FIELDS)
		.map(([name, value]) => [name.slice(0, 100), compactValue(name, value, limits, isRaw)] as const)
		.filter(([name, value]) => isRaw || tellsSomething(name, value));
	return Object.fromEntries(entries);
}

function tellsSomething(name: string, value: unknown): boolean {
	if (value === null || value === undefined || value === '') return false;
	return !LEFT_OUT.has(name) && !(value === 0 && NONE_AT_ZERO.has(name));
}

function compactValue(
	name: string,
	value: IDataObject[string],
	limits: Limits,
	isRaw: boolean,
): IDataObject[string] {
	if (typeof value === 'string') return compactText(name, value, limits.text);
	if (Array.isArray(value)) return compactList(name, value, limits, isRaw);
	if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
		// A failed item keeps its shape.
		return compact(value as IDataObject, limits, isRaw || name === 'error');
	}
	return value;
}

function compactList(
	name: string,
	entries: unknown[],
	limits: Limits,
	isRaw: boolean,
): IDataObject[string] {
	if (entries.length === 0) return isRaw ? [] : null;
	const isOfWords = entries.every((entry) => typeof entry === 'string');
	const most = isOfWords && !isRaw ? MOST_WORDS : limits.entries - 1;
	const each = isOfWords && !isRaw ? { ...limits, text: LONGEST_WORD } : limits;
	const kept = entries
		.slice(0, entries.length > most + 1 ? most : entries.length)
		.map((entry) => compactValue(name, entry as IDataObject[string], each, isRaw));
	const more = entries.length - kept.length;
	const rest = more > 0 ? `… and ${more} more` : null;
	if (isOfWords && !isRaw) return kept.join(', ') + (rest === null ? '' : ` ${rest}`);
	return (rest === null ? kept : [...kept, rest]) as IDataObject[string];
}

function compactText(name: string, content: string, longest: number): string {
	if (UNCUT.test(content) && content.length <= LONGEST_UNCUT) return content;
	const cut = content.length > longest ? `${content.slice(0, longest)}…` : content;
	if (OWN_WORDS.has(name) || !SENTENCE.test(cut)) return cut;
	return `“${cut.replace(/[“”]/g, '"')}”`;
}
