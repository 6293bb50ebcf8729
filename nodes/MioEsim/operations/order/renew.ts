import { buy } from '../../../../mioesim/lines/buy';
import { namedBy, packageKey } from '../../../../mioesim/lines/package';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { choice, numberField, optionsOf } from '../../../shared/builders';
import { iccidField, orderNumberField, orderOutputField, simplifyField } from '../../fields/common';
import { additionalFields, externalOrderIdField, orderByFields } from '../../fields/purchase';
import type { Operation, PartialResult } from '../../operation';
import { purchaseOutput, readOrderOutput } from '../../output/orderOutput';
import { readChosenPackage, readWish } from './create';
import { readMarkings } from './externalIds';

/** The thing to renew: one card, or every card of an order. */
type RenewalTarget = { iccid: string } | { orderNum: string };

/** A user who renews a card more often in one go has made a mistake. */
const MOST_TIMES = 100;

/** @throws {Failure} when no card and no order is given, or one that can't be read */
function readTargets(parameters: ParameterReader): RenewalTarget[] {
	if (parameters.choice('renewBy') === 'orderNumber') {
		return [{ orderNum: parameters.text('orderNumber') }];
	}
	const iccids = [...new Set(parameters.iccids('iccid'))];
	return iccids.length === 0 ? parameters.missing('iccid') : iccids.map((iccid) => ({ iccid }));
}

const nameOf = (target: RenewalTarget) => ('iccid' in target ? target.iccid : target.orderNum);

export const renew: Operation = {
	name: 'Renew',
	value: 'renew',
	action: 'Renew eSIM plan (top up)',
	description:
		'Buy another data plan for a SIM card that a customer already has. Spends money: MIOeSIM takes the price from the account balance at once. An AI agent needs the approval of a person first.',
	kind: 'write',
	endpoint: 'renewCard',
	check: ['apiCode', 'priceId', 'skuId', 'iccid', 'orderNumber'],
	fields: [
		choice('Renew By', 'renewBy', 'What to renew: single cards or a whole order', {
			options: optionsOf({
				iccid: ['ICCID', 'One or more SIM cards'],
				orderNumber: [
					'Order Number',
					'Every SIM card of an order. You pay the package price for each one.',
				],
			}),
			default: 'iccid',
		}),
		{
			...iccidField,
			description: 'The number of the SIM card, 13 to 20 digits',
			hint: 'Separate several cards with commas. Each card gets its own order.',
			displayOptions: { show: { renewBy: ['iccid'] } },
		},
		{
			...orderNumberField,
			hint: 'Renews every card of the order. You pay the package price for each one.',
			displayOptions: { show: { renewBy: ['orderNumber'] } },
		},
		...orderByFields,
		numberField('Count', 'count', 'How many times to renew each card', {
			typeOptions: { minValue: 1, maxValue: MOST_TIMES },
			default: 1,
			hint: 'Each renewal is a separate order at the package price',
		}),
		externalOrderIdField,
		additionalFields(['daypassDays', 'externalItemId', 'highestPrice', 'pdfLanguage', 'remark']),
		simplifyField,
		orderOutputField,
	],
	async execute(call) {
		const { parameters } = call;
		const chosen = readChosenPackage(parameters);
		const targets = readTargets(parameters);
		const times = parameters.integer('count');
		// Before anything that can fail: a line's number must not depend on whether the rest is valid.
		const parts = targets.map((target) => ({
			what: `${packageKey(chosen)}-${nameOf(target)}`,
			part: nameOf(target),
		}));
		const markings = readMarkings(call, parts, times);
		const request = readWish(parameters, 'renewal', chosen);
		const output = readOrderOutput(parameters);
		const targetOf = (index: number) => targets[Math.floor(index / times)];
		const lines = markings.map((marking, index) => {
			const target = targetOf(index);
			const isCard = 'iccid' in target;
			return {
				...marking,
				...request,
				asked: {
					...namedBy(request.wish),
					count: isCard ? 1 : null,
					simType: null,
					iccids: isCard ? [target.iccid] : [],
					mainOrderNumber: isCard ? null : target.orderNum,
					customerEmail: null,
				},
				parameters: { ...target, ...request.parameters },
				partnerOf: () => null,
			};
		});
		const bought = await buy(call, lines);
		const result: PartialResult = { items: [], failed: [] };
		for (const [index, each] of bought.entries()) {
			// A single purchase fails as an item; of several, each succeeds or fails by itself.
			if (!each.ok && bought.length === 1) throw each.failure;
			if (each.ok) {
				result.items.push(...(await purchaseOutput(call, output, each.data)));
				continue;
			}
			const target = targetOf(index);
			const subject = 'iccid' in target ? { iccid: target.iccid } : {};
			result.failed.push({ failure: each.failure, subject });
		}
		return result;
	},
};
