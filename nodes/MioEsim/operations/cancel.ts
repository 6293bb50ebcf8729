import { numberField, toggle } from '../../shared/builders';
import { orderIccidsField, orderNumberField } from '../fields/common';
import { additionalFields } from '../fields/purchase';
import { cancelOrder } from '../../../mioesim/lines/cancel';
import { isLocked } from '../../../mioesim/codes/orderStatus';
import { asItem } from '../output/shaping';
import type { Operation } from '../operation';

export const cancel: Operation = {
	name: 'Cancel',
	action: 'Cancel order and refund',
	help: 'Cancel an order, or some of its cards, and get the money back. Cannot be undone. Many packages cannot be cancelled once the eSIM is installed. An AI agent needs the approval of a person first.',
	endpoint: 'refundOrder',
	check: ['orderNumber', 'iccids'],
	fields: [
		orderNumberField,
		orderIccidsField,
		toggle('Only Unused', 'onlyUnused', {
			help: 'Whether to check the cards first and cancel only those whose plan has not started and that have used no data',
			default: true,
		}),
		toggle('Wait Until Settled', 'waitUntilSettled', {
			help: 'Whether to wait until MIOeSIM has completed the cancellation. Until then the order is locked.',
		}),
		numberField('Longest Wait', 'longestWait', {
			help: 'How long to wait for the final status, in seconds',
			typeOptions: { minValue: 1, maxValue: 600 },
			default: 60,
			displayOptions: { show: { waitUntilSettled: [true] } },
		}),
		additionalFields(['remark']),
	],
	async execute(call) {
		const { parameters } = call;
		const waits = parameters.flag('waitUntilSettled');
		const cancelled = await cancelOrder(call, {
			orderNumber: parameters.text('orderNumber'),
			iccids: [...new Set(parameters.iccids('iccids'))],
			onlyUnused: parameters.flag('onlyUnused'),
			remark: parameters.optionalText('additionalFields.remark'),
			waitMs: waits ? parameters.integer('longestWait') * 1000 : 0,
		});
		if (isLocked(cancelled.status) && !waits) {
			call.hint(
				"An order with the status Cancelling or Partly Cancelling is locked until MIOeSIM has finished. Turn on 'Wait Until Settled' to get the final status.",
			);
		}
		return [asItem(cancelled)];
	},
};
