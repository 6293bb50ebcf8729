import { record, type Json, type JsonRecord } from '../values';
import { orderOfRow, type Order } from './order';

/** A plan order of a card, past or current. */
export interface HistoryEntry extends Order {
	/**
	 * What else MIOeSIM sends, untouched: it does not document the fields of getHistoryDetail, so
	 * nothing of them is dropped.
	 */
	other: JsonRecord;
}

/** Fields of a queryEsimOrder row that `Order` is made of. */
const known = new Set([
	'orderNum',
	'status',
	'skuName',
	'createTime',
	'count',
	'totle',
	'pflag',
	'renew',
	'mainOrderNum',
	'renewOrderNum',
	'outerOrderid',
	'outerOrderId',
	'outer_orderid',
	'outerItemId',
	'outerItemid',
	'outer_itemid',
	'packageList',
	'skuId',
	'daypassDay',
	'cardType',
	'email',
	'remark',
]);

/** An entry of getHistoryDetail: the nearest that is documented is a row of queryEsimOrder. */
export function historyEntryOf(value: Json): HistoryEntry {
	const row = record(value);
	const other = Object.entries(row).filter(([name]) => !known.has(name));
	return { ...orderOfRow(row), other: Object.fromEntries(other) };
}
