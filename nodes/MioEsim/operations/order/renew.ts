import type { Client } from '../../../../mioesim/client/client';
import { iccidField, orderNumberField, orderOutputField, simplifyField } from '../../fields/common';
import {
	additionalFields,
	externalOrderIdField,
	orderByFields,
	isChecked,
	readChosenPackage,
	readPurchaseSettings,
} from '../../fields/purchase';
import { purchaseOutput, readOrderOutput } from '../../output/orderOutput';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { buy } from '../../../../mioesim/lines/buy';
import { refusalsOf } from '../../../../mioesim/lines/fits';
import {
	daysToOrder,
	endpointFor,
	namedPackage,
	packageKey,
	packageParameters,
	priceIdsOf,
} from '../../../../mioesim/lines/package';
import { resolvePackage } from '../../../../mioesim/lines/resolve';
import { newLine, unchecked } from '../../../../mioesim/lines/line';
import { findByNumber } from '../../../../mioesim/lines/look';
import { priceOf } from '../../../../mioesim/lines/price';
import type { Operation, PartialResult } from '../../operation';
import { readAllExternalIds } from './externalIds';

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

/**
 * How many cards the item pays for; null when MIOeSIM doesn't say how many the order has, by its count
 * and its list alike.
 */
async function countCards(client: Client, targets: RenewalTarget[]): Promise<number | null> {
	const [first] = targets;
	if ('iccid' in first) return targets.length;
	const listed = await findByNumber(client, first.orderNum).catch(() => null);
	if (listed === null) return null;
	const { facts, order } = listed;
	return facts.iccids.length === order.count ? order.count : null;
}

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
		{
			displayName: 'Renew By',
			name: 'renewBy',
			type: 'options',
			options: [
				{ name: 'ICCID', value: 'iccid', description: 'One or more SIM cards' },
				{
					name: 'Order Number',
					value: 'orderNumber',
					description: 'Every SIM card of an order. You pay the package price for each one.',
				},
			],
			default: 'iccid',
			description: 'What to renew: single cards or a whole order',
		},
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
		...orderByFields(),
		{
			displayName: 'Count',
			name: 'count',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MOST_TIMES },
			default: 1,
			description: 'How many times to renew each card',
			hint: 'Each renewal is a separate order at the package price',
		},
		externalOrderIdField,
		additionalFields(['daypassDays', 'externalItemId', 'highestPrice', 'pdfLanguage', 'remark']),
		simplifyField,
		orderOutputField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const chosen = readChosenPackage(parameters);
		const targets = readTargets(parameters);
		const times = parameters.integer('count');
		// Before anything that can fail: a line's number must not depend on whether the rest is valid.
		const parts = targets.map((target) => ({
			what: `${packageKey(chosen)}-${nameOf(target)}`,
			part: nameOf(target),
		}));
		const markings = readAllExternalIds(call, parts, times);
		const daypassDays = parameters.optionalInteger('additionalFields.daypassDays');
		const terms = { daypassDays, beginDate: null, refusal: null };
		const output = readOrderOutput(parameters);
		const settings = readPurchaseSettings(parameters);
		const { checkPackage, highestPrice } = settings;
		const targetOf = (index: number) => targets[Math.floor(index / times)];
		const lines = markings.map((marking, index) => {
			const target = targetOf(index);
			const isCard = 'iccid' in target;
			return newLine({
				...marking,
				endpoint: endpointFor(chosen, 'renewal'),
				deliveryMs: settings.deliveryMs,
				highestPrice,
				asked: {
					...namedPackage(chosen),
					kind: 'renewal',
					count: isCard ? 1 : null,
					daypassDays,
					simType: null,
					iccids: isCard ? [target.iccid] : [],
					mainOrderNumber: isCard ? null : target.orderNum,
					customerEmail: null,
				},
				async check() {
					if (!isChecked(chosen, terms, settings)) return unchecked;
					const isAsked = checkPackage || chosen.by === 'plan';
					const iccid = isAsked && isCard ? target.iccid : null;
					const [resolved, counted] = await Promise.all([
						resolvePackage(client, chosen, { dpId: null, iccid, isRenewal: true }),
						highestPrice === null ? null : countCards(client, targets),
					]);
					const [refusal = null] = refusalsOf(resolved, {
						chosen,
						kind: 'renewal',
						terms,
						cards: counted === null ? null : counted * times,
						highestPrice,
						checkPackage,
					});
					const { entry } = resolved;
					return {
						entry,
						priceIds: priceIdsOf(chosen, resolved),
						daypassDays: daysToOrder(chosen, entry, daypassDays),
						refusal,
					};
				},
				parametersFor: (_account, entry) => ({
					...packageParameters(chosen, entry),
					...target,
					daypassDays: daysToOrder(chosen, entry, daypassDays),
					...settings.parameters,
				}),
			});
		});
		const bought = await buy(call, lines);
		const result: PartialResult = { items: [], failed: [] };
		for (const [index, each] of bought.entries()) {
			// A single purchase fails as an item; of several, each succeeds or fails by itself.
			if (!each.ok && bought.length === 1) throw each.failure;
			if (!each.ok) {
				const target = targetOf(index);
				const subject = 'iccid' in target ? { iccid: target.iccid } : {};
				result.failed.push({ failure: each.failure, subject });
				continue;
			}
			const { entry, order } = each.data;
			const price = priceOf(entry, order.count, daysToOrder(chosen, entry, daypassDays));
			result.items.push(...(await purchaseOutput(call, output, each.data, price)));
		}
		return result;
	},
};
