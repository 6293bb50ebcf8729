import { esimOrderRow, orderObject, orderRow } from '../order-replies.cts';
import { optional, required } from '../parameters.cts';
import { filtersOf, search } from '../search.cts';
import { CODES, Refusal } from '../refusals.cts';
import { DAY, parseDate } from '../time.cts';
import type { Call, Endpoint } from './index.cts';

function getOrderInfo({ sim, account, parameters }: Call) {
	const order = sim.store.orders.get(parameters.get('orderNum') ?? '');
	if (order === undefined || order.phoneNumber !== account.phoneNumber) {
		throw new Refusal(CODES.FAILED);
	}
	order.infoFetched = true;
	return orderObject(sim, order, true);
}

function sizeOf(parameters: ReadonlyMap<string, string>, name: string, usual: number) {
	const text = parameters.get(name) || String(usual);
	if (!/^[1-9]\d*$/.test(text)) throw new Refusal(CODES.QUERY);
	return Number(text);
}

function queryOrder({ sim, account, parameters }: Call) {
	const from = parseDate(parameters.get('startDate') ?? '');
	const last = parseDate(parameters.get('endDate') ?? '');
	if (from === null || last === null) throw new Refusal(CODES.QUERY);
	const page = sizeOf(parameters, 'pageNo', 1);
	const pageSize = sizeOf(parameters, 'pageSize', 10);
	const { rows } = search(sim, account, {
		ordered: { from, until: last + DAY },
		outerOrderId: parameters.get('outerOrderId') || undefined,
		offset: (page - 1) * pageSize,
		limit: pageSize,
	});
	return rows.map((order) => orderRow(order, sim.clock.now()));
}

function queryEsimOrder({ sim, account, parameters }: Call) {
	const page = sizeOf(parameters, 'pageNo', 1);
	const pageSize = sizeOf(parameters, 'pageSize', 30);
	const { rows, total } = search(sim, account, {
		...filtersOf(parameters, sim.clock.now()),
		offset: (page - 1) * pageSize,
		limit: pageSize,
	});
	return {
		total,
		page,
		rows: total === 0 ? null : rows.map((order) => esimOrderRow(sim, order)),
	};
}

export const endpoints: Endpoint[] = [
	{
		key: 'getOrderInfo',
		kind: 'read',
		method: 'POST',
		path: '/api_esim/getOrderInfo',
		parameters: { orderNum: required('text') },
		codeAs: 'number',
		failureData: 'null',
		chinese: false,
		handle: getOrderInfo,
	},
	{
		key: 'queryOrder',
		kind: 'read',
		method: 'POST',
		path: '/api_esim/queryOrder',
		parameters: {
			startDate: required('date'),
			endDate: required('date'),
			outerOrderId: optional('text'),
			pageNo: optional('count'),
			pageSize: optional('count'),
		},
		codeAs: 'text',
		failureData: 'null',
		chinese: false,
		handle: queryOrder,
	},
	{
		key: 'queryEsimOrder',
		kind: 'read',
		method: 'POST',
		path: '/api_esim/queryEsimOrder',
		parameters: {
			orderNum: optional('text'),
			iccid: optional('iccid'),
			outerOrderId: optional('text'),
			outerItemId: optional('text'),
			status: optional('status'),
			packetName: optional('text'),
			subTime: optional('range'),
			sTime: optional('range'),
			eTime: optional('range'),
			pageNo: optional('count'),
			pageSize: optional('count'),
		},
		codeAs: 'number',
		failureData: 'absent',
		chinese: true,
		handle: queryEsimOrder,
	},
];
