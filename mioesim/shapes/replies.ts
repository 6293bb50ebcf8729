import type { Failure } from '../codes/failure';
import { replyFailure } from '../codes/failures';
import { flag, isObject, number, record, text, type Json, type JsonRecord } from '../values';
import type { EndpointKey } from '../wire/endpoints';
import { CARD_LISTS } from './card';
import { PACKAGE_LISTS } from './package';

/**
 * What an endpoint must return. "Nothing" has many spellings, and a list with one entry may come as that
 * entry. But text, a number or another object in place of a list is not an empty list: treated as one,
 * the input item would silently vanish.
 */
export interface Expected {
	endpoint: EndpointKey;
	/** Fields of which any one proves by its value that the object is the right one; without any, each is. */
	marks: readonly string[];
	/** Fields that prove it if they contain a list, or nothing. */
	lists?: readonly string[];
}

type Reader = (data: unknown, endpoint: EndpointKey) => unknown;

const listOf =
	(...marks: string[]): Reader =>
	(data, endpoint) =>
		expectList(data, { endpoint, marks });

const SKU_MARKS = ['skuid', 'skuId', 'display'];
const PACKAGE_MARKS = ['priceid', 'priceId', 'apiCode', 'flows', 'showName', 'price'];
const ORDER_MARKS = ['orderNum', 'purchaseDate', 'status', 'count', 'price'];

/**
 * What each endpoint must return (docs/api.md, section 5). Replies are checked here, once for all
 * callers: node, trigger, lists in the editor and the look-ups before a purchase.
 *
 * Not in the table: purchases, which have three forms of reply; queryEsimOrder, whose pages are read in
 * client/orders.ts; getESIMDetail, which is undocumented and passed on unchanged.
 */
const readers: Partial<Record<EndpointKey, Reader>> = {
	getSkus: listOf(...SKU_MARKS),
	getDpSupportSkuInfo: listOf(...SKU_MARKS),
	getSkuByGroup: groups,
	getPackages: destinations,
	getDpSkuSupportPackageInfo: destinations,
	getIccidSupportPackageInfo: destinations,
	getPhysicalSIMDpInfo: listOf('id', 'realName', 'iconUrl'),
	verifyResource: yesOrNo,
	getOrderInfo: (data, endpoint) =>
		expectObject(data, { endpoint, marks: ORDER_MARKS, lists: CARD_LISTS }),
	queryOrder: listOf('orderid', 'orderNum', 'packetName', 'subTime'),
	handlerEsimPdfLink: (data, endpoint) =>
		isNothing(data) ? {} : expectObject(data, { endpoint, marks: [] }),
	// Its fields are undocumented.
	getHistoryDetail: listOf(),
};

/**
 * The `data` of a successful reply, with every list as an array of objects.
 *
 * @param endpoint null for an API Request, whose data is passed on
 * @throws {Failure} of type `reply` when it is not what the endpoint must return
 */
export function readReply(endpoint: EndpointKey | null, data: unknown): unknown {
	return (endpoint && readers[endpoint]?.(data, endpoint)) ?? data;
}

/** Names of the groups, and the rows of each; both may be missing. The reply stays unchanged. */
function groups(data: unknown, endpoint: EndpointKey): JsonRecord {
	if (isNothing(data)) return {};
	const lists = ['continent', 'data'];
	const reply = expectObject(data, { endpoint, marks: ['continent'], lists });
	if (isNothing(reply.data)) return reply;
	const byName = expectObject(reply.data, { endpoint, marks: [] });
	Object.values(byName).forEach((rows) => expectEntries(rows, { endpoint, marks: SKU_MARKS }));
	return reply;
}

/** One destination with its packages, or several; some have none. */
function destinations(data: unknown, endpoint: EndpointKey): JsonRecord[] {
	const marks = [...SKU_MARKS, 'displayEn'];
	const list = expectList(data, { endpoint, marks, lists: PACKAGE_LISTS });
	for (const destination of list) {
		for (const name of PACKAGE_LISTS) {
			expectEntries(destination[name], { endpoint, marks: PACKAGE_MARKS });
		}
	}
	return list;
}

/** 1 or 0. A missing answer doesn't mean "none left". */
function yesOrNo(data: unknown, endpoint: EndpointKey): boolean {
	const answer = flag(typeof data === 'string' ? text(data) : data);
	if (answer === null) throw mismatch(data, 'yes or no', endpoint);
	return answer;
}

/** The field with the rows of a page. */
const WRAPPERS = ['rows', 'list', 'records'];

/**
 * The entries of a list, or of a page of a list. Null, a missing value, empty text and `{}` are an empty
 * list; empty entries are left out.
 *
 * @throws {Failure} of type `reply` for anything else that is not a list of the expected objects
 */
function expectList(data: unknown, expected: Expected): JsonRecord[] {
	const page = record(data);
	const wrapper = WRAPPERS.find((name) => name in page);
	if (wrapper === undefined) return expectEntries(data, expected);
	const rows = expectEntries(page[wrapper], expected);
	if (rows.length > 0 || (number(page.total) ?? 0) <= 0) return rows;
	throw replyFailure('a list without its entries', expected.endpoint);
}

/** As `expectList`, for a list inside a reply, which is never a page. */
export function expectEntries(data: unknown, expected: Expected): JsonRecord[] {
	if (isNothing(data)) return [];
	// A list with one entry may come as that entry.
	if (isObject(data) && hasMark(data, expected)) return [data];
	if (!Array.isArray(data)) throw mismatch(data, 'a list', expected.endpoint);
	const entries = data.filter((entry) => !isNothing(entry));
	if (entries.every((entry) => isObject(entry) && hasMark(entry, expected))) return entries;
	throw replyFailure('a list of something other than requested', expected.endpoint);
}

/** @throws {Failure} of type `reply` when it is nothing, or something else */
function expectObject(data: unknown, expected: Expected): JsonRecord {
	const object = Array.isArray(data) && data.length === 1 ? (data[0] as unknown) : data;
	if (isObject(object) && hasMark(object, expected)) return object;
	throw mismatch(data, 'an object', expected.endpoint);
}

/** Whether a value is one of the spellings of "nothing". */
export function isNothing(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	if (typeof value === 'string') return value.trim() === '';
	return typeof value === 'object' && Object.values(value).every(isNothing);
}

function hasMark(value: JsonRecord, { marks, lists = [] }: Expected): boolean {
	if (marks.length === 0) return true;
	const isTold = (told: Json) => typeof told !== 'object' && !isNothing(told);
	return (
		marks.some((mark) => isTold(value[mark])) ||
		lists.some((name) => name in value && !isTold(value[name]))
	);
}

function mismatch(data: unknown, due: string, endpoint: EndpointKey): Failure {
	const kind = kindOf(data);
	const is = kind === due ? 'something other than requested' : `${kind} instead of ${due}`;
	return replyFailure(is, endpoint);
}

function kindOf(value: unknown): string {
	if (isNothing(value)) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	const kinds = { object: 'an object', number: 'a number', boolean: 'true or false' };
	return kinds[typeof value as keyof typeof kinds] ?? 'text';
}
