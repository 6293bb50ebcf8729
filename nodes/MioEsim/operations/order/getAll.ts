import type { Client } from '../../../../mioesim/client/client';
import { dateRange, dayOf, DAY_MS } from '../../../../mioesim/dates';
import type { Parameters } from '../../../../mioesim/wire/parameters';
import { orderOfDatedRow, orderOfRow } from '../../../../mioesim/shapes/order';
import { list, record, records, type Json } from '../../../../mioesim/values';
import { clock } from '../../../shared/port';
import { choice, collection, dayField, statusOptions, textField } from '../../../shared/builders';
import {
	externalOrderIdFilter,
	orderOutputField,
	returnAllFields,
	simplifyField,
} from '../../fields/common';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { readIccid } from '../../../shared/parameters/textKinds';
import { readOrderOutput } from '../../output/orderOutput';
import { limitOf, matchingOrders, orderItems, rawItems, readListing } from '../../output/shaping';
import type { Operation } from '../../operation';

/** Filters that are sent unchanged: parameter name in the node, parameter name in the API. */
const textFilters = {
	externalItemId: 'outerItemId',
	externalOrderId: 'outerOrderId',
	orderNumber: 'orderNum',
	packageName: 'packetName',
} as const;

/** Day filters come in pairs and are sent as one range. */
const dayFilters = [
	{ after: 'orderedAfter', before: 'orderedBefore', range: 'subTime' },
	{ after: 'startedAfter', before: 'startedBefore', range: 'sTime' },
	{ after: 'endsAfter', before: 'endsBefore', range: 'eTime' },
] as const;

/** The ends of a range that is open on one side. */
const FIRST_DAY = '2010-01-01';
const AHEAD_MS = 3 * 366 * DAY_MS;

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
		choice('Status', 'status', 'Orders with this status', {
			options: statusOptions,
			default: 0,
		}),
	]),
	description: 'Without a filter, MIOeSIM lists the orders of the last three months',
};

function queryOf(parameters: ParameterReader): Parameters {
	const query: Record<string, string | null> = {};
	for (const [name, there] of Object.entries(textFilters)) {
		query[there] = parameters.optionalText(`filters.${name}`);
	}
	query.iccid = parameters.optional('filters.iccid', readIccid);
	query.status = parameters.optionalChoice('filters.status');
	for (const { after, before, range } of dayFilters) {
		const { from, to } = parameters.dayRange(`filters.${after}`, `filters.${before}`);
		if (from === null && to === null) continue;
		query[range] = dateRange(from ?? FIRST_DAY, to ?? dayOf(clock.now() + AHEAD_MS));
	}
	return query;
}

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many orders',
	description:
		'List orders with their cards, usage and dates, newest first. Activation codes are not in this list.',
	kind: 'read',
	endpoint: 'queryEsimOrder',
	check: ['filters'],
	fields: [...returnAllFields, filters, simplifyField, orderOutputField],
	async execute(call) {
		const { parameters } = call;
		const limit = limitOf(call);
		const { simplify, output } = readOrderOutput(parameters);
		const rows = await matchingOrders(call, queryOf(parameters), limit);
		if (!simplify) return rawItems(rows);
		return rows.flatMap((row) => orderItems(orderOfRow(row), output)).slice(0, limit);
	},
};

/**
 * The API has no known parameter for further pages (docs/api.md, section 5), so one reply has to hold the
 * range.
 */
const MOST_ROWS = 1000;

/** A server that truncates its replies does so at a round number. */
const ROUND = 10;

interface Query {
	/** Midnight of a day in UTC, which is eight o'clock of the same day in GMT+8. */
	first: number;
	last: number;
	outerOrderId: string | null;
	pageSize: number;
}

async function rowsOf(client: Client, { first, last, ...query }: Query): Promise<Json[]> {
	const range = { startDate: dayOf(first), endDate: dayOf(last) };
	const data = await client.ask('queryOrder', { ...range, ...query });
	return Array.isArray(data) ? list(data) : list(record(data).rows);
}

/** Every row of the range. A reply that may be truncated is requested again in two halves. */
async function everyRow(client: Client, query: Query): Promise<Json[]> {
	const rows = await rowsOf(client, query);
	const { first, last } = query;
	if (rows.length === 0 || rows.length % ROUND !== 0 || first >= last) return rows;
	const middle = first + Math.floor((last - first) / DAY_MS / 2) * DAY_MS;
	const halves = await Promise.all([
		everyRow(client, { ...query, last: middle }),
		everyRow(client, { ...query, first: middle + DAY_MS }),
	]);
	const split = halves.flat();
	return split.length < rows.length ? rows : split;
}

export const getAllByDate: Operation = {
	name: 'Get Many by Date',
	value: 'getAllByDate',
	action: 'Get many orders by date',
	description:
		'List the orders placed in a range of days, without their cards. Get Many shows the cards as well.',
	kind: 'read',
	endpoint: 'queryOrder',
	check: ['startDate', 'endDate'],
	fields: [
		dayField('Start Date', 'startDate', 'The first day of the range, in GMT+8', {
			required: true,
		}),
		dayField('End Date', 'endDate', 'The last day of the range, in GMT+8', {
			required: true,
		}),
		...returnAllFields,
		collection('Filters', 'filters', 'Add filter', [externalOrderIdFilter]),
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const { from, to } = parameters.dayRange('startDate', 'endDate');
		const { limit, itemsOf } = readListing(call, (rows) => records(rows).map(orderOfDatedRow));
		const query = {
			first: Date.parse(from ?? parameters.missing('startDate')),
			last: Date.parse(to ?? parameters.missing('endDate')),
			outerOrderId: parameters.optionalText('filters.externalOrderId'),
			pageSize: Math.min(limit, MOST_ROWS),
		};
		const every = limit > MOST_ROWS ? everyRow : rowsOf;
		return itemsOf((await every(client, query)).slice(0, limit));
	},
};
