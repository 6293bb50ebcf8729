import { buy } from '../../../mioesim/lines/buy';
import { namedBy, packageKey } from '../../../mioesim/lines/package';
import type { ParameterReader } from '../../shared/parameters/reader';
import { choice, numberField, optionsOf } from '../../shared/builders';
import { iccidField, orderNumberField, orderOutputField, simplifyField } from '../fields/common';
import { additionalFields, externalOrderIdField, orderByFields } from '../fields/purchase';
import type { Operation, PartialResult } from '../operation';
import { purchaseOutput, readOrderOutput } from '../output/orderOutput';
import { readChosenPackage, readWish } from './create';
import { readMarkings } from './externalIds';

/** A user who renews a card more often in one go has made a mistake. */
const MOST_TIMES = 100;

/** What to renew, under MIOeSIM's names: a card, or every card of an order. */
interface Target {
	iccid: string | null;
	orderNum: string | null;
}

/** @throws {Failure} when no card and no order is given, or one that can't be read */
function readTargets(parameters: ParameterReader): Target[] {
	if (parameters.choice('renewBy') === 'orderNumber')
		return [{ iccid: null, orderNum: parameters.text('orderNumber') }];
	const iccids = [...new Set(parameters.iccids('iccid'))];
	if (iccids.length === 0) parameters.missing('iccid');
	return iccids.map((iccid) => ({ iccid, orderNum: null }));
}

export const renew: Operation = {
	name: 'Renew',
	action: 'Renew eSIM plan (top up)',
	help: 'Buy another data plan for a SIM card that a customer already has. Spends money: MIOeSIM takes the price from the account balance at once. An AI agent needs the approval of a person first.',
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
		const distinct = readTargets(parameters);
		const times = parameters.integer('count');
		const targets = distinct.flatMap((target) => Array.from({ length: times }, () => target));
		const parts = targets.map(({ iccid, orderNum }, index) => {
			const name = iccid ?? orderNum;
			return { what: `${packageKey(chosen)}-${name}`, part: `${name}-${(index % times) + 1}` };
		});
		// Before anything that can fail: a line's number must not depend on whether the rest is valid.
		const markings = readMarkings(call, parts);
		const request = readWish(parameters, 'renewal', chosen);
		const output = readOrderOutput(parameters);
		const lines = targets.map(({ iccid, orderNum }, index) => ({
			...markings[index],
			...request,
			asked: {
				...namedBy(request.wish),
				count: iccid === null ? null : 1,
				simType: null,
				iccids: iccid === null ? [] : [iccid],
				mainOrderNumber: orderNum,
				customerEmail: null,
			},
			parameters: { iccid, orderNum, ...request.parameters },
			partnerOf: () => null,
		}));
		const result: PartialResult = { items: [], failed: [] };
		for (const [index, each] of (await buy(call, lines)).entries()) {
			const { iccid } = targets[index];
			const subject = iccid === null ? {} : { iccid };
			if (each.ok) result.items.push(...(await purchaseOutput(call, output, each.data)));
			// A single purchase fails as an item; of several, each succeeds or fails by itself.
			else if (lines.length === 1) throw each.failure;
			else result.failed.push({ failure: each.failure, subject });
		}
		return result;
	},
};
