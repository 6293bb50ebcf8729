import { esimOrderRow, orderObject, orderRow, shownOrder } from '../order-replies.cts';
import { takes } from '../parameters.cts';
import { filtersOf, search } from '../search.cts';
import { isReached } from '../usage.cts';
import { CODES, Refusal } from '../refusals.cts';
import { DAY, parseDate } from '../time.cts';
import { endpoint, type Call } from './endpoint.cts';
import type { Modes } from '../modes.cts';
import type { Simulator } from '../simulator.cts';

function getOrderInfo(call: Call) {
	const { sim, account, parameters } = call;
	const order = sim.store.orders.get(parameters.get('orderNum') ?? '');
	const isKnown = order?.phoneNumber === account.phoneNumber;
	if (!isKnown || !isReached(order, sim.modesOf(order).infoMs, sim.clock.now())) {
		throw new Refusal(CODES.FAILED);
	}
	order.infoFetched = true;
	return orderObject(sim, shownOrder(call, order), true);
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

const OTHERS = 30;
const MANY = 5000;
const LARGEST_PAGE = 30;

/** Orders of others, and the claim that there are many more. */
function strangers(sim: Simulator) {
	const known = sim.store.byOuterOrderId.get('STRANGER') ?? [];
	const more = sim.seedOrders(Math.max(0, OTHERS - known.length), { outerOrderId: 'STRANGER' });
	return { rows: [...known, ...more].slice(0, OTHERS), total: MANY };
}

/** The parameters that a server heeds that ignores some filters. */
function heeded(parameters: ReadonlyMap<string, string>, filters: Modes['filters']) {
	const ignored = /^(?!page)/;
	const isIgnored = filters === 'none' ? ignored : /^outer/;
	return filters === 'honoured'
		? parameters
		: new Map([...parameters].filter(([name]) => !isIgnored.test(name)));
}

/** What stands in place of an empty list. */
const NOTHING = { object: {}, null: null, text: '', list: [] };

function queryEsimOrder({ sim, account, parameters, modes }: Call) {
	const { filters, pageSizes, nothingFound } = { ...sim.modes.current, ...modes };
	const page = sizeOf(parameters, 'pageNo', 1);
	const asked = sizeOf(parameters, 'pageSize', LARGEST_PAGE);
	if (pageSizes === 'refused' && asked > LARGEST_PAGE) throw new Refusal(CODES.QUERY);
	const limit = pageSizes === 'capped' ? Math.min(asked, LARGEST_PAGE) : asked;
	const wanted = filtersOf(heeded(parameters, filters), sim.clock.now());
	const { rows, total } =
		filters === 'strangers'
			? strangers(sim)
			: search(sim, account, { ...wanted, offset: (page - 1) * limit, limit });
	if (total === 0 && nothingFound !== 'nullRows' && nothingFound !== 'noRows') {
		const code = Number(nothingFound);
		if (code) throw new Refusal(code);
		return NOTHING[nothingFound as keyof typeof NOTHING];
	}
	const nothing = nothingFound === 'noRows' ? [] : null;
	return {
		total,
		page,
		rows: total === 0 ? nothing : rows.map((order) => esimOrderRow(sim, order)),
	};
}

export const endpoints = [
	endpoint('read POST getOrderInfo', 'number null en', takes('orderNum! text'), getOrderInfo),
	endpoint(
		'read POST queryOrder',
		'text null en',
		takes('startDate! date, endDate! date, outerOrderId text, pageNo count, pageSize count'),
		queryOrder,
	),
	endpoint(
		'read POST queryEsimOrder',
		'number absent zh',
		takes(
			'orderNum text, iccid iccid, outerOrderId text, outerItemId text, status status, packetName text, subTime range, sTime range, eTime range, pageNo count, pageSize count',
		),
		queryEsimOrder,
	),
];
