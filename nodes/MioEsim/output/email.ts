import type { IDataObject } from 'n8n-workflow';

import { dataSize } from '../../../mioesim/shapes/package';
import { number, record, text } from '../../../mioesim/values';

/** Text from the API, or a field name, in HTML: between tags or in an attribute. */
function escaped(content: string): string {
	const entities: Record<string, string> = {
		'&': 'amp',
		'<': 'lt',
		'>': 'gt',
		'"': 'quot',
		"'": '#39',
	};
	return content.replace(/[&<>"']/g, (sign) => `&${entities[sign]};`);
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const paragraph = (content: string, style = '') =>
	`<p style="margin:0 0 12px;font-size:15px;line-height:1.5;color:#1f2933;${style}">${content}</p>`;
const button = (link: string, label: string) =>
	`<a href="${escaped(link)}" style="display:inline-block;margin:0 8px 12px 0;padding:11px 18px;border-radius:6px;background:#1a56db;color:#ffffff;font-size:15px;text-decoration:none">${label}</a>`;

/** What a traveler has to do, and when. Phones from these versions on open an install link. */
const BEFORE =
	'Install the eSIM before you leave, while you are on Wi-Fi. It connects when you arrive: turn on the eSIM and its data roaming there.';
const ONCE =
	'The code works once, on one phone. Do not delete the eSIM from the phone: it cannot be installed again.';
const IPHONE = 'iPhone with iOS 17.4 or later';
const ANDROID = 'Android 10 or later';
const SCAN =
	'Any other phone: open this email on a second screen and scan the QR code with the camera';
const BY_HAND = 'No camera? Enter the codes by hand in the eSIM settings of the phone';

/** What the card is, by name: only what MIOeSIM told. */
function factsOf(card: IDataObject): Array<[string, string]> {
	const days = number(card.validityDays);
	const facts: Array<[string, string | null]> = [
		['Data', dataSize(card.data)],
		['Valid for', days === null ? null : `${days} ${days === 1 ? 'day' : 'days'}`],
		['Install and activate before', text(card.activateBefore)?.slice(0, 10) ?? null],
		['Valid until', text(card.endDate)?.slice(0, 10) ?? null],
		['APN', text(card.apn)],
		['ICCID', text(card.iccid)],
	];
	return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function codesOf(card: IDataObject): Array<[string, string]> {
	return [
		['SM-DP+ address', text(card.smdpAddress) ?? ''],
		['Activation code', text(card.matchingId) ?? ''],
	];
}

function table(rows: Array<[string, string]>): string {
	const cell = (content: string, style: string) =>
		`<td style="padding:4px 16px 4px 0;font-size:14px;vertical-align:top;${style}">${escaped(content)}</td>`;
	const lines = rows.map(
		([name, value]) =>
			`<tr>${cell(name, 'color:#616e7c')}${cell(value, 'color:#1f2933;word-break:break-all')}</tr>`,
	);
	return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px">${lines.join('')}</table>`;
}

function cardHtml(card: IDataObject, title: string): string {
	return [
		`<h2 style="margin:0 0 12px;font-size:19px;color:#1f2933">${escaped(title)}</h2>`,
		table(factsOf(card)),
		paragraph(`<b>${IPHONE}</b> or <b>${ANDROID}</b>: open this email on the phone and tap`),
		button(text(card.iosInstallUrl) ?? '', 'Install on iPhone'),
		button(text(card.androidInstallUrl) ?? '', 'Install on Android'),
		paragraph(`${SCAN}:`),
		`<img src="cid:${escaped(String(card.qrCodeContentId))}" width="220" height="220" alt="QR code of the eSIM" style="display:block;margin:0 0 16px;border:1px solid #e4e7eb">`,
		paragraph(`${BY_HAND}:`),
		table(codesOf(card)),
	].join('');
}

function cardText(card: IDataObject, title: string): string {
	const lines = (rows: Array<[string, string]>) => rows.map(([name, value]) => `${name}: ${value}`);
	return [
		title,
		...lines(factsOf(card)),
		'',
		`${IPHONE}: ${String(card.iosInstallUrl)}`,
		`${ANDROID}: ${String(card.androidInstallUrl)}`,
		`${SCAN}.`,
		`${BY_HAND}:`,
		...lines(codesOf(card)),
	].join('\n');
}

/**
 * The body of an email to the customer with all eSIMs of an item, which any Send Email node takes as it is:
 * as HTML that shows the QR codes by `cid:`, and as text. Both are null when there is nothing to install.
 *
 * @param order fields of the order, e.g. `productName`
 * @param cards the cards with `qrCodeContentId`; null there means that there is no eSIM to install
 */
export function emailOf(order: IDataObject, cards: IDataObject[]) {
	const esims = cards.filter(({ qrCodeContentId }) => typeof qrCodeContentId === 'string');
	if (esims.length === 0) return { emailHtml: null, emailText: null };
	const product = text(record(order).productName) ?? 'Your travel eSIM';
	const title = (index: number) =>
		esims.length === 1 ? product : `${product} (${index + 1} of ${esims.length})`;
	const rule = '<hr style="border:0;border-top:1px solid #e4e7eb;margin:8px 0 20px">';
	const html = [
		paragraph(BEFORE),
		...esims.map((card, index) => cardHtml(card, title(index)) + rule),
		paragraph(ONCE, 'margin:0'),
	].join('');
	return {
		emailHtml: `<div style="${FONT};background:#ffffff;max-width:560px;margin:0 auto;padding:24px">${html}</div>`,
		emailText: [BEFORE, ...esims.map((card, index) => cardText(card, title(index))), ONCE].join(
			'\n\n',
		),
	};
}
