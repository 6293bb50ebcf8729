import { orderOfObject } from '../../../../api/shapes/order';
import { orderNumberField, orderOutputField, simplifyField } from '../../fields/common';
import { orderItems, rawItems } from '../../shaping';
import type { Operation } from '../operation';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get order',
	description: 'Retrieve one order with its cards and their activation codes',
	kind: 'read',
	endpoint: 'getOrderInfo',
	fields: [
		{
			displayName:
				'MIOeSIM may refuse to cancel an order once its details were fetched. To look at an order that you may still cancel, use Get Many with an order number',
			name: 'getNotice',
			type: 'notice',
			default: '',
		},
		orderNumberField,
		simplifyField,
		orderOutputField,
	],
	async execute({ parameters, client }) {
		const orderNum = parameters.text('orderNumber');
		const data = await client.call('getOrderInfo', { orderNum });
		return parameters.flag('simplify')
			? orderItems(orderOfObject(data), parameters.text('output'))
			: rawItems(data);
	},
};
