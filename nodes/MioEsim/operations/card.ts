import { inputFailure } from '../../../mioesim/codes/failures';
import { activation } from '../../../mioesim/shapes/card';
import { historyEntryOf } from '../../../mioesim/shapes/order';
import { usageOf } from '../../../mioesim/shapes/usage';
import { record, text } from '../../../mioesim/values';
import { textField } from '../../shared/builders';
import { readLpa } from '../../shared/parameters/textKinds';
import { clock } from '../../shared/port';
import { iccidField, outputFileField, returnAllFields, simplifyField } from '../fields/common';
import type { Operation } from '../operation';
import { qrCodeOf } from '../output/qrCodes';
import { asItem, matchingOrders, rawItems, readRows } from '../output/shaping';

export const getUsage: Operation = {
	name: 'Get Usage',
	action: 'Get data usage of SIM card',
	help: 'Retrieve how much data a SIM card has used and has left, in total and for each plan. MIOeSIM records no usage for daypass plans. For many cards, Order > Get Many takes fewer calls.',
	endpoint: 'queryEsimOrder',
	check: ['iccid'],
	fields: [iccidField, simplifyField],
	async execute(call) {
		const { parameters } = call;
		const iccid = parameters.iccid('iccid');
		const simplify = parameters.flag('simplify');
		const rows = await matchingOrders(call, { iccid }, Infinity);
		const usage = usageOf(iccid, rows, clock.now());
		if (usage === null) {
			throw inputFailure(
				'MIOeSIM lists no data plan for this SIM card',
				`Check '${parameters.label('iccid')}', and that the card was bought with the account of the credential`,
				{ endpoint: 'queryEsimOrder' },
			);
		}
		return simplify ? [asItem(usage)] : rawItems(rows);
	},
};

export const getDetail: Operation = {
	name: 'Get Detail',
	action: 'Get detail of SIM card',
	help: "Retrieve the state of an eSIM profile, unchanged. Ask MIOeSIM to enable this for your account and your server's IP address.",
	endpoint: 'getESIMDetail',
	check: ['iccid'],
	fields: [iccidField],
	async execute({ parameters, client }) {
		const iccid = parameters.iccid('iccid');
		const data = await client.ask('getESIMDetail', { iccid });
		const detail = record(data);
		// The shape is undocumented, so everything is passed on unchanged.
		const fields = Object.keys(detail).length > 0 || data === null ? detail : { detail: data };
		return [asItem({ ...fields, iccid: text(detail.iccid) ?? iccid })];
	},
};

export const getHistory: Operation = {
	name: 'Get History',
	action: 'Get plan history of SIM card',
	help: 'List the past and current data plans of a SIM card, one item for each',
	endpoint: 'getHistoryDetail',
	check: ['iccid'],
	fields: [iccidField, ...returnAllFields, simplifyField],
	async execute(call) {
		const itemsOf = readRows(call, historyEntryOf);
		const iccid = call.parameters.iccid('iccid');
		return itemsOf(await call.client.ask('getHistoryDetail', { iccid }));
	},
};

export const getQrCode: Operation = {
	name: 'Get QR Code',
	action: 'Get QR code of SIM card',
	help: 'Create a QR code and install links for iPhone and Android from an activation code (LPA string). Makes no API call.',
	endpoint: null,
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
