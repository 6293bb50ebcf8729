import {
	connectionLost,
	networkCause,
	networkTexts,
	type NetworkCause,
} from '../../dist/mioesim/codes/networkTexts';

const failure = (fields: object, message = 'failed') => Object.assign(new Error(message), fields);
const coded = (code: unknown) => failure({ code });
const codes = (text: string) => text.trim().split(/\s+/);

it.each(
	codes(`
		ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH
		ERR_CANCELED ERR_NETWORK ERR_STREAM_PREMATURE_CLOSE ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC
		CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN
		UNABLE_TO_VERIFY_LEAF_SIGNATURE HPE_INVALID_CONSTANT UND_ERR_SOCKET ABORT_ERR`),
)('%s is a network error, wherever it is', (code) => {
	expect(networkCause(coded(code))).not.toBeNull();
	expect(networkCause({ cause: { errorResponse: coded(code) } })).not.toBeNull();
	// n8n 1.x puts it in place of the HTTP status.
	expect(networkCause({ httpCode: code })).not.toBeNull();
});

it.each([
	...codes('SQLITE_FULL SQLITE_BUSY ER_LOCK_DEADLOCK ENOSPC EROFS EMFILE ERR_INVALID_ARG_TYPE'),
	...[...codes('ERR_INVALID_CHAR ERR_OUT_OF_RANGE 57P01 POST'), 500, null],
])('%s is not', (code) => {
	expect(networkCause(coded(code))).toBeNull();
});

it('an error without a code, and anything but an error, is not', () => {
	expect(networkCause(new TypeError('undefined is not a function'))).toBeNull();
	for (const value of [null, undefined, 'ECONNRESET', 7]) expect(networkCause(value)).toBeNull();
});

it('a cause is looked for five levels deep, also in a circle', () => {
	const inside = (levels: number): object =>
		levels === 0 ? coded('EPIPE') : { cause: inside(levels - 1) };
	expect([4, 5].map((levels) => networkCause(inside(levels)) !== null)).toEqual([true, false]);
	const circle: { cause?: object } = {};
	circle.cause = circle;
	expect(networkCause(circle)).toBeNull();
});

const connecting = failure({ code: 'ETIMEDOUT', syscall: 'connect' });
const inHandshake =
	'Client network socket disconnected before secure TLS connection was established';
const atProxy = 'Proxy connection ended before receiving CONNECT response';

it.each<readonly [string, Error]>([
	['a handshake', coded('EPROTO')],
	...codes('ENOTFOUND ECONNREFUSED ERR_INVALID_URL CERT_HAS_EXPIRED').map(
		(code) => [code, coded(code)] as const,
	),
	['another version of TLS', coded('ERR_SSL_WRONG_VERSION_NUMBER')],
	['an alert in the handshake', coded('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')],
	['a client certificate that is missing', coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')],
	['a certificate of another host', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
	['a time-out while connecting', connecting],
	['a network without a path', failure({ code: 'ENETUNREACH', syscall: 'connect' })],
	['a name', failure({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
	['a name that nobody answers for', failure({ code: 'ETIMEDOUT', syscall: 'getaddrinfo' })],
	['a connection that ends in the handshake', failure({ code: 'ECONNRESET' }, inHandshake)],
	['a proxy', failure({ code: 'ECONNRESET' }, atProxy)],
	['one of several addresses', failure({ code: 'ETIMEDOUT', errors: [connecting, {}] })],
	['a cause', failure({ code: 'ETIMEDOUT', cause: failure({ syscall: 'connect' }) })],
])('nothing was sent when it was %s that failed', (_, error) => {
	expect(networkCause(error)).toMatchObject({ neverSent: true });
});

it.each([
	failure({ code: 'ECONNRESET', syscall: 'read' }),
	failure({ code: 'ETIMEDOUT', syscall: 'read' }),
	failure({ code: 'EPIPE', syscall: 'write' }),
	failure({ code: 'EPIPE', errors: [failure({ syscall: 'write' })] }),
	failure({ code: 'EPIPE', errors: [] }),
	coded('ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC'),
	coded('ERR_SSL_UNEXPECTED_EOF_WHILE_READING'),
	...['ERR_SSL_BAD_CALLBACK', 'UND_ERR_TLS_X', 'ERR_SOCKET_EPROTO'].map(coded),
	failure({ code: 'ECONNRESET' }, 'socket hang up'),
	failure({ code: 'ECONNRESET' }, 'disconnect ECONNRESET'),
])('after %j the call may have run', (error) => {
	expect(networkCause(error)).toMatchObject({ neverSent: false });
});

it.each([
	[
		'ENOTFOUND EAI_AGAIN',
		/^The host name.* is unknown\. Check the spelling.*; the host name in its link/,
	],
	['ECONNREFUSED ERR_INVALID_URL', /^Nothing answers.*\. Check host and port.*; nothing answers/],
	[
		'CERT_HAS_EXPIRED UNABLE_TO_VERIFY_LEAF_SIGNATURE DEPTH_ZERO_SELF_SIGNED_CERT HOSTNAME_MISMATCH ERR_TLS_CERT_ALTNAME_INVALID SELF_SIGNED_CERT_IN_CHAIN',
		/^The TLS certificate.*NODE_EXTRA_CA_CERTS.*; the TLS certificate/,
	],
	[
		'EPROTO ERR_SSL_X ERR_TLS_OTHER',
		/does not support HTTPS.*begins with https.*; its server does not/,
	],
	[
		'ETIMEDOUT ECONNABORTED ESOCKETTIMEDOUT ERR_CANCELED',
		/did not answer in time\. Try again.* 'Timeout'.*; it did not arrive/,
	],
	[
		'EHOSTUNREACH EHOSTDOWN ENETDOWN ENETUNREACH',
		/no network path.*Check the network.*; your server has no network path/,
	],
	[
		'EPIPE ABORT_ERR ENETRESET ECONNRESET',
		/^The connection to MIOeSIM was lost\. Try again.*; the connection was lost/,
	],
])('%s are told as %s', (all, said) => {
	for (const code of codes(all)) {
		const { trouble } = networkCause(coded(code)) as NetworkCause;
		const { meaning, resolution, orElse = '', ofFile } = networkTexts[trouble];
		expect(`${meaning}. ${resolution} ${orElse}; ${ofFile}`).toMatch(said);
	}
	expect(connectionLost).toEqual({ trouble: 'broken', neverSent: false });
});
