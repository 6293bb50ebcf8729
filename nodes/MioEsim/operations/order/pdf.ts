import { settle, type Failure } from '../../../../mioesim/codes/failure';
import { inputFailure, replyFailure } from '../../../../mioesim/codes/failures';
import { ledger } from '../../../../mioesim/lines/ledger';
import { readIccid } from '../../../../mioesim/shapes/card';
import { record, text } from '../../../../mioesim/values';
import { textField, toggle } from '../../../shared/builders';
import { orderIccidsField, orderNumberField, outputFileField } from '../../fields/common';
import { asItem, resultOf } from '../../output/shaping';
import type { ItemCall, Operation, OutputItem } from '../../operation';

interface CardPdf {
	orderNumber: string;
	iccid: string;
	pdfUrl: string | null;
}

/** The reply of handlerEsimPdf, a map from ICCID to link. A key that is not an ICCID is not a card. */
function linksOf(data: unknown): Map<string, string | null> {
	const links = new Map<string, string | null>();
	for (const [name, link] of Object.entries(record(data))) {
		const iccid = readIccid(name);
		if (iccid !== null) links.set(iccid, text(link));
	}
	return links;
}

/** @param field of the binary data; null for the link alone */
async function itemOf(call: ItemCall, pdf: CardPdf, field: string | null): Promise<OutputItem> {
	if (pdf.pdfUrl === null) throw replyFailure('no link to a PDF', 'handlerEsimPdfLink');
	if (!/^https?:/i.test(pdf.pdfUrl) || !URL.canParse(pdf.pdfUrl)) {
		throw replyFailure('a link that is not a web address', 'handlerEsimPdfLink');
	}
	if (field === null) return asItem(pdf);
	const file = await call.client.pdf(pdf.pdfUrl);
	const name = `${pdf.iccid}.pdf`;
	try {
		const binary = await call.context.helpers.prepareBinaryData(file, name, 'application/pdf');
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
	value: 'getPdf',
	action: 'Get PDF with QR code of order',
	description:
		'Retrieve the PDFs with the QR codes of an order, as links or files, one item per card',
	kind: 'read',
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
		const data = await client.ask('handlerEsimPdfLink', {
			type: 'link',
			orderId: orderNumber,
			iccids,
		});
		const links = linksOf(data);
		const wanted = iccids.length > 0 ? iccids : [...links.keys()];
		if (wanted.length === 0) throw replyFailure('no link to a PDF', 'handlerEsimPdfLink');
		const pdfs = wanted.map((iccid): CardPdf => {
			return { orderNumber, iccid, pdfUrl: links.get(iccid) ?? null };
		});
		return await resultOf(call, pdfs, async (pdf) => [await itemOf(call, pdf, field)]);
	},
};

export const sendPdf: Operation = {
	name: 'Send PDF',
	value: 'sendPdf',
	action: 'Send PDF of order by email',
	description: 'Have MIOeSIM email the PDFs with the QR codes of an order to a customer',
	kind: 'write',
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
		const mail = {
			type: 'email',
			// The order number, under another name (docs/api.md, section 7).
			orderId: orderNumber,
			iccids,
			email,
			saveType: emailSaved || null,
		};
		// From now on, another address on the order is no sign of another customer's order.
		if (emailSaved) ledger.savedEmails.set(orderNumber.toUpperCase(), true);
		const send = async () => await client.ask('handlerEsimPdfEmail', mail);
		const sent = await settle(purchaseTurn(send));
		if (!sent.ok) throw asMail(sent.failure);
		done(`email for order ${orderNumber}`);
		// MIOeSIM's reply is empty, so return what was requested.
		return [asItem({ orderNumber, email, emailSaved, allCards: iccids.length === 0, iccids })];
	},
};

/** MIOeSIM keeps no list of emails, so an unknown outcome stays unknown. */
function asMail(failure: Failure): Failure {
	if (failure.details.outcome !== 'unknown') return failure;
	return failure.with({
		resolution: `The email may have been sent, so it was not sent again, and MIOeSIM keeps no record of emails. Ask the customer, or run the item again if a second email does no harm. What happened: ${failure.message}`,
		retryable: false,
	});
}
