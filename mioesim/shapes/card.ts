import { toEndIso, toIso } from '../dates';
import { firstList, flag, number, record, text, told, type JsonRecord } from '../values';
import {
	buildActivationCode,
	hostIn,
	isHostName,
	isMatchingId,
	readActivationCode,
	type ActivationCode,
} from './activationCode';
import { dataSize, usedMbOf } from './package';

/** Longer text is not an ICCID, whatever surrounds its digits. */
const LONGEST_ICCID = 100;

/** Labels that people write before the number. An order number also has letters before its digits. */
const LABEL =
	/^(?:(?:e?sim|card|iccids?|number|no|nr|卡号|卡號)(?=[^a-z])[\s.:#=_-]*){1,4}|^iccid/i;

/** Separators between the digits: white space, zero-width characters, dashes of any length. */
const SEPARATORS = /[\s\u200B-\u200D\u2060\uFEFF\u2010-\u2015\u2212_-]/g;

const DIGITS = /^[0-9]{13,20}$/;

/**
 * Reads the number of a SIM card, the ICCID (docs/api.md, section 5), as people and systems write it: with
 * spaces, dashes, a label, quotation marks, full-width digits, or the `F` that fills the last byte on the
 * card.
 *
 * @returns 13 to 20 digits, always as text, or null. A number beyond 2^53 has already lost digits, so it is
 *   not an ICCID
 */
export function readIccid(value: unknown): string | null {
	const isNumber = typeof value === 'number' && value > 0 && Number.isSafeInteger(value);
	const content = isNumber ? String(value) : value;
	if (typeof content !== 'string' || content.length > LONGEST_ICCID) return null;
	const digits = content
		.normalize('NFKC')
		.replace(/^[\s"'`’‘“”]+|[\s"'`’‘“”]+$/g, '')
		.replace(LABEL, '')
		.replace(SEPARATORS, '')
		.replace(/f{1,7}$/i, '');
	return DIGITS.test(digits) ? digits : null;
}

/**
 * Text in which the API sends an ICCID. Text that is not an ICCID stays unchanged, so that a person can
 * look at it.
 */
export function iccidOf(value: unknown): string | null {
	return readIccid(value) ?? (typeof value === 'string' ? text(value) : null);
}

/** Everything that installs an eSIM, for an email, a QR code, or manual entry; all null without a code. */
export function activation(code: ActivationCode | null) {
	const { lpa = null, smdpAddress = null, matchingId = null } = code ?? {};
	// `:` and `$` are allowed in a query, and phones expect them unencoded.
	const data = lpa && encodeURIComponent(lpa).replace(/%3A/g, ':').replace(/%24/g, '$');
	const linkFor = (phone: string) =>
		data && `https://esimsetup.${phone}.com/esim_qrcode_provisioning?carddata=${data}`;
	return {
		...{ lpa, smdpAddress, matchingId },
		iosInstallUrl: linkFor('apple'),
		androidInstallUrl: linkFor('android'),
	};
}

/**
 * The activation code of a card, from whichever parts are readable: the full LPA string, in any field, or
 * SM-DP+ address and matching ID. Without a matching ID it is not delivered yet.
 */
function activationOf(card: JsonRecord) {
	const id = told(card, 'activationCode', 'activation_code');
	const address = hostIn(text(card.sm_dp_address) ?? '');
	const read = [card.code, ...Object.values(card)].map(readActivationCode);
	const code = read.find((each) => each?.matchingId) ?? buildActivationCode(address, id);
	if (code) return activation(code);
	return {
		...activation(null),
		smdpAddress: isHostName(address) ? address : null,
		matchingId: id !== null && isMatchingId(id) ? id : null,
	};
}

/** What the data plan is for. */
export type SimKind = 'esim' | 'physical';

/** @param cardType of a queryEsimOrder row: 0 eSIM, 1 physical */
export function simTypeOf(cardType: unknown): SimKind | null {
	const isPhysical = flag(cardType);
	return isPhysical === null ? null : isPhysical ? 'physical' : 'esim';
}

/** Where an Order object has its cards (docs/api.md, section 7). */
export const CARD_LISTS = ['cardApiDtoList', 'cards', 'cardList'];

export function cardsIn(order: JsonRecord): JsonRecord[] {
	return firstList(order, ...CARD_LISTS);
}

/**
 * Whether a card is ready for a customer: an eSIM needs its activation code, a physical card its ICCID
 * (docs/api.md, section 7: code 0 alone doesn't prove it).
 */
export function isUsable({ lpa, iccid }: Card, kind: SimKind): boolean {
	return kind === 'esim' ? lpa !== null : readIccid(iccid) !== null;
}

/** An eSIM profile or a physical SIM card, with the data plan on it. Times are in ISO 8601. */
export type Card = ReturnType<typeof asCard>;

/**
 * A card of an Order object, or a plan in a row of queryEsimOrder (`packageList`), which contains nothing
 * about installation: docs/api.md, section 5, has the fields of each.
 */
export function asCard(value: unknown) {
	const card = record(value);
	return {
		iccid: iccidOf(card.iccid),
		...activationOf(card),
		pdfUrl: text(card.pdfUrl),
		data: dataSize(card.data) ?? dataSize(card.flows, card.unit),
		validityDays: number(card.validity) ?? number(card.days),
		// The last moment to start the plan.
		activateBefore: toEndIso(card.activateBefore),
		apn: text(card.apn),
		mobileNumber: text(card.mobileNumber),
		usedMb: usedMbOf(card.usedMB) ?? usedMbOf(card.usedMb),
		// The first use of the plan; null until then.
		startDate: toIso(card.startDate) ?? toIso(card.beginDate),
		endDate: toEndIso(card.endDate),
		// Both statuses as MIOeSIM sends them: their values are undocumented.
		planStatus: number(card.status) ?? text(card.status),
		dpId: text(card.dpId),
		dpStatus: number(card.dpStatus) ?? text(card.dpStatus),
		eid: text(card.eid),
	};
}
