import { isSessionFailure, settle } from '../../dist/mioesim/codes/failure';
import {
	apiFailure,
	httpFailure,
	inputFailure,
	networkFailure,
	replyFailure,
} from '../../dist/mioesim/codes/failures';
import { timedOut } from '../../dist/mioesim/codes/networkTexts';

const failure = inputFailure('no', 'fix it');

it('turns the result of work, or a failure that it throws, into a value', async () => {
	expect(await settle(Promise.resolve(1))).toEqual({ ok: true, data: 1 });
	expect(await settle(Promise.reject(failure))).toEqual({ ok: false, failure });
});

it('passes on any other error, e.g. that the execution was stopped', async () => {
	await expect(settle(Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
});

const refused = (code: number, endpoint: string) =>
	apiFailure({ code: String(code), message: null }, endpoint);

it.each([
	['a login that is refused', refused(-3, 'login'), true],
	['a login that times out', networkFailure(timedOut, 'login'), true],
	['a login with an HTTP status', httpFailure(503, 'login'), true],
	['a login that cannot be read', replyFailure('an HTML page', 'login'), true],
	['a new token that is refused', refused(-1, 'getPackages'), true],
	['a signature that is refused', refused(-30, 'getPackages'), true],
	['a list that is refused', refused(-8, 'getPackages'), false],
	['a list that times out', networkFailure(timedOut, 'getPackages'), false],
	['a parameter', failure, false],
])('%s: whether there is no session', (_, each, isSession) => {
	expect(isSessionFailure(each)).toBe(isSession);
});
