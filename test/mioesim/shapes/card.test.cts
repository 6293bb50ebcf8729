import { asCard, iccidOf, isUsable, readIccid } from '../../../dist/mioesim/shapes/card';

const lpa = 'LPA:1$rsp.example.com$ABC-1';

const link = (host: string) =>
	`https://esimsetup.${host}.com/esim_qrcode_provisioning?carddata=${lpa}`;
it.each([
	[{ code: lpa }],
	[{ sm_dp_address: 'rsp.example.com', activationCode: 'ABC-1' }],
	[{ code: lpa, sm_dp_address: 'rsp.example.com', activationCode: 'ABC-1' }],
	[{ activationCode: lpa }],
	[{ sm_dp_address: lpa }],
	[{ lpa }],
	[{ lpaString: lpa }],
	[{ activation_code: 'ABC-1', sm_dp_address: 'https://rsp.example.com:443' }],
	[{ code: 'ABC-1', activationCode: 'lpa%3A1%24rsp.example.com%24ABC-1' }],
	[{ code: 'see below', sm_dp_address: ' rsp.example.com ', activationCode: ' ABC-1\n' }],
])('finds the activation code wherever it stands: %j', (said) => {
	const card = asCard(said);
	expect(card).toMatchObject({
		...{ lpa, smdpAddress: 'rsp.example.com', matchingId: 'ABC-1' },
		...{ iosInstallUrl: link('apple'), androidInstallUrl: link('android') },
	});
	expect([isUsable(card, 'esim'), isUsable(card, 'physical')]).toEqual([true, false]);
});

it.each([
	[{}],
	[{ sm_dp_address: 'rsp.example.com' }],
	[{ activationCode: 'ABC' }],
	[{ code: 'https://rsp.example.com/qr/1' }],
	[{ code: 'LPA:1$rsp.example.com$' }],
	[{ code: 'LPA:1$rsp.example.com$null' }],
	[{ code: 'pending', sm_dp_address: 'rsp.example.com', activationCode: 'pending' }],
	[{ code: '请稍后查看' }],
	[{ sm_dp_address: '<img src=x onerror=alert(1)>', activationCode: '<b>' }],
	[{ sm_dp_address: 'rsp.example.com', activationCode: '' }],
])('does not count a card with %j as delivered', (said) => {
	const card = asCard({ iccid: '89852022410000123456', ...said });
	expect(card).toMatchObject({ lpa: null, iosInstallUrl: null, androidInstallUrl: null });
	expect(JSON.stringify(card)).not.toMatch(/<|https/);
	expect([isUsable(card, 'esim'), isUsable(card, 'physical')]).toEqual([false, true]);
});

it('shows what it has of an activation code, and statuses that are no numbers', () => {
	expect(asCard({ activationCode: 'ABC', dpStatus: 'x' })).toMatchObject({
		...{ matchingId: 'ABC', smdpAddress: null, dpStatus: 'x' },
	});
	expect(asCard({ sm_dp_address: 'rsp.example.com' }).smdpAddress).toBe('rsp.example.com');
	expect(asCard({ activationCode: '<b>' }).matchingId).toBeNull();
});

const iccid = '89852022410000123456';

it.each([
	...` 8985 2022 4100 0012 3456|8985-2022-4100-0012-3456|8985\u20112022\u20134100\u00a00012\u200b3456
		|８９８５２０２２４１００００１２３４５６|ICCID: 89852022410000123456|iccid 8985 2022 4100 0012 3456
		|ICCID89852022410000123456|ICCID No. 89852022410000123456|SIM card number: 89852022410000123456
		|ＩＣＣＩＤ：89852022410000123456|卡号：89852022410000123456|'89852022410000123456
		|"89852022410000123456"`
		.split('|')
		.map((value): [unknown, string] => [value, iccid]),
	['8985202241000012345F', '8985202241000012345'],
	['8985202241000012345f', '8985202241000012345'],
	['898520224100001234FF', '898520224100001234'],
	['8985202241000', '8985202241000'],
	[`""8985202241000""`, '8985202241000'],
	[`8985202241000${'-'.repeat(87)}`, '8985202241000'],
	[8985202241000, '8985202241000'],
])('reads %j as %s', (value, read) => expect(readIccid(value)).toBe(read));

it.each<unknown>([
	// The number has already lost its last digits.
	...['', null, undefined, true, {}, 89852022410000120000, 8.985],
	...`8.98520224100001E+19|898520224100|898520224100001234567|EP20240124000013|2024012400001A|SIM
		|89852022410000123456, 89852022410000123457|89852022410000123456 89852022410000123457
		|LPA:1$rsp.example.com$20240124000013|8985202241000 SIM|8985202241000iccid
		|8985202241000f178|8985202241000${'-'.repeat(88)}`.split(/\s*\|/),
])('%j is not an ICCID', (value) => expect(readIccid(value)).toBeNull());

it('leaves text that is not an ICCID unchanged', () => {
	expect(iccidOf(' pending ')).toBe('pending');
	expect(iccidOf('')).toBeNull();
	expect(iccidOf(89852022410000120000)).toBeNull();
});
