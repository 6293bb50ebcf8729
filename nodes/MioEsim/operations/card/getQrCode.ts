import { inputFailure } from '../../../../mioesim/codes/failures';
import { readActivationCode, type ActivationCode } from '../../../../mioesim/shapes/activationCode';
import { activation } from '../../../../mioesim/shapes/card';
import { qrCodeFileField } from '../../fields/qrCode';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { qrCodeOf } from '../../output/qrCodes';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';

/** @returns the activation code in an install link; null for anything else */
function cardData(entered: string): string | null {
	const { protocol, searchParams } = new URL(URL.canParse(entered) ? entered : 'about:blank');
	return protocol === 'https:' ? searchParams.get('carddata') : null;
}

function readLpa(parameters: ParameterReader): ActivationCode {
	const entered = parameters.text('lpa');
	const code = readActivationCode(cardData(entered) ?? entered);
	if (code !== null) return code;
	// Keep the value out of the error: it installs the eSIM.
	throw inputFailure(
		`'${parameters.label('lpa')}' does not contain an eSIM activation code`,
		'An activation code looks like LPA:1$address$matching ID. Order > Create and Order > Get return it in the field lpa; Order > Get Many does not',
	);
}

export const getQrCode: Operation = {
	name: 'Get QR Code',
	value: 'getQrCode',
	action: 'Get QR code of SIM card',
	description:
		'Create a QR code and install links for iPhone and Android from an activation code (LPA string). Makes no API call.',
	kind: 'read',
	endpoint: null,
	check: [],
	fields: [
		{
			displayName: 'LPA String',
			name: 'lpa',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. LPA:1$rsp.example.com$0D809-FFD24-B5019',
			description: 'The activation code of the eSIM, or an install link that contains it',
		},
		qrCodeFileField,
	],
	async execute(call) {
		const { parameters } = call;
		const code = readLpa(parameters);
		const field = parameters.text('binaryPropertyName');
		// Not the matching ID: file names end up in logs.
		const file = await qrCodeOf(call, code.lpa, `esim-${call.itemIndex + 1}`);
		const json = { ...activation(code), qrCodeContentId: field };
		return [{ ...asItem(json), binary: { [field]: file } }];
	},
};
