import { settle, type Failure } from '../../../../mioesim/codes/failure';
import { ledger } from '../../../../mioesim/lines/ledger';
import { textField, toggle } from '../../fields/builders';
import { orderIccidsField, orderNumberField } from '../../fields/common';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';

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
		const iccids = parameters.iccidsOrAll('iccids');
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
		resolution: `The email may have been sent, so it was not sent again, and MIOeSIM keeps no record of emails. Ask the customer, or run the item again if a second email does no harm. What happened: ${failure.details.meaning}. ${failure.details.resolution}`,
		retryable: false,
	});
}
