import { inputFailure } from '../../../../api/codes/failures';
import { iccidField, orderOutputField, simplifyField } from '../../fields/common';
import { partnerField } from '../../fields/locators';
import { additionalFields, externalOrderIdField, orderByFields } from '../../fields/purchase';
import { qrCodeFields } from '../../fields/qrCode';
import { orderOutput, readOrderOutput } from '../../output/orderOutput';
import { buy } from '../../purchase/buy';
import {
	checkTerms,
	lookUp,
	packageKey,
	packageParameters,
	readChosenPackage,
	readTerms,
} from '../../purchase/chosenPackage';
import { cardsKey, readExternalIds } from '../../purchase/externalIds';
import { readPartner } from '../../../shared/parameterReader';
import type { ItemCall, Operation } from '../../operation';

const physical = { show: { simType: ['physical'] } };

/** Which physical cards the plan goes onto; none for an eSIM. */
interface Cards {
	dpId: string | null;
	iccids: string[];
}

async function readCards(call: ItemCall, count: number): Promise<Cards> {
	const { parameters } = call;
	if (parameters.oneOf('simType', ['esim', 'physical']) === 'esim')
		return { dpId: null, iccids: [] };
	const iccids = parameters.iccids('iccids');
	if (iccids.length !== count) {
		throw inputFailure(
			`'${parameters.label('count')}' is ${count}, but '${parameters.label('iccids')}' holds ${iccids.length}`,
			'Pass one ICCID for each physical SIM card of the order',
		);
	}
	return { dpId: await readPartner(call), iccids };
}

export const create: Operation = {
	name: 'Create',
	value: 'create',
	// All that a language model is told about the tool, unless the user describes it.
	action: 'Create order (spends money)',
	description:
		'Buy eSIMs, or data plans for physical SIM cards. Spends money: the price is taken from the balance of the account at once.',
	kind: 'write',
	endpoint: 'addEsimOrder',
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
		},
		externalOrderIdField,
		{
			displayName: 'SIM Type',
			name: 'simType',
			type: 'options',
			options: [
				{ name: 'eSIM', value: 'esim' },
				{ name: 'Physical SIM', value: 'physical' },
			],
			default: 'esim',
			description: 'What the data plan is for',
		},
		{ ...partnerField, displayOptions: physical },
		{
			...iccidField,
			displayName: 'ICCIDs',
			name: 'iccids',
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
		// First of all, so that a line's number does not hang on whether other lines are good.
		const onto =
			parameters.optionalText('simType') === 'physical' ? parameters.texts('iccids') : [];
		const ids = readExternalIds(call, packageKey(chosen) + cardsKey(onto));
		const count = parameters.integer('count', 1);
		const terms = readTerms(parameters);
		const customerEmail = parameters.optionalText('additionalFields.customerEmail');
		const sendEmail = parameters.flag('additionalFields.sendEmail');
		if (sendEmail && customerEmail === null) parameters.missing('additionalFields.customerEmail');
		const pdfLanguage = parameters.optionalText('additionalFields.pdfLanguage');
		const output = readOrderOutput(parameters);
		const cards = await readCards(call, count);
		if (parameters.flagOrTrue('options.checkPackage')) {
			const entry = await lookUp(client, chosen, cards.dpId);
			if (entry !== null) checkTerms(entry, terms, parameters);
		}
		const { data, order } = await buy(call, {
			...ids,
			endpoint: chosen.by === 'apiCode' ? 'addEsimOrderByApiCode' : 'addEsimOrder',
			parameters: {
				...packageParameters(chosen),
				...terms,
				...cards,
				count,
				customerEmail,
				isSendEmail: sendEmail || null,
				pdfLanguage,
				remark: parameters.optionalText('additionalFields.remark'),
				// 1: the whole order comes back; 2: with links to the PDFs, which take time to make.
				backInfo: pdfLanguage === null ? 1 : 2,
			},
		});
		return await orderOutput(call, output, data, order);
	},
};
