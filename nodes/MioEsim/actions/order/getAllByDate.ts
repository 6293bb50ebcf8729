import type { INodeProperties } from 'n8n-workflow';

import { dashedDate, type CalendarDate } from '../../../../api/dates';
import { inputFailure } from '../../../../api/codes/failures';
import { orderOfDatedRow } from '../../../../api/shapes/order';
import { list, record, records } from '../../../../api/values';
import { limitField, simplifyField } from '../../fields/common';
import type { ParameterReader } from '../../../shared/parameterReader';
import { asItem, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

function dayField(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'dateTime', default: '', required: true, description };
}

function readDay(parameters: ParameterReader, name: string): CalendarDate {
	return parameters.date(name) ?? parameters.missing(name);
}

export const getAllByDate: Operation = {
	name: 'Get Many by Date',
	value: 'getAllByDate',
	action: 'Get many orders by date',
	description:
		'List the orders placed in a range of days, without their cards. Get Many shows the cards as well.',
	kind: 'read',
	endpoint: 'queryOrder',
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
					default: '',
					description: 'Your own order ID',
				},
			],
		},
		simplifyField,
	],
	async execute({ parameters, client }) {
		const startDate = dashedDate(readDay(parameters, 'startDate'));
		const endDate = dashedDate(readDay(parameters, 'endDate'));
		if (startDate > endDate) {
			throw inputFailure(
				`'${parameters.label('startDate')}' is after '${parameters.label('endDate')}'`,
				'Swap the two dates',
			);
		}
		const limit = parameters.integer('limit', 1);
		const data = await client.call('queryOrder', {
			startDate,
			endDate,
			outerOrderId: parameters.filter('filters.externalOrderId'),
			// No parameter for further pages is known (docs/api.md, section 5).
			pageSize: limit,
		});
		const rows = (Array.isArray(data) ? list(data) : list(record(data).rows)).slice(0, limit);
		return parameters.flag('simplify')
			? records(rows).map((row) => asItem(orderOfDatedRow(row)))
			: rawItems(rows);
	},
};
