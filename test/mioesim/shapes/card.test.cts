import fc from 'fast-check';
import { readActivationCode } from '../../../dist/mioesim/shapes/activationCode';
import { activation, cardOfOrder, isUsable } from '../../../dist/mioesim/shapes/card';

const lpa = 'LPA:1$rsp.example.com$ABC-1';

it.each([
	['the full string', { code: lpa }],
	['its two pieces', { sm_dp_address: 'rsp.example.com', activationCode: 'ABC-1' }],
	['all of them', { code: lpa, sm_dp_address: 'rsp.example.com', activationCode: 'ABC-1' }],
])('knows how to install an eSIM from %s', (_, card) =>
	expect(cardOfOrder(card)).toMatchObject({
		lpa,
		smdpAddress: 'rsp.example.com',
		matchingId: 'ABC-1',
		iosInstallUrl:
			'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$ABC-1',
		androidInstallUrl:
			'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$ABC-1',
	}),
);

it.each([[{}], [{ sm_dp_address: 'rsp.example.com' }], [{ activationCode: 'ABC' }]])(
	'invents no activation code from %j',
	(card) => expect(cardOfOrder(card)).toMatchObject({ lpa: null, iosInstallUrl: null }),
);

it.each([
	[{ code: 'https://rsp.example.com/qr/1' }],
	[{ code: 'LPA:1$rsp.example.com$' }],
	[{ code: 'LPA:1$rsp.example.com$null' }],
	[{ code: 'pending', sm_dp_address: 'rsp.example.com', activationCode: 'pending' }],
	[{ code: '请稍后查看' }],
	[{ sm_dp_address: '<img src=x onerror=alert(1)>', activationCode: '<b>' }],
	[{ sm_dp_address: 'rsp.example.com', activationCode: '' }],
])('does not count a card with %j as delivered', (said) => {
	const card = cardOfOrder({ iccid: '89852022410000123456', ...said });
	expect(card).toMatchObject({ lpa: null, iosInstallUrl: null, androidInstallUrl: null });
	expect(JSON.stringify(card)).not.toMatch(/<|https/);
	expect(isUsable(card, 'esim')).toBe(false);
	expect(isUsable(card, 'physical')).toBe(true);
});

it.each([
	[{ activationCode: lpa }],
	[{ sm_dp_address: lpa }],
	[{ lpa }],
	[{ lpaString: lpa }],
	[{ activation_code: 'ABC-1', sm_dp_address: 'https://rsp.example.com:443' }],
	[{ code: 'ABC-1', activationCode: 'lpa%3A1%24rsp.example.com%24ABC-1' }],
	[{ code: 'see below', sm_dp_address: ' rsp.example.com ', activationCode: ' ABC-1\n' }],
])('finds the activation code wherever it stands: %j', (said) => {
	const card = cardOfOrder(said);
	expect(card).toMatchObject({ lpa, smdpAddress: 'rsp.example.com', matchingId: 'ABC-1' });
	expect(isUsable(card, 'esim')).toBe(true);
	expect(isUsable(card, 'physical')).toBe(false);
});

it('creates an install link that contains the code', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[A-Z0-9]+(-[A-Z0-9]+){0,3}$/), (id) => {
			const { iosInstallUrl, lpa: full } = activation(readActivationCode(`1$host.example$X${id}`));
			expect(new URL(String(iosInstallUrl)).searchParams.get('carddata')).toBe(full);
		}),
	);
});
