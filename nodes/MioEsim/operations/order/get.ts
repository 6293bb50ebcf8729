import { replyFailure } from '../../../../mioesim/codes/failures';
import { seeByNumber } from '../../../../mioesim/lines/look';
import { orderOfObject, withListed } from '../../../../mioesim/shapes/order';
import { notice } from '../../../shared/builders';
import {
	orderNumberField,
	orderOutputField,
	qrCodeFields,
	simplifyField,
} from '../../fields/common';
import { orderOutput, readOrderOutput } from '../../output/orderOutput';
import type { Operation } from '../../operation';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get order and activation codes',
	description: 'Retrieve one order with its cards and their activation codes',
	kind: 'read',
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
		const order = orderOfObject(data);
		if (order.orderNumber?.toUpperCase() !== orderNum.toUpperCase()) {
			const isUnnamed = order.orderNumber === null;
			throw replyFailure(
				isUnnamed ? 'an order without a number' : 'a different order from the one requested',
				'getOrderInfo',
			);
		}
		call.hint(
			'MIOeSIM may refuse to cancel this order from now on, because its details were retrieved.',
		);
		const listed = output.simplify ? await seeByNumber(client, orderNum) : null;
		return await orderOutput(call, output, data, withListed(order, listed?.order ?? null));
	},
};
