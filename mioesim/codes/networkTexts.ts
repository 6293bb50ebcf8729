/**
 * Reports of the network layer, in plain English. No text contains the layer's own code, e.g.
 * `ECONNREFUSED`: programs replace a message that does with one of their own.
 */
export interface NetworkText {
	/** Codes of Node's network layer, or their beginnings followed by `*`. */
	causes: readonly string[];
	meaning: string;
	resolution: string;
	/** Added to the resolution for a call of a node. */
	orElse?: string;
	/** What happened to a file that a reply links to, after "was not downloaded: ". */
	ofFile: string;
	/** Not a single byte of the request was sent. */
	neverSent?: true;
}

export const networkTexts = {
	nameUnknown: {
		causes: ['ENOTFOUND', 'EAI_*'],
		meaning: "The host name in 'Base URL' is unknown",
		resolution:
			"Check the spelling of 'Base URL' in the MIOeSIM credential, and whether your server can resolve host names",
		ofFile: 'the host name in its link is unknown',
		neverSent: true,
	},
	refused: {
		causes: ['ECONNREFUSED', 'ERR_INVALID_URL'],
		meaning: "Nothing answers at the address in 'Base URL'",
		resolution:
			"Check host and port of 'Base URL' in the MIOeSIM credential, and whether a firewall blocks the connection",
		ofFile: 'nothing answers at its address',
		neverSent: true,
	},
	certificate: {
		causes: [
			'CERT_*',
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'HOSTNAME_MISMATCH',
			'SELF_SIGNED_CERT_IN_CHAIN',
			'UNABLE_TO_*',
		],
		meaning: 'The TLS certificate of the server is not valid',
		resolution:
			"Check 'Base URL' in the MIOeSIM credential. If a proxy inspects the traffic of your server, add its certificate with the environment variable NODE_EXTRA_CA_CERTS",
		ofFile: 'the TLS certificate of its server is not valid',
		neverSent: true,
	},
	tls: {
		causes: ['EPROTO', 'ERR_SSL_*', 'ERR_TLS_*'],
		meaning: 'The server does not support HTTPS, or only an outdated version of TLS',
		resolution:
			"Check protocol and port of 'Base URL' in the MIOeSIM credential: the address of MIOeSIM begins with https:// and has no port",
		ofFile: 'its server does not support HTTPS',
	},
	timeout: {
		causes: ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ERR_CANCELED'],
		meaning: 'MIOeSIM did not answer in time',
		resolution:
			'Try again in a minute. If it happens often, check whether a firewall blocks the connection',
		orElse: "or raise 'Timeout' in the node's options",
		ofFile: 'it did not arrive in time',
	},
	unreachable: {
		// These also end a connection that was open for a while.
		causes: ['EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH'],
		meaning: 'Your server has no network path to MIOeSIM',
		resolution: "Check the network of your server, and 'Base URL' in the MIOeSIM credential",
		ofFile: 'your server has no network path to it',
	},
	broken: {
		causes: [],
		meaning: 'The connection to MIOeSIM was lost',
		resolution:
			'Try again in a minute. If it happens often, check whether a proxy or firewall closes connections of your server',
		ofFile: 'the connection was lost',
	},
} as const satisfies Record<string, NetworkText>;

/** What went wrong in the network. */
export type NetworkTrouble = keyof typeof networkTexts;

/** @param cause the code from the network layer; null if it gave none */
export function networkTroubleOf(cause: string | null): NetworkTrouble {
	const troubles = Object.keys(networkTexts) as NetworkTrouble[];
	const isKnown = (each: NetworkTrouble) =>
		networkTexts[each].causes.some((entry) => isCause(entry, cause));
	return troubles.find(isKnown) ?? 'broken';
}

function isCause(entry: string, cause: string | null): boolean {
	return entry.endsWith('*') ? (cause ?? '').startsWith(entry.slice(0, -1)) : entry === cause;
}
