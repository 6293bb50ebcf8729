import { networkCause } from '../../../dist/mioesim/client/networkCause';

const coded = (code: unknown) => Object.assign(new Error('failed'), { code });

it.each([
	'ECONNRESET',
	'ECONNREFUSED',
	'ECONNABORTED',
	'EPIPE',
	'ETIMEDOUT',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ERR_CANCELED',
	'ERR_NETWORK',
	'ERR_STREAM_PREMATURE_CLOSE',
	'ERR_SSL_WRONG_VERSION_NUMBER',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'HPE_INVALID_CONSTANT',
	'UND_ERR_SOCKET',
])('%s is a network error, wherever it is', (code) => {
	expect(networkCause(coded(code))).toBe(code);
	expect(networkCause({ cause: { errorResponse: coded(code) } })).toBe(code);
	// n8n 1.x puts it in place of the HTTP status.
	expect(networkCause({ httpCode: code })).toBe(code);
});

it.each([
	'SQLITE_FULL',
	'SQLITE_BUSY',
	'ER_LOCK_DEADLOCK',
	'ENOSPC',
	'EROFS',
	'EMFILE',
	'ERR_INVALID_ARG_TYPE',
	'ERR_INVALID_CHAR',
	'ERR_OUT_OF_RANGE',
	'57P01',
	'POST',
	500,
	null,
])('%s is not', (code) => {
	expect(networkCause(coded(code))).toBeNull();
});

it('an error without a code, and anything but an error, is not', () => {
	expect(networkCause(new TypeError('undefined is not a function'))).toBeNull();
	for (const value of [null, undefined, 'ECONNRESET', 7]) expect(networkCause(value)).toBeNull();
});
