import { toIso } from '../dates';
import { number, record, text, type JsonRecord } from '../values';

/** An eSIM profile or a physical SIM card, with the data plan on it. */
export interface Card {
	/** Identifier of the card: 13 to 20 digits, always text. */
	iccid: string | null;
	/** Activation code for a QR code: `LPA:1$SM-DP+ address$matching ID`. */
	lpa: string | null;
	smdpAddress: string | null;
	matchingId: string | null;
	/** Opens the installation on an iPhone. */
	iosInstallUrl: string | null;
	/** Opens the installation on an Android phone. */
	androidInstallUrl: string | null;
	pdfUrl: string | null;
	/** Size of the data plan, e.g. `6GB`. */
	data: string | null;
	validityDays: number | null;
	/** Last moment to start the plan, ISO 8601. */
	activateBefore: string | null;
	apn: string | null;
	mobileNumber: string | null;
	usedMb: number | null;
	/** First use of the plan, ISO 8601; null while it has not started. */
	startDate: string | null;
	endDate: string | null;
	/** Distribution partner of a physical SIM card. */
	dpId: string | null;
	eid: string | null;
}

const IOS_INSTALL = 'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=';
const ANDROID_INSTALL = 'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=';

export interface Activation {
	lpa: string | null;
	smdpAddress: string | null;
	matchingId: string | null;
	iosInstallUrl: string | null;
	androidInstallUrl: string | null;
}

/** `:` and `$` are legal in a query, and phones expect them bare. */
function inQuery(lpa: string): string {
	return encodeURIComponent(lpa).replace(/%3A/g, ':').replace(/%24/g, '$');
}

/**
 * Everything that installs an eSIM, from whichever of its pieces are known: the full LPA string,
 * or SM-DP+ address and matching ID.
 */
export function activation(
	lpa: string | null,
	smdpAddress: string | null = null,
	matchingId: string | null = null,
): Activation {
	const full =
		lpa ??
		(smdpAddress !== null && matchingId !== null ? `LPA:1$${smdpAddress}$${matchingId}` : null);
	const [, address = null, id = null] = full?.split('$') ?? [];
	return {
		lpa: full,
		smdpAddress: smdpAddress ?? address,
		matchingId: matchingId ?? id,
		iosInstallUrl: full === null ? null : IOS_INSTALL + inQuery(full),
		androidInstallUrl: full === null ? null : ANDROID_INSTALL + inQuery(full),
	};
}

/** A card of an Order object (`cardApiDtoList`; contract, section 5). */
export function cardOfOrder(value: unknown): Card {
	const card = record(value);
	return {
		iccid: text(card.iccid),
		...activation(text(card.code), text(card.sm_dp_address), text(card.activationCode)),
		pdfUrl: text(card.pdfUrl),
		data: text(card.data),
		validityDays: number(card.validity),
		activateBefore: toIso(card.activateBefore),
		apn: text(card.apn),
		mobileNumber: text(card.mobileNumber),
		usedMb: number(card.usedMB),
		startDate: toIso(card.startDate),
		endDate: toIso(card.endDate),
		dpId: text(card.dpId),
		eid: text(card.eid),
	};
}

/** A plan of a queryEsimOrder row (`packageList`), which knows nothing about installation. */
export function cardOfRow(plan: JsonRecord): Card {
	const amount = text(plan.flows);
	return {
		...cardOfOrder({}),
		iccid: text(plan.iccid),
		data: amount === null ? null : amount + (text(plan.unit) ?? ''),
		validityDays: number(plan.days),
		usedMb: number(plan.usedMb),
		startDate: toIso(plan.beginDate),
		endDate: toIso(plan.endDate),
	};
}
