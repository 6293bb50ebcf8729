import fc from 'fast-check';
import { activation, cardOfOrder } from '../../../dist/api/shapes/card';

const lpa = 'LPA:1$rsp.example.com$ABC-1+2';

it.each([
	['the full string', { code: lpa }],
	['its two pieces', { sm_dp_address: 'rsp.example.com', activationCode: 'ABC-1+2' }],
	['all of them', { code: lpa, sm_dp_address: 'rsp.example.com', activationCode: 'ABC-1+2' }],
])('knows how to install an eSIM from %s', (_, card) =>
	expect(cardOfOrder(card)).toMatchObject({
		lpa,
		smdpAddress: 'rsp.example.com',
		matchingId: 'ABC-1+2',
		iosInstallUrl:
			'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$ABC-1%2B2',
		androidInstallUrl:
			'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$ABC-1%2B2',
	}),
);

it.each([[{}], [{ sm_dp_address: 'rsp.example.com' }], [{ activationCode: 'ABC' }]])(
	'makes up no activation code from %j',
	(card) => expect(cardOfOrder(card)).toMatchObject({ lpa: null, iosInstallUrl: null }),
);

it('gives an install link that leads back to the code', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), (id) => {
			const { iosInstallUrl, lpa: full } = activation(`LPA:1$host$${id}`);
			expect(new URL(iosInstallUrl).searchParams.get('carddata')).toBe(full);
		}),
	);
});
