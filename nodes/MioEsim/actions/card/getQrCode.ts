import { inputFailure } from '../../../../api/codes/failures';
import { activation } from '../../../../api/shapes/card';
import { qrCodeFileField } from '../../fields/qrCode';
import type { ParameterReader } from '../../../shared/parameterReader';
import { qrCodeOf } from '../../output/qrCodes';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';

/** Format, SM-DP+ address, matching ID and, where a carrier needs them, its OID and a `1` (SGP.22). */
const LPA = /^LPA:1\$[a-z0-9-]+(?:\.[a-z0-9-]+)+\$[a-z0-9-]*(?:\$[0-9.]*)?(?:\$1)?$/i;

function readLpa(parameters: ParameterReader): string {
	const lpa = parameters.text('lpa');
	if (LPA.test(lpa)) return lpa.replace(/^lpa/i, 'LPA');
	// The value stays out of the error: it installs the eSIM.
	throw inputFailure(
		`'${parameters.label('lpa')}' is no activation code of an eSIM`,
		'It reads LPA:1$address$matching ID, as Order > Create and Order > Get give it in the field lpa. Order > Get Many does not show it',
	);
}

export const getQrCode: Operation = {
	name: 'Get QR Code',
	value: 'getQrCode',
	action: 'Get QR code of SIM card',
	description:
		'Draw the QR code that installs an eSIM from its activation code (LPA string), with install links for iPhone and Android. Asks MIOeSIM nothing and costs nothing.',
	kind: 'read',
	endpoint: null,
	fields: [
		{
			displayName: 'LPA String',
			name: 'lpa',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. LPA:1$rsp.example.com$0D809-FFD24-B5019',
			description: 'The activation code of the eSIM',
		},
		qrCodeFileField,
	],
	async execute(call) {
		const { parameters } = call;
		const codes = activation(readLpa(parameters));
		const field = parameters.text('binaryPropertyName');
		// Not the matching ID: file names end up in logs.
		const file = await qrCodeOf(call, String(codes.lpa), `esim-${call.itemIndex + 1}`);
		return [{ ...asItem(codes), binary: { [field]: file } }];
	},
};
