import type { Failure, Settled } from '../../../../mioesim/codes/failure';
import { isPrivateHost } from '../../../../mioesim/client/privateAddress';
import { meansNothingFound } from '../../../../mioesim/codes/errorCodes';
import { contradicts } from '../../../../mioesim/client/orders';
import { record, records } from '../../../../mioesim/values';
import type { Operation } from '../../operation';
import { asItem } from '../../output/shaping';
import { gather, NO_ORDER, type Evidence } from './evidence';

/** The result of one check. Safe to paste into a bug report. */
export interface Finding {
	check: string;
	/** Null when it couldn't be checked. */
	ok: boolean | null;
	message: string;
	/** What to do; null when nothing needs to be done. */
	resolution: string | null;
}

type Verdict = Omit<Finding, 'check'>;

/** The `Date` header counts in seconds, and a reply takes time. */
const MOST_OFFSET_MS = 60_000;

/**
 * Codes with which MIOeSIM denies an account or a server access to getESIMDetail (docs/api.md, section
 * 4).
 */
const ACCESS_CODES = ['400108', '400109'];

/** In the order in which one check depends on the other. */
const checks: Record<string, (evidence: Evidence) => Verdict> = {
	reachable: isReachable,
	tls: isEncrypted,
	login: isLoggedIn,
	signatureStyle: isSignatureKnown,
	method: isMethodKnown,
	clock: isClockRight,
	catalogue: isCatalogueReadable,
	orders: areOrdersReadable,
	esimDetail: isDetailAllowed,
	dpId: isPartnerKnown,
	nothingFound: isNothingTold,
	idFilter: isFilteredById,
	credentialText: isCredentialVisible,
};

export function findingsOf(evidence: Evidence): Finding[] {
	return Object.entries(checks).map(([check, judge]) => ({ check, ...judge(evidence) }));
}

const good = (message: string): Verdict => ({ ok: true, message, resolution: null });
const open = (message: string): Verdict => ({ ok: null, message, resolution: null });

const bad = ({ details }: Failure): Verdict => ({
	ok: false,
	message: details.code === null ? details.meaning : `${details.meaning} (code ${details.code})`,
	resolution: details.resolution,
});

/** The first read failed before MIOeSIM could answer about the account. */
const before = (what: string): Verdict =>
	open(`${what} could not be checked: see the first finding that failed`);

function failureOf(reply: Settled): Failure | null {
	return reply.ok ? null : reply.failure;
}

/** MIOeSIM itself answered, even if it refused. */
function hasAnswered({ destinations }: Evidence): boolean {
	return destinations.ok || ['api', 'login'].includes(destinations.failure.details.type);
}

/** The login was accepted: the failure came after it. */
function hasSession({ destinations }: Evidence): boolean {
	return destinations.ok || destinations.failure.details.type === 'api';
}

function isReachable(evidence: Evidence): Verdict {
	const { host } = new URL(evidence.account.baseUrl);
	const failure = failureOf(evidence.destinations);
	return hasAnswered(evidence) || failure === null
		? good(`MIOeSIM answers at ${host}`)
		: bad(failure);
}

function isEncrypted(evidence: Evidence): Verdict {
	const { protocol, hostname } = new URL(evidence.account.baseUrl);
	if (protocol !== 'https:') {
		return isPrivateHost(hostname)
			? open('The connection is not encrypted; the address is inside your own network')
			: {
					ok: false,
					message:
						'The connection is not encrypted: anyone on the network path can read password and token',
					resolution: "Enter 'Base URL' with https:// in the MIOeSIM credential",
				};
	}
	const failure = failureOf(evidence.destinations);
	const trouble = failure?.details.networkTrouble;
	if (failure !== null && (trouble === 'certificate' || trouble === 'tls')) return bad(failure);
	return failure?.details.type === 'network'
		? before('TLS')
		: good('The connection is encrypted, and the certificate is valid');
}

function isLoggedIn(evidence: Evidence): Verdict {
	const failure = failureOf(evidence.destinations);
	if (hasSession(evidence)) return good('MIOeSIM accepts phone number and password');
	return failure?.details.type === 'login' ? bad(failure) : before('The login');
}

function isSignatureKnown(evidence: Evidence): Verdict {
	const failure = failureOf(evidence.destinations);
	if (String(failure?.details.code) === '-30' && failure !== null) return bad(failure);
	const { signatureStyle } = evidence.account;
	return hasSession(evidence) && signatureStyle !== undefined
		? good(`MIOeSIM accepts the signature style "${signatureStyle}"`)
		: before('The signature style');
}

function isMethodKnown({ method }: Evidence): Verdict {
	return method === null ? before('The HTTP method') : good(`Reads work with ${method}`);
}

function isClockRight(evidence: Evidence): Verdict {
	const { clockOffsetMs } = evidence;
	if (clockOffsetMs === null) {
		return evidence.destinations.ok
			? open('The server does not report its time')
			: before('The clock');
	}
	const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
	if (Math.abs(clockOffsetMs) <= MOST_OFFSET_MS) {
		return good(`The clocks of MIOeSIM and of your n8n server differ by ${seconds} s`);
	}
	return {
		ok: false,
		message: `The clock of your n8n server is ${seconds} s ${clockOffsetMs > 0 ? 'behind' : 'ahead of'} MIOeSIM's`,
		resolution: 'Synchronize the clock of your n8n server: it decides when a session is renewed',
	};
}

function isCatalogueReadable(evidence: Evidence): Verdict {
	const { destinations } = evidence;
	if (!destinations.ok)
		return hasSession(evidence) ? bad(destinations.failure) : before('The list of destinations');
	if (destinations.data > 0)
		return good(`The account has access to ${destinations.data} destinations`);
	return {
		ok: false,
		message: 'The account has no destinations',
		resolution: 'Ask your MIOeSIM contact which destinations are enabled for this account',
	};
}

function areOrdersReadable(evidence: Evidence): Verdict {
	const failure = failureOf(evidence.orders);
	if (failure === null || meansNothingFound(failure.details.code))
		return good('The list of orders can be read');
	return hasSession(evidence) ? bad(failure) : before('The list of orders');
}

function isDetailAllowed(evidence: Evidence): Verdict {
	const failure = failureOf(evidence.detail);
	const code = String(failure?.details.code);
	if (failure === null || meansNothingFound(code)) {
		return good('SIM Card > Get Detail is enabled for this account and server');
	}
	if (ACCESS_CODES.includes(code)) return bad(failure);
	return hasSession(evidence)
		? open(`SIM Card > Get Detail could not be checked: ${failure.details.meaning}`)
		: before('SIM Card > Get Detail');
}

function isPartnerKnown(evidence: Evidence): Verdict {
	const { account, partners } = evidence;
	if (partners === null) {
		return open('The credential has no Distribution Partner ID; only physical SIM cards need one');
	}
	if (!partners.ok)
		return hasSession(evidence) ? bad(partners.failure) : before('The Distribution Partner ID');
	if (account.dpId !== null && partners.data.includes(account.dpId)) {
		return good('The Distribution Partner ID of the credential is valid');
	}
	return {
		ok: false,
		message: 'MIOeSIM lists no distribution partner with the ID in the credential',
		resolution:
			"Correct 'Distribution Partner ID' in the MIOeSIM credential: Distribution Partner > Get Many lists the IDs",
	};
}

/** Before it buys, the node looks for the order by its ID: what "nothing found" looks like decides. */
function isNothingTold(evidence: Evidence): Verdict {
	const { unknownId } = evidence;
	if (!unknownId.ok) {
		const { code } = unknownId.failure.details;
		if (meansNothingFound(code)) return good(`MIOeSIM tells by code ${code} that nothing is found`);
		return hasSession(evidence) ? bad(unknownId.failure) : before('A look-up by ID');
	}
	const { data } = unknownId;
	const told =
		record(data).rows === undefined ? JSON.stringify(data ?? null).slice(0, 40) : 'a list';
	return good(`MIOeSIM answers a look-up that finds nothing with ${told}`);
}

function isFilteredById(evidence: Evidence): Verdict {
	const { unknownId } = evidence;
	if (!unknownId.ok && !meansNothingFound(unknownId.failure.details.code)) {
		return before('The filter by External Order ID');
	}
	const rows = unknownId.ok ? records(record(unknownId.data).rows) : [];
	if (!rows.some((row) => contradicts(row, NO_ORDER))) {
		return good('The list of orders can be filtered by External Order ID');
	}
	return {
		ok: false,
		message: 'MIOeSIM ignores External Order ID: it lists other orders',
		resolution:
			"Ask your MIOeSIM contact to enable this filter. Until then, the node cannot look up whether a line was bought, and 'Prevent Duplicates' buys nothing",
	};
}

function isCredentialVisible({ hiddenIn }: Evidence): Verdict {
	if (hiddenIn.length === 0) return good('The credential has no invisible characters');
	return {
		ok: false,
		message: `Invisible characters are in: ${hiddenIn.join(', ')}`,
		resolution: 'Type the values by hand, or copy them again from the MIOeSIM portal as plain text',
	};
}

export const check: Operation = {
	name: 'Check Setup',
	value: 'check',
	action: 'Check setup of account',
	description:
		'Check the connection, login, signature and access rights of the credential. Returns one item per finding and buys nothing.',
	kind: 'read',
	endpoint: null,
	check: [],
	fields: [],
	async execute(call) {
		const evidence = await call.shared('checkSetup', async () => await gather(call));
		return findingsOf(evidence).map((finding) => asItem(finding));
	},
};
