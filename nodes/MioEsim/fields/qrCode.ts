import type { INodeProperties } from 'n8n-workflow';

export const qrCodeFileField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	typeOptions: { textKind: 'fieldName' },
	default: 'qrCode',
	required: true,
	placeholder: 'e.g. qrCode',
	hint: 'The name of the output field to put the QR code in',
};

/** For operations that return cards with their activation codes. */
export const qrCodeFields: INodeProperties[] = [
	{
		displayName: 'QR Code',
		name: 'qrCode',
		type: 'boolean',
		default: false,
		description:
			'Whether to add the activation QR code of every eSIM as a PNG, and a ready email to the customer in the fields emailHtml and emailText',
		displayOptions: { show: { simplify: [true] } },
	},
	{
		...qrCodeFileField,
		hint: 'The name of the output field to put the QR code in. Further eSIMs of the same item get _2, _3, … appended to it. To send it, name it as attachment.',
		displayOptions: { show: { simplify: [true], qrCode: [true] } },
	},
];
