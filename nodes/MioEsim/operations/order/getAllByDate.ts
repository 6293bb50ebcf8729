import { dashedDate, dayOf, DAY_MS, type CalendarDate } from '../../../../mioesim/dates';
import { orderOfDatedRow } from '../../../../mioesim/shapes/order';
import { list, record, records, type Json } from '../../../../mioesim/values';
import type { Client } from '../../../../mioesim/client/client';
import { collection, dayField } from '../../fields/builders';
import { externalOrderIdFilter, returnAllFields, simplifyField } from '../../fields/common';
import { readListing } from '../../output/shaping';
import type { Operation } from '../../operation';

/**
 * The API has no known parameter for further pages (docs/api.md, section 5), so one reply has to hold the
 * range.
 */
const MOST_ROWS = 1000;

/** A server that truncates its replies does so at a round number. */
const ROUND = 10;

interface Query {
	/** Midnight of a day in UTC, in milliseconds since the epoch. */
	first: number;
	last: number;
	outerOrderId: string | null;
	pageSize: number;
}

const midnight = ({ year, month, day }: CalendarDate) => Date.UTC(year, month - 1, day);

/** Midnight in UTC is eight o'clock of the same day in GMT+8. */
const dateOf = (time: number) => dashedDate(dayOf(time));

async function rowsOf(client: Client, { first, last, ...query }: Query): Promise<Json[]> {
	const range = { startDate: dateOf(first), endDate: dateOf(last) };
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
		const query = {
			first: midnight(from ?? parameters.missing('startDate')),
			last: midnight(to ?? parameters.missing('endDate')),
			outerOrderId: parameters.optionalText('filters.externalOrderId'),
			pageSize: Math.min(limit, MOST_ROWS),
		};
		const every = limit > MOST_ROWS ? everyRow : rowsOf;
		return itemsOf((await every(client, query)).slice(0, limit));
	},
};
