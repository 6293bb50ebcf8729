import { record, records, texts } from '../values';

/**
 * Reports of the network layer, in plain English. No text contains the layer's own code, e.g.
 * `ECONNREFUSED`: programs replace a message that does with one of their own.
 */
interface NetworkText {
	/** How the codes of Node's network layer begin; left out for all others. */
	codes?: string;
	meaning: string;
	resolution: string;
	/** Added to the resolution for a call of a node. */
	orElse?: string;
	/** What happened to a file that a reply links to, after "was not downloaded: ". */
	ofFile: string;
	/** Not a single byte of the request was sent. */
	neverSent?: true;
}

const table = {
	nameUnknown: {
		codes: 'ENOTFOUND EAI_',
		meaning: "The host name in 'Base URL' is unknown",
		resolution:
			"Check the spelling of 'Base URL' in the MIOeSIM credential, and whether your server can resolve host names",
		ofFile: 'the host name in its link is unknown',
		neverSent: true,
	},
	refused: {
		codes: 'ECONNREFUSED ERR_INVALID_URL',
		meaning: "Nothing answers at the address in 'Base URL'",
		resolution:
			"Check host and port of 'Base URL' in the MIOeSIM credential, and whether a firewall blocks the connection",
		ofFile: 'nothing answers at its address',
		neverSent: true,
	},
	certificate: {
		codes: 'CERT_ UNABLE_TO_ DEPTH_ZERO_ ERR_TLS_CERT_ HOSTNAME_ SELF_SIGNED_',
		meaning: 'The TLS certificate of the server is not valid',
		resolution:
			"Check 'Base URL' in the MIOeSIM credential. If a proxy inspects the traffic of your server, add its certificate with the environment variable NODE_EXTRA_CA_CERTS",
		ofFile: 'the TLS certificate of its server is not valid',
		neverSent: true,
	},
	tls: {
		codes: 'EPROTO ERR_SSL_ ERR_TLS_',
		meaning: 'The server does not support HTTPS, or only an outdated version of TLS',
		resolution:
			"Check protocol and port of 'Base URL' in the MIOeSIM credential: the address of MIOeSIM begins with https:// and has no port",
		ofFile: 'its server does not support HTTPS',
	},
	timeout: {
		codes: 'ECONNABORTED ETIMEDOUT ESOCKETTIMEDOUT ERR_CANCELED',
		meaning: 'MIOeSIM did not answer in time',
		resolution:
			'Try again in a minute. If it happens often, check whether a firewall blocks the connection',
		orElse: "or raise 'Timeout' in the node's options",
		ofFile: 'it did not arrive in time',
	},
	unreachable: {
		// These also end a connection that was open for a while.
		codes: 'EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH',
		meaning: 'Your server has no network path to MIOeSIM',
		resolution: "Check the network of your server, and 'Base URL' in the MIOeSIM credential",
		ofFile: 'your server has no network path to it',
	},
	broken: {
		meaning: 'The connection to MIOeSIM was lost',
		resolution:
			'Try again in a minute. If it happens often, check whether a proxy or firewall closes connections of your server',
		ofFile: 'the connection was lost',
	},
} satisfies Record<string, NetworkText>;

/** What went wrong in the network. */
export type NetworkTrouble = keyof typeof table;

export const networkTexts: Readonly<Record<NetworkTrouble, NetworkText>> = table;

/** What the network layer's error means. */
export interface NetworkCause {
	trouble: NetworkTrouble;
	/** Not a single byte of the request was sent. */
	neverSent: boolean;
}

export const timedOut: NetworkCause = { trouble: 'timeout', neverSent: false };
export const connectionLost: NetworkCause = { trouble: 'broken', neverSent: false };

/**
 * Codes of Node's network stack, of TLS, of the HTTP parser and of axios. Others look similar but are
 * not: a full disk under the host's credentials (`ENOSPC`, `SQLITE_FULL`), a wrong argument
 * (`ERR_INVALID_ARG_TYPE`), an unavailable database (`ER_LOCK_DEADLOCK`).
 */
const NETWORK_CODES = new RegExp(
	`^(?:${[
		'E(?:CONN|HOST|NET|AI_)[A-Z]+',
		'E(?:PIPE|TIMEDOUT|SOCKETTIMEDOUT|NOTFOUND|PROTO|ADDRNOTAVAIL)',
		'ERR_(?:NETWORK|CANCELED|BAD_RESPONSE|INVALID_URL)',
		'ERR_(?:SSL|TLS|OSSL|HTTP2|STREAM|SOCKET|FR)_[A-Z0-9_]+',
		'ABORT_ERR',
		'(?:CERT|UNABLE|DEPTH|SELF|HOSTNAME|HPE|UND_ERR)_[A-Z0-9_]+',
	].join('|')})$`,
);

/** TLS errors of a handshake: the request comes after it. Others may also end an open connection. */
const HANDSHAKE =
	/^(?:EPROTO|ERR_TLS_|ERR_SSL_.*(?:HANDSHAKE|VERSION|PROTOCOL|CERT|_CA$|NAME|CIPHER|KEY|SIGALG|SIGNATURE|SECURITY|LEGACY|PACKET_LENGTH|HTTP_|UNEXPECTED_MESSAGE|ACCESS_DENIED|ILLEGAL_PARAMETER|EXTENSION))/;

/** Of Node and of proxy agents: there never was a connection to the server. */
const NO_CONNECTION =
	/^(?:connect|getaddrinfo) E|before secure TLS connection was established|CONNECT response|tunneling socket/i;

/** @returns null unless a code of the network layer is in the chain of causes */
export function networkCause(error: unknown): NetworkCause | null {
	let word: string | undefined;
	let isBefore = false;
	let current: unknown = error;
	for (let depth = 0; depth < 5; depth++) {
		const { code, httpCode, cause, errorResponse } = record(current) as Record<string, unknown>;
		// Some hosts drop the cause, but put its code in place of the HTTP status.
		word ??= texts([code, httpCode]).find((each) => NETWORK_CODES.test(each));
		isBefore ||= hadNoConnection(record(current));
		current = cause ?? errorResponse;
	}
	if (word === undefined) return null;
	const isOf = (each: NetworkTrouble) =>
		networkTexts[each].codes?.split(' ').some((start) => word.startsWith(start));
	const trouble = (Object.keys(networkTexts) as NetworkTrouble[]).find(isOf) ?? 'broken';
	const neverSent = networkTexts[trouble].neverSent ?? (isBefore || HANDSHAKE.test(word));
	return { trouble, neverSent };
}

/** @param error may contain one for each address that was tried */
function hadNoConnection({ syscall, message, errors }: Record<string, unknown>): boolean {
	if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
	const isSaid = typeof message === 'string' && NO_CONNECTION.test(message);
	return isSaid || (Array.isArray(errors) && records(errors).some(hadNoConnection));
}
