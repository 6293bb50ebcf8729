import { inputFailure } from '../../../../mioesim/codes/failures';
import type { SimKind } from '../../../../mioesim/shapes/card';
import { text } from '../../../../mioesim/values';
import { settle } from '../../../../mioesim/codes/failure';
import { readPartnerOf } from '../../../shared/parameters/partner';
import { orderOutputField, simplifyField } from '../../fields/common';
import { partnerField } from '../../fields/locators';
import {
	additionalFields,
	externalOrderIdField,
	orderByFields,
	readChosenPackage,
	readTerms,
} from '../../fields/purchase';
import { qrCodeFields } from '../../fields/qrCode';
import { purchaseOutput, readOrderOutput } from '../../output/orderOutput';
import { buyOne } from '../../../../mioesim/lines/buy';
import { refusalsOf } from '../../../../mioesim/lines/fits';
import {
	endpointFor,
	namedPackage,
	packageKey,
	packageParameters,
} from '../../../../mioesim/lines/package';
import { resolvePackage } from '../../../../mioesim/lines/resolve';
import { cardsKey, readExternalIds } from '../../../../mioesim/lines/externalIds';
import { priceOf } from '../../../../mioesim/lines/price';
import { readPurchaseSettings } from '../../../../mioesim/lines/settings';
import type { ItemCall, Operation } from '../../operation';

const physical = { show: { simType: ['physical'] } };

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
		// First of all, so that a line's number doesn't depend on whether other lines are valid.
		const simType = parameters.choice('simType') === 'physical' ? 'physical' : 'esim';
		const onto = simType === 'physical' ? parameters.iccids('iccids') : [];
		const ids = readExternalIds(call, packageKey(chosen) + cardsKey(onto));
		const count = parameters.integer('count');
		const terms = readTerms(parameters);
		const customerEmail = parameters.optionalText('additionalFields.customerEmail');
		const sendEmail = parameters.flag('additionalFields.sendEmail');
		if (sendEmail && customerEmail === null) parameters.missing('additionalFields.customerEmail');
		const output = readOrderOutput(parameters);
		const settings = readPurchaseSettings(parameters);
		const iccids = readCards(call, simType, count);
		const partner = simType === 'physical' ? readPartnerOf(parameters) : () => null;
		const { daypassDays } = terms;

		const bought = await buyOne(call, {
			...ids,
			endpoint: endpointFor(chosen, 'purchase'),
			requested: {
				...namedPackage(chosen),
				kind: 'purchase',
				count,
				daypassDays,
				simType,
				iccids,
				mainOrderNumber: null,
				customerEmail,
			},
			deliveryMs: settings.deliveryMs,
			parametersFor: (account) => ({
				...packageParameters(chosen, null),
				...terms,
				dpId: partner(account),
				iccids,
				count,
				customerEmail,
				isSendEmail: sendEmail || null,
				...settings.parameters,
			}),
			check: async ({ dpId }) => {
				const { checkPackage, highestPrice } = settings;
				const work = async () => {
					if (!checkPackage && highestPrice === null) return null;
					const resolved = await resolvePackage(client, chosen, { dpId: text(dpId), iccid: null });
					const asked = { chosen, terms, cards: count, highestPrice, checkPackage };
					const [refusal] = refusalsOf(resolved, { ...asked, kind: 'purchase' });
					if (refusal) throw refusal;
					return resolved.entry;
				};
				return await settle(work());
			},
		});
		return await purchaseOutput(call, output, bought, priceOf(bought.entry, count, daypassDays));
	},
};
