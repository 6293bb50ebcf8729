import type { INodeProperties } from 'n8n-workflow';

import { dashedDate } from '../../../../api/dates';
import { orderOfDatedRow } from '../../../../api/shapes/order';
import { list, record, records } from '../../../../api/values';
import { limitField, simplifyField } from '../../fields/common';
import { readDayRange } from '../../input/dayRange';
import { asItem, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

function dayField(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'dateTime', default: '', required: true, description };
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
		dayField('Start Date', 'startDate', 'The first day of the range, in GMT+8'),
		dayField('End Date', 'endDate', 'The last day of the range, in GMT+8'),
		limitField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'External Order ID',
					name: 'externalOrderId',
					type: 'string',
					typeOptions: { textKind: 'id' },
					default: '',
					description: 'Your own order ID',
				},
			],
		},
		simplifyField,
	],
	async execute({ parameters, client }) {
		const { from, to } = readDayRange(parameters, 'startDate', 'endDate');
		const limit = parameters.integer('limit');
		const simplify = parameters.flag('simplify');
		const data = await client.call('queryOrder', {
			startDate: dashedDate(from ?? parameters.missing('startDate')),
			endDate: dashedDate(to ?? parameters.missing('endDate')),
			outerOrderId: parameters.optionalText('filters.externalOrderId'),
			// No parameter for further pages is known (docs/api.md, section 5).
			pageSize: limit,
		});
		const rows = (Array.isArray(data) ? list(data) : list(record(data).rows)).slice(0, limit);
		return simplify ? records(rows).map((row) => asItem(orderOfDatedRow(row))) : rawItems(rows);
	},
};
