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
	/^(?:(?:e?sim|card|iccids?|number|no|nr|卡号|卡號)(?=[^a-z]|$)[\s.:#=_-]*){1,4}|^iccid/i;

/** Separators between the digits: white space, zero-width characters, dashes of any length. */
const SEPARATORS = /[\s\u200B-\u200D\u2060\uFEFF\u2010-\u2015\u2212_-]+/g;

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
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) && DIGITS.test(String(value)) ? String(value) : null;
	}
	if (typeof value !== 'string' || value.length > LONGEST_ICCID) return null;
	const digits = value
		.normalize('NFKC')
		.trim()
		.replace(/^["'`’‘“”]+|["'`’‘“”]+$/g, '')
		.trim()
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
	const iccid = readIccid(value);
	if (iccid !== null || typeof value !== 'string') return iccid;
	return value.trim() || null;
}

/** Whether two spellings mean the same card. */
export function isSameIccid(left: unknown, right: unknown): boolean {
	const iccid = readIccid(left);
	return iccid !== null && iccid === readIccid(right);
}

/** An eSIM profile or a physical SIM card, with the data plan on it. */
export interface Card {
	/** Identifier of the card: 13 to 20 digits, always text. */
	iccid: string | null;
	/** Activation code for a QR code: `LPA:1$SM-DP+ address$matching ID`. */
	lpa: string | null;
	smdpAddress: string | null;
	matchingId: string | null;
	iosInstallUrl: string | null;
	androidInstallUrl: string | null;
	pdfUrl: string | null;
	/** Size of the data plan, e.g. `6 GB`. */
	data: string | null;
	validityDays: number | null;
	/** Last moment to start the plan, ISO 8601. */
	activateBefore: string | null;
	apn: string | null;
	mobileNumber: string | null;
	usedMb: number | null;
	/** First use of the plan, ISO 8601; null until it starts. */
	startDate: string | null;
	endDate: string | null;
	/** Status of the plan as MIOeSIM sends it; its values are undocumented. */
	planStatus: number | string | null;
	/** Distribution partner of a physical SIM card. */
	dpId: string | null;
	/** Status of the card at its partner as MIOeSIM sends it; undocumented. */
	dpStatus: number | string | null;
	eid: string | null;
}

const IOS_INSTALL = 'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=';
const ANDROID_INSTALL = 'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=';

/** What installs an eSIM, each in its own field: for an email, a QR code, or manual entry. */
type Activation = Pick<
	Card,
	'lpa' | 'smdpAddress' | 'matchingId' | 'iosInstallUrl' | 'androidInstallUrl'
>;

/** Everything that installs an eSIM; all null without an activation code. */
export function activation(code: ActivationCode | null): Activation {
	// `:` and `$` are allowed in a query, and phones expect them unencoded.
	const link = code && encodeURIComponent(code.lpa).replace(/%3A/g, ':').replace(/%24/g, '$');
	return {
		lpa: code?.lpa ?? null,
		smdpAddress: code?.smdpAddress ?? null,
		matchingId: code?.matchingId ?? null,
		iosInstallUrl: link === null ? null : IOS_INSTALL + link,
		androidInstallUrl: link === null ? null : ANDROID_INSTALL + link,
	};
}

/**
 * The activation code of a card, from whichever parts are readable: the full LPA string, in any field, or
 * SM-DP+ address and matching ID. Without a matching ID it is not delivered yet.
 */
function activationOf(card: JsonRecord): Activation {
	const id = told(card, 'activationCode', 'activation_code');
	const address = hostIn(text(card.sm_dp_address) ?? '');
	const code =
		[card.code, ...Object.values(card)]
			.map(readActivationCode)
			.find((read) => read !== null && read.matchingId !== '') ?? buildActivationCode(address, id);
	if (code) return activation(code);
	return {
		...activation(null),
		smdpAddress: isHostName(address) ? address : null,
		matchingId: id !== null && isMatchingId(id) ? id : null,
	};
}

/** What the data plan is for. */
export type SimKind = 'esim' | 'physical';

/** `cardType` of a queryEsimOrder row: 0 eSIM, 1 physical. */
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

/** A card of an Order object (`cardApiDtoList`; docs/api.md, section 5). */
export function cardOfOrder(value: unknown): Card {
	const card = record(value);
	return {
		iccid: iccidOf(card.iccid),
		...activationOf(card),
		pdfUrl: text(card.pdfUrl),
		data: dataSize(card.data),
		validityDays: number(card.validity),
		activateBefore: toEndIso(card.activateBefore),
		apn: text(card.apn),
		mobileNumber: text(card.mobileNumber),
		usedMb: usedMbOf(card.usedMB),
		startDate: toIso(card.startDate),
		endDate: toEndIso(card.endDate),
		planStatus: null,
		dpId: text(card.dpId),
		dpStatus: number(card.dpStatus) ?? text(card.dpStatus),
		eid: text(card.eid),
	};
}

/** A plan in a queryEsimOrder row (`packageList`), which contains nothing about installation. */
export function cardOfRow(plan: JsonRecord): Card {
	return {
		...cardOfOrder({}),
		iccid: iccidOf(plan.iccid),
		data: dataSize(plan.flows, plan.unit),
		validityDays: number(plan.days),
		usedMb: usedMbOf(plan.usedMb),
		planStatus: number(plan.status) ?? text(plan.status),
		startDate: toIso(plan.beginDate),
		endDate: toEndIso(plan.endDate),
	};
}
