import type { IBinaryData } from 'n8n-workflow';

import { inputFailure } from '../../../api/codes/failures';
import { records, text } from '../../../api/values';
import { qrPng } from '../../../vendor/qrPng';
import type { ItemCall, OutputItem } from '../operation';

/**
 * The QR code that installs an eSIM, as a PNG for a binary field.
 *
 * @param lpa the full LPA string
 * @param fileName without extension
 * @throws {Failure} when n8n cannot store the file
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
		throw notStored();
	}
}

function notStored() {
	return inputFailure(
		'The QR code could not be stored',
		'Check where your n8n keeps binary data, and whether its disk is full. Afterwards SIM Card > Get QR Code draws it from the activation code',
	);
}

/**
 * Adds the QR code of every eSIM: of the card that an item is, or of each card of the order that it
 * is. Cards without an activation code, such as physical ones, have none.
 *
 * @param field binary field of the first; further ones of an item get `_2`, `_3`, …
 * @throws {Failure} as `qrCodeOf`
 */
export async function withQrCodes(
	call: ItemCall,
	items: OutputItem[],
	field: string,
): Promise<OutputItem[]> {
	return await Promise.all(
		items.map(async ({ json }) => {
			const binary: Record<string, IBinaryData> = {};
			for (const { lpa, iccid } of records(json.cards ?? json)) {
				const content = text(lpa);
				if (content === null) continue;
				const ordinal = Object.keys(binary).length + 1;
				const name = ordinal === 1 ? field : `${field}_${ordinal}`;
				binary[name] = await qrCodeOf(call, content, text(iccid) ?? `esim-${ordinal}`);
			}
			return { json, binary };
		}),
	);
}
