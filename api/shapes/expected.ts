import type { Failure } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { number, type Json, type JsonRecord } from '../values';
import type { EndpointKey } from '../wire/endpoints';
import type { Kind } from '../wire/envelope';

/**
 * Reading of the one thing that an endpoint owes. "Nothing" has many spellings, and a list of one may
 * come as its entry; but text, a number or another object in place of a list is not an empty list:
 * taken for one, the input item would vanish without a word.
 */

/** What an endpoint owes. */
export interface Owed {
	endpoint: EndpointKey;
	/** Fields, any of which shows by its value that an object is what it should be; none: any does. */
	marks: readonly string[];
	/** Fields that show it where they hold a list, or nothing. */
	lists?: readonly string[];
}

/** Where a page of a list keeps its rows. */
const WRAPPERS = ['rows', 'list', 'records'];

/**
 * The entries of a list, or of a page of one. Null, an absent value, empty text and `{}` are an empty
 * list; what is nothing among the entries is left out.
 *
 * @throws {Failure} of the type `reply` for anything else that is not a list of what is due
 */
export function expectList(data: unknown, owed: Owed): JsonRecord[] {
	const wrapper = isObject(data) ? WRAPPERS.find((name) => name in data) : undefined;
	if (!isObject(data) || wrapper === undefined) return expectEntries(data, owed);
	const rows = expectEntries(data[wrapper], owed);
	if (rows.length > 0 || (number(data.total) ?? 0) <= 0) return rows;
	throw replyFailure('a list without its entries', owed.endpoint);
}

/** As `expectList`, for a list within a reply, which comes without a page around it. */
export function expectEntries(data: unknown, owed: Owed): JsonRecord[] {
	if (isNothing(data)) return [];
	// A list of one may come as its entry.
	if (isObject(data) && hasMark(data, owed)) return [data];
	if (!Array.isArray(data)) throw instead(data, 'a list', owed.endpoint);
	const entries = data.filter((entry) => !isNothing(entry));
	if (entries.every((entry) => isObject(entry) && hasMark(entry, owed))) return entries;
	throw replyFailure('a list of something else than asked for', owed.endpoint);
}

/**
 * An object.
 *
 * @throws {Failure} of the type `reply` when it is nothing or something else
 */
export function expectObject(data: unknown, owed: Owed): JsonRecord {
	const object = Array.isArray(data) && data.length === 1 ? (data[0] as unknown) : data;
	if (isObject(object) && hasMark(object, owed)) return object;
	throw instead(data, 'an object', owed.endpoint);
}

/** Whether a value is one of the spellings of nothing at all. */
export function isNothing(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	if (typeof value === 'string') return value.trim() === '';
	return typeof value === 'object' && Object.values(value).every(isNothing);
}

function isObject(value: unknown): value is JsonRecord {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function hasMark(value: JsonRecord, { marks, lists = [] }: Owed): boolean {
	if (marks.length === 0) return true;
	const isTold = (told: Json) => typeof told !== 'object' && !isNothing(told);
	return (
		marks.some((mark) => isTold(value[mark])) ||
		lists.some((name) => name in value && !isTold(value[name]))
	);
}

/** @param due what the endpoint owes */
export function instead(
	data: unknown,
	due: 'a list' | 'an object' | 'yes or no',
	endpoint: EndpointKey,
): Failure {
	const kind = kindOf(data);
	return kind === due
		? replyFailure('something else than asked for', endpoint)
		: replyFailure(`${kind} instead of ${due}`, endpoint);
}

function kindOf(value: unknown): Kind {
	if (isNothing(value)) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	if (typeof value === 'number') return 'a number';
	return typeof value === 'boolean' ? 'true or false' : 'text';
}
