import { Failure, type FailureDetails } from '../../dist/mioesim/codes/failure';
import { apiFailure } from '../../dist/mioesim/codes/failures';
import type { JsonRecord } from '../../dist/mioesim/values';
import type { Asked, Line, LineOrder, Wish } from '../../dist/mioesim/lines/line';

export const CARDS = ['89852022410000000011', '89852022410000000022', '89852022410000000033'];

export const IDS = { externalOrderId: 'SHOP-1', externalItemId: 'LINE-1' };

export const asked: Asked = {
	kind: 'purchase',
	skuId: '45',
	priceIds: ['441'],
	apiCode: null,
	count: 1,
	daypassDays: null,
	simType: 'esim',
	iccids: [],
	mainOrderNumber: null,
	customerEmail: null,
};

/** The package 441, without anything that has to be checked. */
export const wish: Wish = {
	kind: 'purchase',
	chosen: { by: 'package', skuId: '45', priceId: '441' },
	daypassDays: null,
	beginDate: null,
	refusal: null,
	highestPrice: null,
	checkPackage: false,
};

let keys = 0;

/** A line that is ready to be sent, with a key and an account of its own. */
export function lineOf(changes: Partial<Line> = {}): Line {
	keys++;
	return {
		ids: IDS,
		preventDuplicates: true,
		isUnique: false,
		wish,
		asked,
		parameters: { count: 1 },
		partnerOf: () => null,
		deliveryMs: 60_000,
		account: `account of ${keys}`,
		key: `key-${keys}`,
		dpId: null,
		entry: null,
		order: null,
		warnings: [],
		...changes,
	};
}

/** An order of a line that is known by its number. */
export const placedOf = (orderNumber: string, changes: Partial<LineOrder> = {}): LineOrder => ({
	orderNumber,
	object: null,
	listed: null,
	from: 'reply',
	...changes,
});

/** A row of queryEsimOrder with the IDs and the contents of the purchase. */
export const rowOf = (orderNum: string | null, changes: JsonRecord = {}): JsonRecord => ({
	orderNum,
	createTime: '2026-01-01 00:00:00',
	status: 0,
	outer_orderid: IDS.externalOrderId,
	outer_itemid: IDS.externalItemId,
	skuId: 45,
	count: 1,
	pflag: true,
	cardType: 0,
	packageList: [{ iccid: CARDS[0], priceId: 441, status: '1' }],
	...changes,
});

/** The Order object of the purchase. */
export const orderOf = (orderNum: string, changes: JsonRecord = {}): JsonRecord => ({
	orderNum,
	status: 0,
	skuId: 45,
	priceId: 441,
	count: 1,
	outerOrderId: IDS.externalOrderId,
	outerItemId: IDS.externalItemId,
	cardApiDtoList: [{ iccid: CARDS[0], code: 'LPA:1$rsp.example.com$ID-1' }],
	...changes,
});

/** A refusal by MIOeSIM with this code. */
export const refusal = (code: number) =>
	apiFailure({ code: String(code), message: null }, 'addEsimOrder');

/** Why it failed; empty when it didn't. A defect is passed on. */
export async function failureOf(work: Promise<unknown>): Promise<Partial<FailureDetails>> {
	const error: unknown = await work.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (error instanceof Failure) return error.details;
	if (error !== null) await work;
	return {};
}
