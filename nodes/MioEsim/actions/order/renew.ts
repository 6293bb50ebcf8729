import { iccidField, orderNumberField, orderOutputField, simplifyField } from '../../fields/common';
import { additionalFields, externalOrderIdField, orderByFields } from '../../fields/purchase';
import { orderOutput, readOrderOutput } from '../../output/orderOutput';
import type { ParameterReader } from '../../../shared/parameterReader';
import { buy } from '../../purchase/buy';
import { packageKey, packageParameters, readChosenPackage } from '../../purchase/chosenPackage';
import { readExternalIds } from '../../purchase/externalIds';
import { checkRenewal, type RenewalTarget } from '../../purchase/renewal';
import type { Operation } from '../../operation';

function readTarget(parameters: ParameterReader): RenewalTarget {
	return parameters.oneOf('renewBy', ['iccid', 'orderNumber']) === 'orderNumber'
		? { orderNum: parameters.text('orderNumber') }
		: { iccid: parameters.iccid('iccid') };
}

export const renew: Operation = {
	name: 'Renew',
	value: 'renew',
	// All that a language model is told about the tool, unless the user describes it.
	action: 'Renew order (spends money)',
	description:
		'Buy another data plan for a SIM card that a customer already has. Spends money: the price is taken from the balance of the account at once.',
	kind: 'write',
	endpoint: 'renewCard',
	fields: [
		{
			displayName: 'Renew By',
			name: 'renewBy',
			type: 'options',
			options: [
				{ name: 'ICCID', value: 'iccid', description: 'One SIM card' },
				{
					name: 'Order Number',
					value: 'orderNumber',
					description: 'Every SIM card of an order: each of them costs the price of the package',
				},
			],
			default: 'iccid',
			description: 'What is renewed',
		},
		{ ...iccidField, displayOptions: { show: { renewBy: ['iccid'] } } },
		{ ...orderNumberField, displayOptions: { show: { renewBy: ['orderNumber'] } } },
		...orderByFields(),
		externalOrderIdField,
		additionalFields(['daypassDays', 'externalItemId', 'highestPrice', 'pdfLanguage', 'remark']),
		simplifyField,
		orderOutputField,
	],
	async execute(call) {
		const { parameters } = call;
		const chosen = readChosenPackage(parameters);
		const target = readTarget(parameters);
		const what = 'iccid' in target ? target.iccid : target.orderNum;
		// Before anything that may fail, so that a line's number does not hang on other lines.
		const ids = readExternalIds(call, `${packageKey(chosen)}-${what}`);
		const daypassDays = parameters.optionalInteger('additionalFields.daypassDays', 1);
		const pdfLanguage = parameters.optionalText('additionalFields.pdfLanguage');
		const output = readOrderOutput(parameters);
		if (parameters.flagOrTrue('options.checkPackage')) {
			await checkRenewal(call, { chosen, target, daypassDays });
		}
		const { data, order } = await buy(call, {
			...ids,
			endpoint: chosen.by === 'apiCode' ? 'renewCardByApiCode' : 'renewCard',
			parameters: {
				...packageParameters(chosen),
				...target,
				daypassDays,
				pdfLanguage,
				remark: parameters.optionalText('additionalFields.remark'),
				// 1: the whole order comes back; 2: with links to the PDFs, which take time to make.
				backInfo: pdfLanguage === null ? 1 : 2,
			},
		});
		return await orderOutput(call, output, data, order);
	},
};
