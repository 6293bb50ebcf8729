import { settle } from '../../../mioesim/codes/failure';
import { inputFailure, replyFailure } from '../../../mioesim/codes/failures';
import { ledger } from '../../../mioesim/lines/ledger';
import { readIccid } from '../../../mioesim/shapes/card';
import { record, text } from '../../../mioesim/values';
import { textField, toggle } from '../../shared/builders';
import { orderIccidsField, orderNumberField, outputFileField } from '../fields/common';
import { asItem, resultOf } from '../output/shaping';
import type { ItemCall, Operation, OutputItem } from '../operation';

const noLink = () => replyFailure('no link to a PDF', 'handlerEsimPdfLink');

/** @param field of the binary data; null for the link alone */
async function itemOf(
	{ client, context }: ItemCall,
	pdf: { orderNumber: string; iccid: string; pdfUrl: string | null },
	field: string | null,
): Promise<OutputItem> {
	const { iccid, pdfUrl } = pdf;
	if (pdfUrl === null) throw noLink();
	if (!/^https?:/i.test(pdfUrl) || !URL.canParse(pdfUrl))
		throw replyFailure('a link that is not a web address', 'handlerEsimPdfLink');
	if (field === null) return asItem(pdf);
	const file = await client.pdf(pdfUrl);
	const name = `${iccid}.pdf`;
	try {
		const binary = await context.helpers.prepareBinaryData(file, name, 'application/pdf');
		return { ...asItem(pdf), binary: { [field]: binary } };
	} catch {
		// The cause may quote the file name, which is the ICCID.
		throw inputFailure(
			'The PDF could not be stored',
			"Check where your n8n server stores binary data, and whether its disk is full. With 'Download' off, the node returns only the link",
			{ endpoint: 'handlerEsimPdfLink' },
		);
	}
}

export const getPdf: Operation = {
	name: 'Get PDF',
	action: 'Get PDF with QR code of order',
	help: 'Retrieve the PDFs with the QR codes of an order, as links or files, one item per card',
	endpoint: 'handlerEsimPdfLink',
	check: ['orderNumber', 'iccids'],
	fields: [
		orderNumberField,
		orderIccidsField,
		toggle('Download', 'download', {
			help: 'Whether to download the files instead of returning their links only',
		}),
		outputFileField('data', 'The name of the output field to put the file in', {
			displayOptions: { show: { download: [true] } },
		}),
	],
	async execute(call) {
		const { parameters, client } = call;
		const orderNumber = parameters.text('orderNumber');
		const iccids = [...new Set(parameters.iccids('iccids'))];
		const field = parameters.flag('download') ? parameters.text('binaryPropertyName') : null;
		// The order number, under another name (docs/api.md, section 7).
		const asked = { type: 'link', orderId: orderNumber, iccids };
		// A map from ICCID to link. A key that is not an ICCID is not a card.
		const reply = Object.entries(record(await client.ask('handlerEsimPdfLink', asked)));
		const links = new Map(reply.map(([name, link]) => [readIccid(name), text(link)]));
		const all = [...links.keys()].filter((iccid) => iccid !== null);
		const wanted = iccids.length > 0 ? iccids : all;
		if (wanted.length === 0) throw noLink();
		const pdfs = wanted.map((iccid) => ({ orderNumber, iccid, pdfUrl: links.get(iccid) ?? null }));
		return await resultOf(call, pdfs, async (pdf) => [await itemOf(call, pdf, field)]);
	},
};

export const sendPdf: Operation = {
	name: 'Send PDF',
	action: 'Send PDF of order by email',
	help: 'Have MIOeSIM email the PDFs with the QR codes of an order to a customer',
	endpoint: 'handlerEsimPdfEmail',
	check: ['orderNumber', 'iccids', 'email'],
	fields: [
		orderNumberField,
		orderIccidsField,
		textField('Email', 'email', 'The email address to send the PDFs to', {
			typeOptions: { textKind: 'email' },
			required: true,
			placeholder: 'e.g. nathan@example.com',
		}),
		toggle('Save Email', 'saveEmail', 'Whether to store the address on the order'),
	],
	async execute({ parameters, client, purchaseTurn, done }) {
		const orderNumber = parameters.text('orderNumber');
		const iccids = [...new Set(parameters.iccids('iccids'))];
		const email = parameters.text('email');
		const emailSaved = parameters.flag('saveEmail');
		// The order number, under another name (docs/api.md, section 7).
		const told = { orderId: orderNumber, iccids, email, saveType: emailSaved || null };
		// From now on, another address on the order is no sign of another customer's order.
		if (emailSaved) ledger.savedEmails.set(orderNumber.toUpperCase(), true);
		const send = async () => await client.ask('handlerEsimPdfEmail', { type: 'email', ...told });
		const sent = await settle(purchaseTurn(send));
		if (!sent.ok && sent.failure.details.outcome === 'unknown') {
			// MIOeSIM keeps no list of emails, so an unknown outcome stays unknown.
			throw sent.failure.with({
				resolution: `The email may have been sent, so it was not sent again, and MIOeSIM keeps no record of emails. Ask the customer, or run the item again if a second email does no harm. What happened: ${sent.failure.message}`,
				retryable: false,
			});
		}
		if (!sent.ok) throw sent.failure;
		done(`email for order ${orderNumber}`);
		// MIOeSIM's reply is empty, so return what was requested.
		return [asItem({ orderNumber, email, emailSaved, allCards: iccids.length === 0, iccids })];
	},
};
