import type { IBinaryData } from 'n8n-workflow';

import { inputFailure } from '../../../mioesim/codes/failures';
import { readIccid, type Card } from '../../../mioesim/shapes/card';
import { qrPng } from '../../../mioesim/vendor/qrPng';
import type { ItemCall, OutputItem } from '../operation';
import { emailOf } from './email';
import { asItem, customerFirst } from './shaping';

/**
 * The QR code that installs an eSIM, as a PNG for a binary field.
 *
 * @param lpa the full LPA string
 * @param fileName without extension
 * @throws {Failure} when n8n can't store the file
 */
export async function qrCodeOf(
	{ context }: ItemCall,
	lpa: string,
	fileName: string,
): Promise<IBinaryData> {
	try {
		const png = Buffer.from(qrPng(lpa));
		return await context.helpers.prepareBinaryData(png, `${fileName}.png`, 'image/png');
	} catch {
		// The cause may quote the activation code.
		throw inputFailure(
			'The QR code could not be stored',
			'Check where your n8n server stores binary data, and whether its disk is full. Then create it from the activation code with SIM Card > Get QR Code',
		);
	}
}

/**
 * Adds the QR code of every eSIM to an item that is a card, or an order with cards. `qrCodeContentId` of a
 * card identifies its image: n8n's Send Email shows it inside the text as `<img src="cid:…">`. Cards
 * without an activation code, such as physical ones, have none. `emailHtml` and `emailText` are a ready
 * email to the customer.
 *
 * @param field binary field of the first image; further ones get `_2`, `_3`, …
 * @throws {Failure} as `qrCodeOf`
 */
export async function withQrCodes(
	call: ItemCall,
	{ json }: OutputItem,
	field: string,
): Promise<OutputItem> {
	const binary: Record<string, IBinaryData> = {};
	const cards = [];
	for (const card of (json.cards ?? [json]) as unknown as Card[]) {
		const { lpa } = card;
		const ordinal = Object.keys(binary).length + 1;
		const name = ordinal === 1 ? field : `${field}_${ordinal}`;
		if (lpa !== null) {
			binary[name] = await qrCodeOf(call, lpa, readIccid(card.iccid) ?? `esim-${ordinal}`);
		}
		cards.push({ ...card, qrCodeContentId: lpa && name });
	}
	const email = emailOf(json.productName, cards);
	const item = json.cards
		? asItem({ ...json, cards, ...email })
		: customerFirst({ ...cards[0], ...email });
	return Object.keys(binary).length > 0 ? { ...item, binary } : item;
}
