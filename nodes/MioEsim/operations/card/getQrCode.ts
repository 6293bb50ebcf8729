import { activation } from '../../../../mioesim/shapes/card';
import { textField } from '../../../shared/builders';
import { outputFileField } from '../../fields/common';
import { readLpa } from '../../../shared/parameters/textKinds';
import { qrCodeOf } from '../../output/qrCodes';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';

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
		textField('LPA String', 'lpa', {
			help: 'The activation code of the eSIM, or an install link that contains it',
			required: true,
			placeholder: 'e.g. LPA:1$rsp.example.com$0D809-FFD24-B5019',
		}),
		outputFileField('qrCode', 'The name of the output field to put the QR code in', {
			placeholder: 'e.g. qrCode',
		}),
	],
	async execute(call) {
		const { parameters } = call;
		const code = readLpa(parameters.text('lpa'), parameters.label('lpa'));
		const field = parameters.text('binaryPropertyName');
		// Not the matching ID: file names end up in logs.
		const file = await qrCodeOf(call, code.lpa, `esim-${call.itemIndex + 1}`);
		const json = { ...activation(code), qrCodeContentId: field };
		return [{ ...asItem(json), binary: { [field]: file } }];
	},
};
