import fc from 'fast-check';
import { redact } from '../../dist/mioesim/redact';
import { token } from './vectors.cts';

it.each([
	['a token', `token ${token} expired`, 'token [token] expired'],
	['a signature', 'sign 9d3017ea1ffa8e5df1839a5bef2f4da4?', 'sign [signature]?'],
	['an LPA string', 'got LPA:1$rsp.example.com$ABC-1, sorry', 'got [LPA string] sorry'],
	['an ICCID', 'iccid 89852022410000123456 is used', 'iccid [ICCID] is used'],
	['a bare activation code', 'got 1$rsp.example.com$ABC-1!', 'got [LPA string]'],
	['an encoded activation code', '?c=LPA%3A1%24rsp.example.com%24ABC-1&x', '?c=[LPA string]'],
	[
		'a code that is encoded twice',
		'c=1%2524x LPA%253A1%2524rsp.example.com%2524ABC end',
		'c=1%2524x [LPA string] end',
	],
	['an encoded code without prefix', 'c 1%24rsp.example.com%24ABC end', 'c [LPA string] end'],
	['an ICCID in groups', 'card 8985 2022 4100 0012 3456 is used', 'card [ICCID] is used'],
	['an ICCID with dashes', 'card 8985-2022-4100-0012-3456 is used', 'card [ICCID] is used'],
	...['.', '_', '/', '+', ' - ', '\u200B', '&nbsp;', ':', ', '].map(
		(sign): [string, string, string] => [
			`an ICCID in groups with ${JSON.stringify(sign)} between them`,
			`card ${['8985', '2022', '4100', '0012', '3456'].join(sign)} is used`,
			'card [ICCID] is used',
		],
	),
	['a range of dates stays', '2024/01/24 - 2024/02/24', '2024/01/24 - 2024/02/24'],
	['a list of numbers stays', '441, 442, 443, 444, 445', '441, 442, 443, 444, 445'],
	['an activation code with a port', 'got 1$rsp.example.com:8443$ABC-1!', 'got [LPA string]'],
	['a full-width ICCID', '卡８９８５２０２２４１００００１２３４５６无效', '卡[ICCID]无效'],
	['an ICCID behind capitals', 'SIM89852022410000123456', 'SIM[ICCID]'],
	['two ICCIDs in a row', '8985202241000012345 8985202241000012346', '[ICCID]'],
	['a signature in a link', '?sign%3D9d3017ea1ffa8e5df1839a5bef2f4da4', '?sign%[signature]'],
	['a date stays', 'from 2024-01-24 08:09:10 on', 'from 2024-01-24 08:09:10 on'],
	['an order number stays', 'order EP20240124000013', 'order EP20240124000013'],
])('%s', (_, given, expected) => expect(redact(given)).toBe(expected));

it('shows none of the secrets, wherever they are', () => {
	const secret = fc.string({ minLength: 4 });
	fc.assert(
		fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
			fc.pre(!'[secret]'.includes(hidden));
			expect(redact(before + hidden + after, ['', hidden])).not.toContain(hidden);
		}),
	);
});

const password = 'Päss "w\\rd" & 50%41+x';

it.each([
	['as it was sent', password],
	['as JSON', JSON.stringify(password)],
	['as JSON of JSON', JSON.stringify(JSON.stringify(password))],
	['as JSON with escapes in upper case', '\\u0050\\u00E4ss \\"w\\\\rd\\" & 50%41+x'],
	['percent-encoded', encodeURIComponent(password)],
	['percent-encoded twice', encodeURIComponent(encodeURIComponent(password))],
	[
		'percent-encoded in lower case',
		encodeURIComponent(password).replace(/%../g, (x) => x.toLowerCase()),
	],
	['as a form', new URLSearchParams({ password }).toString()],
	['as HTML', password.replace(/&/g, '&amp;').replace(/"/g, '&quot;')],
	['as HTML with numeric entities', password.replace(/"/g, '&#34;').replace(/ä/g, '&#xE4;')],
])('hides a secret %s that was sent without the line break at its end', (_, echoed) => {
	const clean = redact(`wrong: ${echoed}.`, ['', null, undefined, `${password}\r\n`]);
	expect(clean).toMatch(/^wrong: ("|\\"|password=)*\[secret\]("|\\")*\.$/);
});

it('hides a secret that lies where long text is cut', () => {
	for (let at = 440; at < 520; at++) {
		const clean = redact(`${'x'.repeat(at)}hidden-secret${'y'.repeat(9000)}`, ['hidden-secret']);
		expect(clean).not.toContain('hid');
	}
	const filler = 'LPA:1$rsp.example.com$ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 '.repeat(63);
	for (let at = 3960; at < 4010; at++) {
		const clean = redact(`${filler.slice(0, at)} hidden-secret`.padEnd(9000, 'z'), [
			'hidden-secret',
		]);
		expect(clean).not.toContain('hid');
	}
});

it('cuts long text', () => expect(redact('ab '.repeat(1000))).toHaveLength(501));
