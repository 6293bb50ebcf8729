import { record, type Json, type JsonRecord } from '../values';
import { orderOfRow, type Order } from './order';

/** A plan of a card, past or current. */
export interface HistoryEntry extends Order {
	/**
	 * Everything else that MIOeSIM sends, untouched: the fields of getHistoryDetail are undocumented, so
	 * none is dropped.
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

/** An entry of getHistoryDetail. Its nearest documented relative is a row of queryEsimOrder. */
export function historyEntryOf(value: Json): HistoryEntry {
	const row = record(value);
	const other = Object.entries(row).filter(([name]) => !known.has(name));
	return { ...orderOfRow(row), other: Object.fromEntries(other) };
}
