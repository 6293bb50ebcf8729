import { useBench } from '../../../harness/bench.cts';
import { getOrder, sendRequest } from '../../../harness/parameters.cts';
import { documentedCodes } from '../../../mioesim/errorCodesPage.cts';

const bench = useBench();

const refuse = (endpoint: string, code: number | string, message?: string) =>
	bench.sim.faults.add({ kind: 'code', endpoint, code, message, times: null });

/** Codes about the request: the documented text is followed by the fields to check. */
const aboutTheRequest = [-2, -3, -8, 3, 4, 22];
const withHint = (code: number, resolution: string, hint: string) => {
	// A token that is refused although it was just issued: another program is logging in.
	if (code === -1)
		return expect.stringMatching(/^Your access token.* another program logs in/) as string;
	return aboutTheRequest.includes(code) ? `${resolution} ${hint}` : resolution;
};

/** The page's text for a code. */
function documented(code: number) {
	const found = documentedCodes.find((entry) => entry.code === code);
	if (found === undefined) throw new Error(`The page has no code ${code}`);
	return found;
}

describe.each<[string, (code: number) => number | string]>([
	['as a number', (code: number) => code],
	['as text', String],
])('a read that is refused with a code %s', (_, spell) => {
	it.each(documentedCodes)(
		'$code goes to the Error output',
		async ({ code, meaning, resolution }) => {
			bench.withSession();
			refuse('getOrderInfo', spell(code), 'vendor text');
			const { success, error } = await bench.run(getOrder('EP1'), { items: [{ shop: 'A' }] });
			expect(success).toEqual([]);
			expect(error).toEqual([
				{
					shop: 'A',
					error: {
						message: meaning,
						code,
						type: 'api',
						apiMessage: 'vendor text',
						resolution: withHint(code, resolution, "Check 'Order Number'"),
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
			// A refused token or signature may be due to the session: one login, then one more attempt.
			const logins =
				new Map([
					[-1, 2],
					[-30, 1],
				]).get(code) ?? 0;
			expect(bench.callsOf('getOrderInfo')).toHaveLength(logins + 1);
			expect(bench.sim.logins).toBe(logins);
		},
	);
});

it("a refusal stops the workflow with meaning, resolution and MIOeSIM's own words", async () => {
	refuse('getOrderInfo', -30);
	const { resolution } = documented(-30);
	const { stoppedBy } = await bench.run(getOrder('EP1'), { errorConnected: false });
	expect(stoppedBy?.message).toBe('Signature is wrong [item 0]');
	expect(stoppedBy?.description).toBe(
		`${resolution.replaceAll('\n', '<br>')}<br>MIOeSIM says: "sign error"`,
	);
});

it.each([
	[400108, { ipWhitelisted: false }],
	[400109, { detailEnabled: false }],
])('%i comes with its section if the endpoint itself returned it', async (code, flags) => {
	Object.assign(bench.sim.account, flags);
	const { error } = await bench.run(sendRequest('/api_esim/getESIMDetail?iccid=8985202241000012'));
	const { meaning, resolution } = documented(code);
	expect(error[0].error).toMatchObject({ code, message: meaning, resolution });
	expect(resolution).toContain('Contact MIOeSIM and provide the IP address of your server.');
});

it.each<[number | string, string, RegExp]>([
	[1013, 'Insufficient account balance', /undocumented.*"Insufficient account balance"/],
	['A7', '', /undocumented. MIOeSIM gave no explanation/],
])('an unknown code %j is passed on with the vendor’s text', async (code, message, resolution) => {
	refuse('getOrderInfo', code, message);
	const { error } = await bench.run(getOrder('EP1'));
	expect(error[0].error).toMatchObject({ code, type: 'api', apiMessage: message || null });
	expect(error[0].error.resolution).toMatch(resolution);
});

it.each([
	['a wrong password', { password: 'other' }, -1, 'Wrong phone number or password'],
	['an unknown phone number', { phoneNumber: '1' }, -1, 'Wrong phone number or password'],
	['no API permission', {}, -3, 'The account has no API permission'],
	['a wrong secret key', { secretKey: 'other' }, -30, 'Signature is wrong'],
])('login: %s', async (_, fields, code, message) => {
	Object.assign(bench.credential.data, fields);
	bench.sim.account.apiPermission = code !== -3;
	const { error } = await bench.run(getOrder('EP1'));
	expect(error[0].error).toMatchObject({ type: 'login', code, message, endpoint: 'login' });
	expect(bench.sim.loginAttempts).toBe(code === -30 ? 2 : 1);
});

it('login: -2 from the server; an empty field is refused before anything is sent', async () => {
	bench.sim.faults.add({ kind: 'code', endpoint: 'login', code: -2 });
	const refused = await bench.run(getOrder('EP1'));
	expect(refused.error[0].error).toMatchObject({
		type: 'login',
		code: -2,
		message: 'Phone number or password is empty',
	});
	bench.sim.reset();
	bench.credential.data.password = '';
	const { error } = await bench.run(getOrder('EP1'));
	expect(error[0].error).toMatchObject({
		type: 'input',
		message: "'Password' in the MIOeSIM credential is empty",
	});
	expect(bench.sim.calls).toEqual([]);
});
