import { replyFailure } from '../codes/failures';
import { flag, text, type JsonRecord } from '../values';
import type { EndpointKey } from '../wire/endpoints';
import {
	expectEntries,
	expectList,
	expectObject,
	mismatch,
	isNothing,
	type Expected,
} from './expected';

/**
 * What each endpoint must return (docs/api.md, section 5). Replies are checked here, once for all
 * callers: node, trigger, lists in the editor and the look-ups before a purchase.
 *
 * Not in the table: purchases, which have three forms of reply; queryEsimOrder, whose pages are read in
 * transport/orders.ts; getESIMDetail, which is undocumented and passed on unchanged.
 */
const readers: Partial<Record<EndpointKey, (data: unknown, endpoint: EndpointKey) => unknown>> = {
	getSkus: skuList,
	getDpSupportSkuInfo: skuList,
	getSkuByGroup: groups,
	getPackages: destinations,
	getDpSkuSupportPackageInfo: destinations,
	getIccidSupportPackageInfo: destinations,
	getPhysicalSIMDpInfo: (data, endpoint) =>
		expectList(data, { endpoint, marks: ['id', 'realName', 'iconUrl'] }),
	verifyResource: yesOrNo,
	getOrderInfo: (data, endpoint) =>
		expectObject(data, {
			endpoint,
			marks: ['orderNum', 'purchaseDate', 'status', 'count', 'price'],
			lists: ['cardApiDtoList'],
		}),
	queryOrder: (data, endpoint) =>
		expectList(data, { endpoint, marks: ['orderid', 'orderNum', 'packetName', 'subTime'] }),
	handlerEsimPdfLink: (data, endpoint) =>
		isNothing(data) ? {} : expectObject(data, { endpoint, marks: [] }),
	// Its fields are undocumented.
	getHistoryDetail: (data, endpoint) => expectList(data, { endpoint, marks: [] }),
};

/** Maximum nesting of a reply. With far more, nobody could store what is made of it. */
const DEEPEST = 100;

function isDeeper(value: unknown, levels: number): boolean {
	if (value === null || typeof value !== 'object') return false;
	return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1));
}

/**
 * The `data` of a successful reply, with every list as an array of objects.
 *
 * @param endpoint null for an API Request, whose data is passed on
 * @throws {Failure} of type `reply` when it is not what the endpoint must return
 */
export function readReply(endpoint: EndpointKey | null, data: unknown): unknown {
	if (isDeeper(data, DEEPEST)) throw replyFailure('data that is nested too deep', endpoint);
	const reader = endpoint === null ? undefined : readers[endpoint];
	return endpoint === null || reader === undefined ? data : reader(data, endpoint);
}

const skus = (endpoint: EndpointKey): Expected => ({ endpoint, marks: ['skuid', 'display'] });

function skuList(data: unknown, endpoint: EndpointKey): JsonRecord[] {
	return expectList(data, skus(endpoint));
}

/** Names of the groups, and the rows of each; both may be missing. The reply stays unchanged. */
function groups(data: unknown, endpoint: EndpointKey): JsonRecord {
	if (isNothing(data)) return {};
	const reply = expectObject(data, {
		endpoint,
		marks: ['continent'],
		lists: ['continent', 'data'],
	});
	if (isNothing(reply.data)) return reply;
	const byName = expectObject(reply.data, { endpoint, marks: [] });
	Object.values(byName).forEach((rows) => expectEntries(rows, skus(endpoint)));
	return reply;
}

/** One destination with its packages, or several; some have none. */
function destinations(data: unknown, endpoint: EndpointKey): JsonRecord[] {
	const lists = ['esimPackageDtoList', 'esimPackageVoList'];
	const expected: Expected = { endpoint, marks: ['skuid', 'display', 'displayEn'], lists };
	const list = expectList(data, expected);
	const rows: Expected = { endpoint, marks: ['priceid', 'apiCode', 'flows', 'showName', 'price'] };
	for (const destination of list) {
		for (const name of lists) expectEntries(destination[name], rows);
	}
	return list;
}

/** 1 or 0. A missing answer doesn't mean "none left". */
function yesOrNo(data: unknown, endpoint: EndpointKey): boolean {
	const answer = flag(typeof data === 'string' ? text(data) : data);
	if (answer === null) throw mismatch(data, 'yes or no', endpoint);
	return answer;
}
