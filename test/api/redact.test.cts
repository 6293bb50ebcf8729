import fc from 'fast-check';
import { redact } from '../../dist/api/redact';
import { token } from './vectors.cts';

it.each([
	['a token', `token ${token} expired`, 'token [token] expired'],
	['a signature', 'sign 9d3017ea1ffa8e5df1839a5bef2f4da4?', 'sign [signature]?'],
	['an LPA string', 'got LPA:1$rsp.example.com$ABC-1, sorry', 'got [LPA string] sorry'],
	['an ICCID', 'iccid 89852022410000123456 is used', 'iccid [ICCID] is used'],
	['an order number stays', 'order EP20240124000013', 'order EP20240124000013'],
])('%s', (_, given, expected) => expect(redact(given)).toBe(expected));

it('shows none of the secrets, wherever they stand', () => {
	const secret = fc.string({ minLength: 4 });
	fc.assert(
		fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
			fc.pre(!'[secret]'.includes(hidden));
			expect(redact(before + hidden + after, ['', hidden])).not.toContain(hidden);
		}),
	);
});

it('cuts long text', () => expect(redact('ab '.repeat(1000))).toHaveLength(501));
