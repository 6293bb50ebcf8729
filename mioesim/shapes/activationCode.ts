/**
 * The activation code of an eSIM (GSMA SGP.22, section 4.1): what a QR code contains and a phone
 * installs.
 *
 * `LPA:1$SM-DP+ address$matching ID[$OID][$1]`: format, server, profile, object identifier of the server,
 * and a `1` if the phone must ask for a confirmation code.
 */
export interface ActivationCode {
	/** In the standard's spelling: upper-case `LPA:`, no empty parts at the end. */
	lpa: string;
	/** Host name of the server that the profile is downloaded from. */
	smdpAddress: string;
	/** Identifies the profile. Empty if the server recognizes the phone alone. */
	matchingId: string;
}

/** Longer text is not an activation code; even percent-encoded twice, the longest one is shorter. */
const LONGEST = 1000;

/** Encoded once as part of a link, and again if that link is part of another. */
const MOST_ENCODINGS = 2;

/** Zero-width characters at the ends, left over from copied text. */
const INVISIBLE = /^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/g;

const LONGEST_HOST = 253;
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** The standard requires capitals, but servers also use lower case. */
const MATCHING_ID = /^[a-z0-9-]{0,255}$/i;

/** What programs write for a missing value: `LPA:1$host$null` installs nothing. */
const NO_ID =
	/^(?:null|undefined|none|nil|nan|n-?a|pending|processing|waiting|unknown|tb[acd]|not-(?:available|ready)|[-0]+|[-x]+)$/i;
const OID = /^[0-9]{1,10}(?:\.[0-9]{1,10}){1,20}$/;

/** Additions by later versions of the standard; phones ignore what they don't know. */
const APPENDED = /^[a-z0-9.-]{0,64}$/i;
const MOST_APPENDED = 4;

/**
 * Reads an activation code in every known spelling: with or without the prefix, in any case, between
 * white space, percent-encoded once or twice.
 *
 * @returns null for anything else: a link, an image, prose, a matching ID alone
 */
export function readActivationCode(value: unknown): ActivationCode | null {
	if (typeof value !== 'string' || value.length > LONGEST || !/[$%]/.test(value)) return null;
	const content = decoded(value.replace(INVISIBLE, ''));
	if (content === null) return null;
	const [format, host, matchingId, ...more] = content.replace(/^LPA:/i, '').split('$');
	if (format !== '1' || host === undefined || matchingId === undefined) return null;
	const smdpAddress = hostIn(host);
	if (!isHostName(smdpAddress) || !(matchingId === '' || isMatchingId(matchingId))) return null;
	return withOptions(smdpAddress, matchingId, more);
}

/**
 * The activation code for a server and a matching ID that the API returns separately.
 *
 * @returns null when either is missing or is not valid
 */
export function buildActivationCode(host: unknown, matchingId: unknown): ActivationCode | null {
	if (typeof host !== 'string' || typeof matchingId !== 'string') return null;
	if (matchingId.length > LONGEST) return null;
	const parts = [hostIn(host), matchingId.replace(INVISIBLE, '')];
	return parts.includes('') ? null : readActivationCode(`LPA:1$${parts.join('$')}`);
}

/** The host name in an SM-DP+ address: `1$host`, `https://host/`, `host:443`. */
export function hostIn(address: string): string {
	return address
		.slice(0, LONGEST)
		.replace(INVISIBLE, '')
		.replace(/^(?:LPA:)?1\$|^https?:\/\//i, '')
		.replace(/(?::443)?[/$]?$/, '');
}

/** A host name with a domain; phones accept no certificate for a numeric address. */
export function isHostName(value: string): boolean {
	if (value.length > LONGEST_HOST) return false;
	const labels = value.split('.');
	const top = labels[labels.length - 1];
	return labels.length > 1 && labels.every((label) => HOST_LABEL.test(label)) && /[a-z]/i.test(top);
}

/** A matching ID that identifies one profile. */
export function isMatchingId(value: string): boolean {
	return value !== '' && MATCHING_ID.test(value) && !NO_ID.test(value);
}

function withOptions(host: string, matchingId: string, more: string[]): ActivationCode | null {
	// Some servers omit the empty place of the OID before the flag.
	const [oid = '', flag = '', ...appended] = more[0] === '1' ? ['', ...more] : more;
	if (oid !== '' && !OID.test(oid)) return null;
	if (!['', '0', '1'].includes(flag)) return null;
	if (appended.length > MOST_APPENDED || !appended.every((part) => APPENDED.test(part)))
		return null;
	const parts = [host, matchingId, oid, flag === '1' ? flag : '', ...appended];
	// The place of the matching ID stays, even if it is empty.
	while (parts.length > 2 && parts[parts.length - 1] === '') parts.pop();
	return { lpa: `LPA:1$${parts.join('$')}`, smdpAddress: host, matchingId };
}

/** @returns null when it is encoded more often, or incorrectly */
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
