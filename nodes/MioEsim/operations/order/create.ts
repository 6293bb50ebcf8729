import { inputFailure } from '../../../../mioesim/codes/failures';
import type { SimKind } from '../../../../mioesim/shapes/card';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { orderOutputField, simplifyField } from '../../fields/common';
import { partnerField, readPartnerOf } from '../../fields/locators';
import {
	additionalFields,
	externalOrderIdField,
	orderByFields,
	isChecked,
	readChosenPackage,
	readPurchaseSettings,
	readTerms,
} from '../../fields/purchase';
import { qrCodeFields } from '../../fields/qrCode';
import { purchaseOutput, readOrderOutput } from '../../output/orderOutput';
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
import { priceOf } from '../../../../mioesim/lines/price';
import type { ItemCall, Operation } from '../../operation';
import { cardsKey, readExternalIds } from './externalIds';

const physical = { show: { simType: ['physical'] } };

/** The physical cards that the plan is for, as entered; none for an eSIM. */
function readOnto(parameters: ParameterReader): string[] {
	return parameters.choice('simType') === 'physical' ? parameters.iccids('iccids') : [];
}

/** @returns undefined when it can't be read: the error is told when the value is used */
function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/**
 * The physical cards that the plan is booked on; none for an eSIM.
 *
 * @throws {Failure} when their number differs from Count
 */
function readCards({ parameters }: ItemCall, simType: SimKind, count: number): string[] {
	if (simType === 'esim') return [];
	const iccids = parameters.iccids('iccids');
	if (iccids.length === count && new Set(iccids).size === count) return iccids;
	throw inputFailure(
		`'${parameters.label('count')}' is ${count}, but '${parameters.label('iccids')}' contains ${new Set(iccids).size}`,
		'Pass one ICCID for each physical SIM card of the order',
	);
}

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Buy eSIM (create order)',
	description:
		'Buy eSIMs, or data plans for physical SIM cards. Spends money: MIOeSIM takes the price from the account balance at once. An AI agent needs the approval of a person first.',
	kind: 'write',
	endpoint: 'addEsimOrder',
	check: ['apiCode', 'priceId', 'skuId', 'dpId', 'iccids'],
	fields: [
		...orderByFields(),
		{
			displayName: 'Count',
			name: 'count',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1,
			required: true,
			description: 'How many eSIMs to buy, or how many physical SIM cards get the plan',
			hint: 'You pay the package price for each one',
		},
		externalOrderIdField,
		{
			displayName: 'SIM Type',
			name: 'simType',
			type: 'options',
			options: [
				{ name: 'eSIM', value: 'esim' },
				{ name: 'Physical SIM Card', value: 'physical' },
			],
			default: 'esim',
			description: 'The kind of card the plan is for',
		},
		{ ...partnerField, displayOptions: physical },
		{
			displayName: 'ICCIDs',
			name: 'iccids',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 89852022410000123456, 89852022410000123457',
			description: 'The physical SIM cards, as many as Count, separated by commas',
			displayOptions: physical,
		},
		additionalFields([
			'beginDate',
			'customerEmail',
			'daypassDays',
			'externalItemId',
			'highestPrice',
			'pdfLanguage',
			'remark',
			'sendEmail',
		]),
		simplifyField,
		orderOutputField,
		...qrCodeFields,
	],
	async execute(call) {
		const { parameters, client } = call;
		const chosen = readChosenPackage(parameters);
		// First of all: a line's number must not depend on whether the rest of it is valid.
		const what = packageKey(chosen) + cardsKey(attempt(() => readOnto(parameters)) ?? []);
		const [countRaw, email] = ['count', 'additionalFields.customerEmail'].map((name) =>
			attempt(() => parameters.raw(name)),
		);
		const marking = readExternalIds(call, what, JSON.stringify([what, countRaw, email]));
		const simType = parameters.choice('simType') === 'physical' ? 'physical' : 'esim';
		const count = parameters.integer('count');
		const terms = readTerms(parameters);
		const customerEmail = parameters.optionalText('additionalFields.customerEmail');
		const sendEmail = parameters.flag('additionalFields.sendEmail');
		if (sendEmail && customerEmail === null) parameters.missing('additionalFields.customerEmail');
		const output = readOrderOutput(parameters);
		const settings = readPurchaseSettings(parameters);
		const { checkPackage, highestPrice } = settings;
		const iccids = readCards(call, simType, count);
		const partner = simType === 'physical' ? readPartnerOf(parameters) : () => null;
		const { daypassDays } = terms;

		const line = newLine({
			...marking,
			endpoint: endpointFor(chosen, 'purchase'),
			deliveryMs: settings.deliveryMs,
			highestPrice,
			asked: {
				...namedPackage(chosen),
				kind: 'purchase',
				count,
				daypassDays,
				simType,
				iccids,
				mainOrderNumber: null,
				customerEmail,
			},
			async check(account) {
				if (!isChecked(chosen, settings)) return unchecked;
				const where = { dpId: partner(account), iccid: null };
				const resolved = await resolvePackage(client, chosen, where);
				const wish = { chosen, terms, cards: count, highestPrice, checkPackage };
				const [refusal = null] = refusalsOf(resolved, { ...wish, kind: 'purchase' });
				const { entry } = resolved;
				return {
					entry,
					priceIds: priceIdsOf(chosen, resolved),
					daypassDays: daysToOrder(chosen, entry, daypassDays),
					refusal,
				};
			},
			parametersFor: (account, entry) => ({
				...packageParameters(chosen, entry),
				...terms,
				daypassDays: daysToOrder(chosen, entry, daypassDays),
				dpId: partner(account),
				iccids,
				count,
				customerEmail,
				isSendEmail: sendEmail || null,
				...settings.parameters,
			}),
		});
		const [bought] = await buy(call, [line]);
		if (!bought.ok) throw bought.failure;
		const price = priceOf(bought.data.entry, count, daypassDays);
		return await purchaseOutput(call, output, bought.data, price);
	},
};
