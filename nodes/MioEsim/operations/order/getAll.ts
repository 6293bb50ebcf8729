import { dateRange, dayOf } from '../../../../mioesim/dates';
import { orderStatusNames } from '../../../../mioesim/codes/orderStatus';
import type { Parameters } from '../../../../mioesim/wire/parameters';
import { orderOfRow } from '../../../../mioesim/shapes/order';
import { clock } from '../../../shared/port';
import { choice, collection, dayField, textField } from '../../fields/builders';
import {
	externalOrderIdFilter,
	orderOutputField,
	returnAllFields,
	simplifyField,
} from '../../fields/common';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { readOrderOutput } from '../../output/orderOutput';
import { limitOf, matchingOrders, orderItems, rawItems } from '../../output/shaping';
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
const FIRST_DAY = { year: 2010, month: 1, day: 1 };
const YEARS_AHEAD = 3;

const filters = collection(
	'Filters',
	'filters',
	'Add filter',
	[
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
		choice(
			'Status',
			'status',
			'Orders with this status',
			Object.entries(orderStatusNames)
				.map(([value, name]) => ({ name, value: Number(value) }))
				.sort((left, right) => left.name.localeCompare(right.name)),
			0,
		),
	],
	{ description: 'Without a filter, MIOeSIM lists the orders of the last three months' },
);

function queryOf(parameters: ParameterReader): Parameters {
	const query: Record<string, string | null> = {};
	for (const [name, there] of Object.entries(textFilters)) {
		query[there] = parameters.optionalText(`filters.${name}`);
	}
	query.iccid = parameters.optionalIccid('filters.iccid');
	query.status = parameters.optionalChoice('filters.status');
	for (const { after, before, range } of dayFilters) {
		const { from, to } = parameters.dayRange(`filters.${after}`, `filters.${before}`);
		if (from === null && to === null) continue;
		const today = dayOf(clock.now());
		query[range] = dateRange(from ?? FIRST_DAY, to ?? { ...today, year: today.year + YEARS_AHEAD });
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
