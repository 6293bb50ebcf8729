import type { Card } from '../../../mioesim/shapes/card';
import { text } from '../../../mioesim/values';
import { asHtml } from '../../shared/failures';

/** A card; `qrCodeContentId` is null when there is no eSIM to install. */
type MailedCard = Card & { qrCodeContentId: string | null };

/** Text from the API, or a field name, in HTML: between tags or in an attribute in double quotes. */
const escaped = (content: string) => asHtml(content).replace(/"/g, '&quot;');

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const paragraph = (content: string, style = '') =>
	`<p style="margin:0 0 12px;font-size:15px;line-height:1.5;color:#1f2933;${style}">${content}</p>`;
const button = (link: string | null, label: string) =>
	`<a href="${escaped(link ?? '')}" style="display:inline-block;margin:0 8px 12px 0;padding:11px 18px;border-radius:6px;background:#1a56db;color:#ffffff;font-size:15px;text-decoration:none">${label}</a>`;

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

/** What is shown under each name; nothing for what MIOeSIM didn't tell. */
type Facts = Readonly<Record<string, string | null | undefined>>;

const factsOf = ({ validityDays: days, ...card }: Card): Facts => ({
	Data: card.data,
	'Valid for': days === null ? null : `${days} ${days === 1 ? 'day' : 'days'}`,
	'Install and activate before': card.activateBefore?.slice(0, 10),
	'Valid until': card.endDate?.slice(0, 10),
	APN: card.apn,
	ICCID: card.iccid,
});
const codesOf = (card: Card): Facts => ({
	'SM-DP+ address': card.smdpAddress,
	'Activation code': card.matchingId,
});

function rowsOf(facts: Facts, row: (name: string, value: string) => string): string[] {
	return Object.entries(facts).flatMap(([name, value]) => (value ? row(name, value) : []));
}

function table(facts: Facts): string {
	const cell = (content: string, style: string) =>
		`<td style="padding:4px 16px 4px 0;font-size:14px;vertical-align:top;${style}">${escaped(content)}</td>`;
	const rows = rowsOf(
		facts,
		(name, value) =>
			`<tr>${cell(name, 'color:#616e7c')}${cell(value, 'color:#1f2933;word-break:break-all')}</tr>`,
	);
	return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px">${rows.join('')}</table>`;
}

function cardHtml(card: MailedCard, title: string): string {
	return [
		`<h2 style="margin:0 0 12px;font-size:19px;color:#1f2933">${escaped(title)}</h2>`,
		table(factsOf(card)),
		paragraph(`<b>${IPHONE}</b> or <b>${ANDROID}</b>: open this email on the phone and tap`),
		button(card.iosInstallUrl, 'Install on iPhone'),
		button(card.androidInstallUrl, 'Install on Android'),
		paragraph(`${SCAN}:`),
		`<img src="cid:${escaped(String(card.qrCodeContentId))}" width="220" height="220" alt="QR code of the eSIM" style="display:block;margin:0 0 16px;border:1px solid #e4e7eb">`,
		paragraph(`${BY_HAND}:`),
		table(codesOf(card)),
		'<hr style="border:0;border-top:1px solid #e4e7eb;margin:8px 0 20px">',
	].join('');
}

function cardText(card: MailedCard, title: string): string {
	const line = (name: string, value: string) => `${name}: ${value}`;
	return [
		title,
		...rowsOf(factsOf(card), line),
		'',
		`${IPHONE}: ${card.iosInstallUrl}`,
		`${ANDROID}: ${card.androidInstallUrl}`,
		`${SCAN}.`,
		`${BY_HAND}:`,
		...rowsOf(codesOf(card), line),
	].join('\n');
}

/**
 * The body of an email to the customer with all eSIMs of an item, which any Send Email node takes as it is:
 * as HTML that shows the QR codes by `cid:`, and as text. Both are null when there is nothing to install.
 */
export function emailOf(productName: unknown, cards: MailedCard[]) {
	const esims = cards.filter(({ qrCodeContentId }) => qrCodeContentId !== null);
	if (esims.length === 0) return { emailHtml: null, emailText: null };
	const product = text(productName) ?? 'Your travel eSIM';
	const partsOf = (part: (card: MailedCard, title: string) => string) =>
		esims.map((card, index) => {
			const which = esims.length === 1 ? '' : ` (${index + 1} of ${esims.length})`;
			return part(card, product + which);
		});
	const html = [paragraph(BEFORE), ...partsOf(cardHtml), paragraph(ONCE, 'margin:0')].join('');
	return {
		emailHtml: `<div style="${FONT};background:#ffffff;max-width:560px;margin:0 auto;padding:24px">${html}</div>`,
		emailText: [BEFORE, ...partsOf(cardText), ONCE].join('\n\n'),
	};
}
