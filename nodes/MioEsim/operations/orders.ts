import { replyFailure } from '../../../mioesim/codes/failures';
import { dateRange, dayOf, DAY_MS } from '../../../mioesim/dates';
import { seeByNumber } from '../../../mioesim/lines/look';
import { orderOfDatedRow, asOrder, withListed } from '../../../mioesim/shapes/order';
import { list, record, records, type Json } from '../../../mioesim/values';
import type { Parameters } from '../../../mioesim/wire/parameters';
import {
	choice,
	collection,
	dayField,
	notice,
	statusOptions,
	textField,
} from '../../shared/builders';
import type { ParameterReader } from '../../shared/parameters/reader';
import { readIccid } from '../../shared/parameters/textKinds';
import { clock } from '../../shared/port';
import {
	externalOrderIdFilter,
	orderNumberField,
	orderOutputField,
	qrCodeFields,
	returnAllFields,
	simplifyField,
} from '../fields/common';
import type { Operation } from '../operation';
import { orderOutput, readOrderOutput } from '../output/orderOutput';
import { limitOf, matchingOrders, orderItems, rawItems, readListing } from '../output/shaping';

export const get: Operation = {
	name: 'Get',
	action: 'Get order and activation codes',
	help: 'Retrieve one order with its cards and their activation codes',
	endpoint: 'getOrderInfo',
	check: ['orderNumber'],
	fields: [
		notice(
			'getNotice',
			'MIOeSIM may refuse to cancel an order after its details have been retrieved. To look at an order that you might still cancel, use Get Many with the Order Number filter.',
		),
		orderNumberField,
		simplifyField,
		orderOutputField,
		...qrCodeFields,
	],
	async execute(call) {
		const { parameters, client } = call;
		const orderNum = parameters.text('orderNumber');
		const output = readOrderOutput(parameters);
		const data = await client.ask('getOrderInfo', { orderNum });
		const order = asOrder(data);
		if (order.orderNumber === null) throw replyFailure('an order without a number', 'getOrderInfo');
		if (order.orderNumber.toUpperCase() !== orderNum.toUpperCase())
			throw replyFailure('a different order from the one requested', 'getOrderInfo');
		call.hint(
			'MIOeSIM may refuse to cancel this order from now on, because its details were retrieved.',
		);
		const listed = output.simplify ? await seeByNumber(client, orderNum) : null;
		return await orderOutput(call, output, data, withListed(order, listed?.order ?? null));
	},
};

const filters = {
	...collection('Filters', 'filters', 'Add filter', [
		dayField('Ends After', 'endsAfter', 'Plans that end on this day or later (GMT+8)'),
		dayField('Ends Before', 'endsBefore', 'Plans that end on this day or earlier (GMT+8)'),
		textField('External Item ID', 'externalItemId', 'Your own ID of the line in the order', {
			typeOptions: { textKind: 'code' },
		}),
		externalOrderIdFilter,
		textField('ICCID', 'iccid', 'Orders for this card'),
		textField('Order Number', 'orderNumber', 'The order number that MIOeSIM assigned', {
			typeOptions: { textKind: 'orderNumber' },
		}),
		dayField('Ordered After', 'orderedAfter', 'Placed on this day or later (GMT+8)'),
		dayField('Ordered Before', 'orderedBefore', 'Placed on this day or earlier (GMT+8)'),
		textField('Package Name', 'packageName', 'Part of the name of the package'),
		dayField('Started After', 'startedAfter', 'Plans started on this day or later (GMT+8)'),
		dayField('Started Before', 'startedBefore', 'Plans started on this day or earlier (GMT+8)'),
		choice('Status', 'status', 'Orders with this status', { options: statusOptions, default: 0 }),
	]),
	description: 'Without a filter, MIOeSIM lists the orders of the last three months',
};

/** The ends of a range that is open on one side. */
const FIRST_DAY = '2010-01-01';
const AHEAD_MS = 3 * 366 * DAY_MS;

function queryOf(parameters: ParameterReader): Parameters {
	const text = (name: string) => parameters.optionalText(`filters.${name}`);
	const range = (name: string) => {
		const { from, to } = parameters.dayRange(`filters.${name}After`, `filters.${name}Before`);
		if (from === null && to === null) return null;
		return dateRange(from ?? FIRST_DAY, to ?? dayOf(clock.now() + AHEAD_MS));
	};
	return {
		outerItemId: text('externalItemId'),
		outerOrderId: text('externalOrderId'),
		orderNum: text('orderNumber'),
		packetName: text('packageName'),
		iccid: parameters.optional('filters.iccid', readIccid),
		status: parameters.optionalChoice('filters.status'),
		subTime: range('ordered'),
		sTime: range('started'),
		eTime: range('ends'),
	};
}

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many orders',
	help: 'List orders with their cards, usage and dates, newest first. Activation codes are not in this list.',
	endpoint: 'queryEsimOrder',
	check: ['filters'],
	fields: [...returnAllFields, filters, simplifyField, orderOutputField],
	async execute(call) {
		const { parameters } = call;
		const limit = limitOf(call);
		const { simplify, output } = readOrderOutput(parameters);
		const rows = await matchingOrders(call, queryOf(parameters), limit);
		if (!simplify) return rawItems(rows);
		return rows.flatMap((row) => orderItems(asOrder(row), output)).slice(0, limit);
	},
};

/** One reply has to hold the range: no parameter is known for further pages (docs/api.md, section 5). */
const MOST_ROWS = 1000;
/** A server that truncates its replies does so at a round number. */
const ROUND = 10;

/** The rows of a range of days, which are midnights in UTC: eight o'clock of the same day in GMT+8. */
type ReadRange = (first: number, last: number) => Promise<Json[]>;

/** Every row of the range. A reply that may be truncated is requested again in two halves. */
async function everyRow(read: ReadRange, first: number, last: number): Promise<Json[]> {
	const rows = await read(first, last);
	if (rows.length === 0 || rows.length % ROUND !== 0 || first >= last) return rows;
	const middle = first + Math.floor((last - first) / DAY_MS / 2) * DAY_MS;
	const halves = [everyRow(read, first, middle), everyRow(read, middle + DAY_MS, last)];
	const split = (await Promise.all(halves)).flat();
	return split.length < rows.length ? rows : split;
}

export const getAllByDate: Operation = {
	name: 'Get Many by Date',
	action: 'Get many orders by date',
	help: 'List the orders placed in a range of days, without their cards. Get Many shows the cards as well.',
	endpoint: 'queryOrder',
	check: ['startDate', 'endDate'],
	fields: [
		dayField('Start Date', 'startDate', 'The first day of the range, in GMT+8', { required: true }),
		dayField('End Date', 'endDate', 'The last day of the range, in GMT+8', { required: true }),
		...returnAllFields,
		collection('Filters', 'filters', 'Add filter', [externalOrderIdFilter]),
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const { from, to } = parameters.dayRange('startDate', 'endDate');
		const { limit, itemsOf } = readListing(call, (rows) => records(rows).map(orderOfDatedRow));
		const first = Date.parse(from ?? parameters.missing('startDate'));
		const last = Date.parse(to ?? parameters.missing('endDate'));
		const outerOrderId = parameters.optionalText('filters.externalOrderId');
		const query = { outerOrderId, pageSize: Math.min(limit, MOST_ROWS) };
		const read: ReadRange = async (start, end) => {
			const range = { startDate: dayOf(start), endDate: dayOf(end) };
			const data = await client.ask('queryOrder', { ...range, ...query });
			return list(Array.isArray(data) ? data : record(data).rows);
		};
		const rows = limit > MOST_ROWS ? await everyRow(read, first, last) : await read(first, last);
		return itemsOf(rows.slice(0, limit));
	},
};
