import fc from 'fast-check';
import { redact } from '../../dist/mioesim/redact';
import { token } from './vectors.cts';

const HIDDEN = '[hidden: contains a secret]';
const groups = ['8985', '2022', '4100', '0012', '3456'];

it.each([
	[`token ${token} expired`, 'token [token] expired'],
	['sign 9d3017ea1ffa8e5df1839a5bef2f4da4?', 'sign [signature]?'],
	['?sign%3D9d3017ea1ffa8e5df1839a5bef2f4da4', '?sign%[signature]'],
	// Activation codes
	['got LPA:1$rsp.example.com$ABC-1, sorry', 'got [LPA string] sorry'],
	['got lpa: 1 $ rsp.example.com$ABC-1 sorry', 'got [LPA string] sorry'],
	['got LPA:rsp.example.com$ABC-1 sorry', 'got [LPA string] sorry'],
	['got LPA : 1  $  rsp.example.com$ABC-1 sorry', 'got [LPA string] sorry'],
	['got 1 $ rsp.example.com$ABC-1 sorry', 'got [LPA string] sorry'],
	['got 1$rsp.example.com$ABC-1!', 'got [LPA string]'],
	['got rsp.example.com$ABC-1', 'got [LPA string]'],
	[
		'got rsp.example.com $ ABC-1 or LPA: 1 $ rsp.example.com $ A',
		'got [LPA string] or [LPA string]',
	],
	['got 1$rsp.example.com:8443$ABC-1!', 'got [LPA string]'],
	['?c=LPA%3A1%24rsp.example.com%24ABC-1&x', HIDDEN],
	['c=1%2524x LPA%253A1%2524rsp.example.com%2524ABC end', HIDDEN],
	['c 1%24rsp.example.com%24ABC end', HIDDEN],
	// ICCIDs
	['iccid 89852022410000123456 is used', 'iccid [ICCID] is used'],
	['card 8985202241000012345F is used', 'card [ICCID]F is used'],
	['SIM89852022410000123456', 'SIM[ICCID]'],
	['8985202241000012345 8985202241000012346', '[ICCID] [ICCID]'],
	['{"iccid":"934801019851134300"}', '{"iccid":"[ICCID]"}'],
	['卡号：9348010198511', '卡号：[ICCID]'],
	['iccid 9348 0101 9851 1343 00', 'iccid [ICCID]'],
	['card 8 98520224100001234 56', 'card [ICCID]'],
	...[' ', '-', '.', '_', '/', '+', ' - ', '\u200B', ':', ', '].map((sign): [string, string] => [
		`card ${groups.join(sign)} is used`,
		'card [ICCID] is used',
	]),
	[`card ${groups.join('&nbsp;')} is used`, HIDDEN],
	['卡８９８５２０２２４１００００１２３４５６无效', HIDDEN],
	// The user's own ids, and other numbers
	...[
		'order 5551234567890 of gid://shopify/LineItem/13579246801234',
		'4200002026202611281234567890, 5901234567890123456, -1001234567890 and 8912345678901',
		'2024/01/24 - 2024/02/24',
		'441, 442, 443, 444, 445',
		'from 2024-01-24 08:09:10 on',
		'order EP20240124000013',
		'用户，余额不足（US$1.50）',
	].map((shown): [string, string] => [shown, shown]),
])('%j is shown as %j', (given, expected) => expect(redact(given)).toBe(expected));

it('shows none of the secrets, wherever they are', () => {
	const secret = fc.string({ minLength: 4 });
	fc.assert(
		fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
			fc.pre(hidden.trim() !== '' && !`${HIDDEN}[secret]`.includes(hidden.trim()));
			expect(redact(before + hidden + after, ['', hidden])).not.toContain(hidden.trim());
		}),
	);
});

const password = `Päss "w\\rd" & 50%41+€😀'x`;

it.each([
	['as JSON', JSON.stringify(password)],
	['as JSON of JSON', JSON.stringify(JSON.stringify(password))],
	['as JSON with escapes in upper case', `\\u0050\\u00E4ss \\"w\\\\rd\\" & 50%41+€😀'x`],
	['percent-encoded', encodeURIComponent(password)],
	['percent-encoded twice', encodeURIComponent(encodeURIComponent(password))],
	[
		'percent-encoded in lower case',
		encodeURIComponent(password).replace(/%../g, (x) => x.toLowerCase()),
	],
	['as a form', new URLSearchParams({ password }).toString()],
	['as HTML', password.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/'/g, '&apos;')],
	['as HTML with numeric entities', password.replace(/"/g, '&#34;').replace(/ä/g, '&#xE4;')],
])('hides a text that has a secret %s', (_, echoed) => {
	expect(redact(`wrong: ${echoed}.`, ['', null, undefined, `${password}\r\n`])).toBe(HIDDEN);
});

it.each([
	[`wrong: ${password}.`, [`${password}\r\n`], 'wrong: [secret].'],
	['call 138-0000 0000 or 13800000000', ['13800000000'], 'call [secret] or [secret]'],
	['call 13800000000', ['138 0000.0000'], 'call [secret]'],
	['1234567 or 123-4567', ['1234567'], '[secret] or [secret]'],
	['12-34 or 1234', ['12-34'], '[secret] or 1234'],
	['1234567', ['a1234567', '1234567a'], '1234567'],
	['abcdef', ['abc', 'abcdef'], '[secret]'],
])('%j: hides %j', (given, secrets, expected) => expect(redact(given, secrets)).toBe(expected));

it('hides a secret that lies where long text is cut', () => {
	const filler = 'LPA:1$rsp.example.com$ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 '.repeat(99);
	const starts = ['x'.repeat(520), 'x'.repeat(4010), filler];
	for (const start of starts) {
		for (let at = start.length - 80; at < start.length; at++) {
			for (const end of ['', 'z'.repeat(9000)]) {
				const clean = redact(`${start.slice(0, at)} hidden-secret${end}`, ['hidden-secret']);
				expect(clean).not.toContain('hid');
			}
		}
	}
});

it('cuts long text', () => expect(redact('ab '.repeat(1000))).toHaveLength(501));
