import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { inputFailure } from '../../../mioesim/codes/failures';
import { readIccid } from '../../../mioesim/shapes/card';
import { records, text } from '../../../mioesim/values';
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
 * Adds the QR code of every eSIM: for an item that is a card, or for each card of an item that is an
 * order. `qrCodeContentId` of a card identifies its image: n8n's Send Email shows it inside the text as
 * `<img src="cid:…">`. Cards without an activation code, such as physical ones, have none. `emailHtml` and
 * `emailText` are a ready email to the customer.
 *
 * @param field binary field of the first image; further ones of an item get `_2`, `_3`, …
 * @throws {Failure} as `qrCodeOf`
 */
export async function withQrCodes(
	call: ItemCall,
	items: OutputItem[],
	field: string,
): Promise<OutputItem[]> {
	const withQrCode = async (item: OutputItem) => {
		const { json } = item;
		const binary: Record<string, IBinaryData> = {};
		const cards: IDataObject[] = [];
		for (const card of records(json.cards ?? json)) {
			const lpa = text(card.lpa);
			const ordinal = Object.keys(binary).length + 1;
			const name = ordinal === 1 ? field : `${field}_${ordinal}`;
			if (lpa !== null)
				binary[name] = await qrCodeOf(call, lpa, readIccid(card.iccid) ?? `esim-${ordinal}`);
			cards.push({ ...(card as IDataObject), qrCodeContentId: lpa === null ? null : name });
		}
		const email = emailOf(json, cards);
		const isCard = json.cards === undefined;
		const shown = isCard
			? customerFirst({ ...json, ...cards[0], ...email })
			: asItem({ ...json, cards, ...email });
		return { ...item, ...shown, ...(Object.keys(binary).length > 0 ? { binary } : {}) };
	};
	return await Promise.all(items.map(withQrCode));
}
