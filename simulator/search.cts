import { CODES, Refusal } from './refusals.cts';
import { parseRange } from './time.cts';
import { settle, startedWindow } from './usage.cts';

/**
 * Finding orders of an account, newest first. An id is looked up, a time of ordering found by halving;
 * only the other filters look at every order.
 *
 * @typedef {import('./store').Order} Order
 * @typedef {{ from: number, until: number }} Range ms, `until` not included
 *
 * @typedef {object} Filters
 * @property {string} [orderNum]
 * @property {string} [iccid]
 * @property {string} [outerOrderId]
 * @property {string} [outerItemId]
 * @property {number} [status]
 * @property {string} [packetName] a part of the name, in any case
 * @property {Range} [ordered]
 * @property {Range} [started] the start of one of its plans
 * @property {Range} [ended] the end of one of its plans
 *
 * @typedef {Filters & { offset: number, limit: number }} Search
 */

const MONTHS_WITHOUT_FILTER = 3;

/**
 * @param {import('./simulator').Simulator} sim
 * @param {import('./accounts').Account} account
 * @param {Search} wanted
 * @returns {{ rows: Order[], total: number }} one page, and how many there are in all
 */
export function search(sim, account, { offset, limit, ordered, ...filters }) {
	const found = byId(sim.store, account, filters);
	const now = sim.clock.now();
	const isWanted = predicate(filters, now);
	if (found !== null) {
		const rows = found.filter((order) => isIn(ordered, order.createdAt) && isWanted(order));
		rows.sort((left, right) => right.createdAt - left.createdAt || right.number - left.number);
		return { rows: rows.slice(offset, offset + limit), total: rows.length };
	}
	const mine = sim.store.ordersOf(account.phoneNumber);
	const first = ordered ? firstFrom(mine, ordered.from) : 0;
	const end = ordered ? firstFrom(mine, ordered.until) : mine.length;
	if (!hasMore(filters)) {
		const until = Math.max(first, end - offset);
		const rows = mine.slice(Math.max(first, until - limit), until).reverse();
		return { rows, total: end - first };
	}
	const rows = mine.slice(first, end).filter(isWanted).reverse();
	return { rows: rows.slice(offset, offset + limit), total: rows.length };
}

/**
 * The orders that carry the first id asked for.
 *
 * @param {import('./store').Store} store
 * @param {import('./accounts').Account} account
 * @param {Filters} filters
 * @returns {Order[] | null} null: no id was asked for
 */
function byId(store, account, { orderNum, iccid, outerOrderId, outerItemId }) {
	/** @type {(Order | undefined)[]} */
	let found;
	if (orderNum) found = [store.orders.get(orderNum)];
	else if (iccid) found = (store.cards.get(iccid)?.plans ?? []).map((plan) => plan.order);
	else if (outerOrderId) found = store.byOuterOrderId.get(outerOrderId) ?? [];
	else if (outerItemId) found = store.byOuterItemId.get(outerItemId) ?? [];
	else return null;
	return /** @type {Order[]} */ found.filter((order) => order?.phoneNumber === account.phoneNumber);
}

/** @param {Filters} filters @returns {boolean} whether orders have to be looked at one by one */
const hasMore = ({ status, packetName, started, ended }) =>
	status !== undefined || packetName !== undefined || !!started || !!ended;

/**
 * @param {Filters} filters
 * @param {number} now ms
 * @returns {(order: Order) => boolean}
 */
function predicate(filters, now) {
	const name = filters.packetName?.toLowerCase();
	const hasPlan = (
		/** @type {Order} */ order,
		/** @type {Range} */ range,
		/** @type {'start' | 'end'} */ edge,
	) =>
		order.plans.some((plan) => {
			const window = startedWindow(plan, now);
			return window !== null && isIn(range, window[edge]);
		});
	return (order) =>
		(!filters.outerOrderId || order.outerOrderId === filters.outerOrderId) &&
		(!filters.outerItemId || order.outerItemId === filters.outerItemId) &&
		(!filters.iccid || order.plans.some((plan) => plan.card.iccid === filters.iccid)) &&
		(filters.status === undefined || settle(order, now).status === filters.status) &&
		(!name || order.package.showName.toLowerCase().includes(name)) &&
		(!filters.started || hasPlan(order, filters.started, 'start')) &&
		(!filters.ended || hasPlan(order, filters.ended, 'end'));
}

/** @param {Range | undefined} range @param {number} time ms */
const isIn = (range, time) => !range || (time >= range.from && time < range.until);

/**
 * @param {readonly Order[]} orders oldest first
 * @param {number} time ms
 * @returns {number} index of the first order at or after it
 */
function firstFrom(orders, time) {
	let low = 0;
	let high = orders.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (orders[middle].createdAt < time) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * The filters of queryEsimOrder. Without any: the last three months.
 *
 * @param {ReadonlyMap<string, string>} parameters
 * @param {number} now ms
 * @returns {Filters}
 */
export function filtersOf(parameters, now) {
	const text = (/** @type {string} */ name) => parameters.get(name) || undefined;
	const range = (/** @type {string} */ name) => {
		const given = text(name);
		if (given === undefined) return undefined;
		const parsed = parseRange(given);
		if (parsed === null) throw new Refusal(CODES.QUERY);
		return parsed;
	};
	const status = text('status');
	if (status !== undefined && !/^-?\d+$/.test(status)) throw new Refusal(CODES.QUERY);
	const filters = {
		orderNum: text('orderNum'),
		iccid: text('iccid'),
		outerOrderId: text('outerOrderId'),
		outerItemId: text('outerItemId'),
		status: status === undefined ? undefined : Number(status),
		packetName: text('packetName'),
		ordered: range('subTime'),
		started: range('sTime'),
		ended: range('eTime'),
	};
	if (Object.values(filters).some((value) => value !== undefined)) return filters;
	const from = new Date(now);
	from.setUTCMonth(from.getUTCMonth() - MONTHS_WITHOUT_FILTER);
	return { ordered: { from: from.getTime(), until: Infinity } };
}
