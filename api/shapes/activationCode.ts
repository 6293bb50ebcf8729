/**
 * The activation code of an eSIM (GSMA SGP.22, section 4.1): what a QR code holds and a phone installs.
 *
 * `LPA:1$SM-DP+ address$matching ID[$OID][$1]`: format, server, profile, object identifier of the
 * server, and a `1` where the phone has to ask for a confirmation code.
 */
export interface ActivationCode {
	/** Spelled as the standard has it, whatever way it came: upper-case `LPA:`, no empty end. */
	lpa: string;
	/** Host name of the server that the profile is loaded from. */
	smdpAddress: string;
	/** Which profile. Empty where the server knows it by the phone alone. */
	matchingId: string;
	oid: string | null;
	/** The phone asks for a code that the seller has to hand over separately. */
	confirmationCodeRequired: boolean;
}

/** Longer text is none; percent-encoded twice, the longest code stays below it. */
const LONGEST = 1000;

/** Encoded when it was put into a link, and once more when the link was put into another. */
const MOST_ENCODINGS = 2;

/** Signs without width at the ends, which a copied text brings along. */
const INVISIBLE = /^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/g;

const LONGEST_HOST = 253;
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** The standard wants capitals; servers give out lower case as well. */
const MATCHING_ID = /^[a-z0-9-]{0,255}$/i;

/** What programs write where a value is missing: `LPA:1$host$null` installs nothing. */
const NO_ID = /^(?:null|undefined|none|nan|na|n-a|pending|-+)$/i;
const OID = /^[0-9]{1,10}(?:\.[0-9]{1,10}){1,20}$/;

/** What later versions of the standard append; phones skip what they do not know. */
const APPENDED = /^[a-z0-9.-]{0,64}$/i;
const MOST_APPENDED = 4;

/**
 * Reads an activation code in every spelling that it is met in: with or without the prefix, in any
 * case, between white space, percent-encoded once or twice.
 *
 * @returns null for anything else: a link, a picture, prose, a matching ID alone
 */
export function readActivationCode(value: unknown): ActivationCode | null {
	if (typeof value !== 'string' || value.length > LONGEST) return null;
	const content = decoded(value.replace(INVISIBLE, ''));
	if (content === null) return null;
	const [format, host, matchingId, ...more] = content.replace(/^LPA:/i, '').split('$');
	if (format !== '1' || host === undefined || matchingId === undefined) return null;
	if (!isHostName(host) || !(matchingId === '' || isMatchingId(matchingId))) return null;
	return withOptions(host, matchingId, more);
}

/**
 * The activation code that a server and a matching ID make, where the API tells them one by one.
 *
 * @returns null when either is missing or is not valid
 */
export function buildActivationCode(host: unknown, matchingId: unknown): ActivationCode | null {
	if (typeof host !== 'string' || typeof matchingId !== 'string') return null;
	const parts = [host, matchingId].map((part) => part.replace(INVISIBLE, ''));
	return parts.includes('') ? null : readActivationCode(`LPA:1$${parts.join('$')}`);
}

/** A host name with a domain; an address of numbers has no certificate that a phone would take. */
export function isHostName(value: string): boolean {
	if (value.length > LONGEST_HOST) return false;
	const labels = value.split('.');
	const top = labels[labels.length - 1];
	return labels.length > 1 && labels.every((label) => HOST_LABEL.test(label)) && /[a-z]/i.test(top);
}

/** A matching ID that tells one profile from another. */
export function isMatchingId(value: string): boolean {
	return value !== '' && MATCHING_ID.test(value) && !NO_ID.test(value);
}

function withOptions(host: string, matchingId: string, more: string[]): ActivationCode | null {
	// Some leave out the empty place of the OID before the flag.
	const [oid = '', flag = '', ...appended] = more[0] === '1' ? ['', ...more] : more;
	if (oid !== '' && !OID.test(oid)) return null;
	if (!['', '0', '1'].includes(flag)) return null;
	if (appended.length > MOST_APPENDED || !appended.every((part) => APPENDED.test(part)))
		return null;
	const confirmationCodeRequired = flag === '1';
	const parts = [host, matchingId, oid, confirmationCodeRequired ? '1' : '', ...appended];
	// The place of the matching ID stays, even where it is empty.
	while (parts.length > 2 && parts[parts.length - 1] === '') parts.pop();
	return {
		lpa: `LPA:1$${parts.join('$')}`,
		smdpAddress: host,
		matchingId,
		oid: oid === '' ? null : oid,
		confirmationCodeRequired,
	};
}

/** @returns null when it is encoded more often, or badly */
function decoded(value: string): string | null {
	let content = value;
	try {
		for (let times = 0; times < MOST_ENCODINGS && content.includes('%'); times++) {
			content = decodeURIComponent(content);
		}
	} catch {
		return null;
	}
	return content.includes('%') ? null : content.replace(INVISIBLE, '');
}
