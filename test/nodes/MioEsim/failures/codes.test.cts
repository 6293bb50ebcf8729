import { useBench } from '../../../harness/bench.cts';
import { getOrder, sendRequest } from '../../../harness/parameters.cts';
import { documentedCodes } from '../../../mioesim/errorCodesPage.cts';

const bench = useBench();

/** Codes about the request: the documented text is followed by the fields to check. */
const aboutTheRequest = [-2, -3, -8, 3, 4, 22];
/** A refused token or signature may be due to the session: logins before the code is believed. */
const loginsFor = new Map([
	[-1, 2],
	[-30, 1],
]);

/** The page's text for a code. */
const resolutionOf = (code: number) =>
	documentedCodes.find((entry) => entry.code === code)?.resolution ?? 'none';

describe.each<[string, (code: number) => number | string]>([
	['as a number', (code) => code],
	['as text', String],
])('a read that is refused with a code %s', (_, spell) => {
	it.each(documentedCodes)(
		'$code goes to the Error output',
		async ({ code, meaning, resolution }) => {
			bench.withSession();
			bench.answerWith('getOrderInfo', spell(code), { message: 'vendor text' });
			const { success, error } = await bench.run(getOrder('EP1'), { items: [{ shop: 'A' }] });
			const more = aboutTheRequest.includes(code) ? " Check 'Order Number'" : '';
			expect(success).toEqual([]);
			expect(error).toEqual([
				{
					shop: 'A',
					error: {
						message: meaning,
						code,
						type: 'api',
						apiMessage: 'vendor text',
						// A token that is refused although it was just issued: another program is logging in.
						resolution:
							code === -1
								? expect.stringMatching(/^Your access token.* another program logs in/)
								: `${resolution}${more}`,
						retryable: [-1, 99].includes(code),
						outcome: 'notExecuted',
						resource: 'order',
						operation: 'get',
						endpoint: 'getOrderInfo',
						orderNumber: 'EP1',
						documentationUrl: 'https://developers.mioesim.com/reference/error-codes',
					},
				},
			]);
			const logins = loginsFor.get(code) ?? 0;
			expect(bench.callsOf('getOrderInfo')).toHaveLength(logins + 1);
			expect(bench.sim.logins).toBe(logins);
		},
	);
});

it("a refusal stops the workflow with meaning, resolution and MIOeSIM's own words", async () => {
	bench.answerWith('getOrderInfo', -30);
	const { stoppedBy } = await bench.run(getOrder('EP1'), { errorConnected: false });
	expect(stoppedBy?.message).toBe('Signature is wrong [item 0]');
	const resolution = resolutionOf(-30).replaceAll('\n', '<br>');
	expect(stoppedBy?.description).toBe(`${resolution}<br>MIOeSIM says: "sign error"`);
});

it.each([
	[400108, { ipWhitelisted: false }],
	[400109, { detailEnabled: false }],
])('%i comes with its section if the endpoint itself returned it', async (code, flags) => {
	Object.assign(bench.sim.account, flags);
	const path = '/api_esim/getESIMDetail?iccid=8985202241000012';
	const resolution = resolutionOf(code);
	expect(await bench.failure(sendRequest(path))).toMatchObject({ code, resolution });
	expect(resolution).toContain('Contact MIOeSIM and provide the IP address of your server.');
});

it.each<[number | string, string, RegExp]>([
	[1013, 'Insufficient account balance', /undocumented.*"Insufficient account balance"/],
	['A7', '', /undocumented. MIOeSIM gave no explanation/],
])('an unknown code %j is passed on with the vendor’s text', async (code, message, resolution) => {
	bench.answerWith('getOrderInfo', code, { message });
	const error = await bench.failure(getOrder('EP1'));
	expect(error).toMatchObject({ code, type: 'api', apiMessage: message || null });
	expect(error.resolution).toMatch(resolution);
});

it.each([
	['a wrong password', { password: 'other' }, -1, 'Wrong phone number or password'],
	['an unknown phone number', { phoneNumber: '1' }, -1, 'Wrong phone number or password'],
	['no API permission', {}, -3, 'The account has no API permission'],
	['a wrong secret key', { secretKey: 'other' }, -30, 'Signature is wrong'],
])('login: %s', async (_, fields, code, message) => {
	Object.assign(bench.credential.data, fields);
	bench.sim.account.apiPermission = code !== -3;
	const error = await bench.failure(getOrder('EP1'));
	expect(error).toMatchObject({ type: 'login', code, message, endpoint: 'login' });
	expect(bench.sim.loginAttempts).toBe(code === -30 ? 2 : 1);
});
