import { isDocumented } from '../../dist/mioesim/codes/errorCodes';
import { DOCUMENTATION_URL, isSessionFailure, settle } from '../../dist/mioesim/codes/failure';
import {
	apiFailure,
	fileFailure,
	httpFailure,
	inputFailure,
	networkFailure,
	noReplyFailure,
	replyFailure,
	unexpectedFailure,
} from '../../dist/mioesim/codes/failures';
import { networkTexts, timedOut, type NetworkCause } from '../../dist/mioesim/codes/networkTexts';
import {
	isFinal,
	isIntact,
	isLocked,
	isUndone,
	isVoid,
	lastingStatuses,
	passingStatuses,
	statusNameOf,
	statusText,
} from '../../dist/mioesim/codes/orderStatus';
import { endpoints, type EndpointKey } from '../../dist/mioesim/wire/endpoints';
import { notesOf } from '../../dist/mioesim/client/account';

const said = (code: string, message: string | null = null) => ({ code, message, data: null });

describe('a refusal', () => {
	it.each([
		['777', 777, null, 'MIOeSIM gave no explanation'],
		['E42', 'E42', 'no', 'MIOeSIM says: "no"'],
		['7x', '7x', '余额不足', 'MIOeSIM says: "余额不足" (Insufficient balance)'],
		['x7', 'x7', '好', 'MIOeSIM says: "好"'],
		['toString', 'toString', '', 'MIOeSIM gave no explanation'],
	])('with code %s says that it is undocumented', (code, value, message, quote) => {
		expect(apiFailure(said(code, message), null).details).toEqual({
			meaning: `MIOeSIM refused the request with code ${code}`,
			resolution: expect.stringContaining(`Code ${code} is undocumented. ${quote}. `),
			code: value,
			type: 'api',
			apiMessage: message,
			retryable: false,
			outcome: 'notExecuted',
			endpoint: null,
		});
	});

	it('shows no secret, neither in its code nor in its message', () => {
		const { details } = apiFailure(said('x-secret-1', 'y secret-1'), null, ['secret-1']);
		expect(JSON.stringify(details)).not.toContain('secret-1');
		expect(apiFailure(said('8985202241000012345'), null).details.code).toBe('[ICCID]');
		for (const code of [123456789, -123456789]) {
			expect(apiFailure(said(String(code)), null, ['123456789']).details.code).toBe(code);
		}
	});

	it('is documented, or not', () => {
		const codes = ['-3', '99', '777', 'toString'];
		expect(codes.map(isDocumented)).toEqual([true, true, false, false]);
	});
});

describe('an HTTP status', () => {
	const redirect = /^Redirects are not followed, /;
	const trouble = /^The server could not handle the request\. Try again in a few minutes$/;
	const address = /^Check 'Base URL' in the MIOeSIM credential, and whether a proxy or firewall/;
	it.each([
		[299, 'notExecuted', false, address],
		[300, 'unknown', false, redirect],
		[303, 'unknown', false, redirect],
		[399, 'unknown', false, redirect],
		[400, 'notExecuted', false, address],
		[404, 'notExecuted', false, address],
		[408, 'unknown', true, trouble],
		[429, 'notExecuted', true, /^Too many requests at once\. Send fewer items per run/],
		[499, 'notExecuted', false, address],
		[500, 'unknown', true, trouble],
		[503, 'unknown', true, trouble],
	])('%i says whether the call ran: %s', (status, outcome, retryable, resolution) => {
		const { details } = httpFailure(status, 'addEsimOrder');
		expect(details).toEqual({
			meaning: `MIOeSIM answered with HTTP status ${status}`,
			resolution: expect.stringMatching(resolution),
			code: null,
			apiMessage: null,
			type: 'http',
			retryable,
			outcome,
			endpoint: 'addEsimOrder',
			httpStatus: status,
		});
	});

	it('says where MIOeSIM may explain it, and what may be behind an undocumented code', () => {
		expect(DOCUMENTATION_URL).toBe('https://developers.mioesim.com/reference/error-codes');
		const end = ' the message does not help, ask MIOeSIM support and quote the code';
		const start = 'Code 777 is undocumented. MIOeSIM gave no explanation. ';
		for (const key of Object.keys(endpoints) as EndpointKey[]) {
			const buys = ['addEsimOrder', 'addEsimOrderByApiCode', 'renewCard', 'renewCardByApiCode'];
			// Only what costs money can fail for lack of it.
			const advice = buys.includes(key)
				? 'Common causes are an empty balance or a sold-out package; if'
				: 'If';
			expect(apiFailure(said('777'), key).details.resolution).toBe(`${start}${advice}${end}`);
		}
	});

	it('records how long the server asks to wait, and mentions logins if the call was one', () => {
		expect(httpFailure(429, null, 0).details.retryAfterMs).toBe(0);
		expect(httpFailure(429, null).details).not.toHaveProperty('retryAfterMs');
		expect(httpFailure(429, 'login').details.resolution).toBe(
			'Too many logins at once. Try again in a few minutes',
		);
	});
});

it.each([
	['ETIMEDOUT', 'timeout', 'unknown'],
	['ECONNREFUSED', 'refused', 'notExecuted'],
] as const)('%s of the network says whether anything was sent', (code, trouble, outcome) => {
	const error = Object.assign(new Error('x'), { code });
	const { meaning, resolution, orElse } = networkTexts[trouble];
	const advice = orElse === undefined ? resolution : `${resolution}, ${orElse}`;
	const texts = { code: null, apiMessage: null, meaning, resolution: advice };
	expect(noReplyFailure(error, 'addEsimOrder', []).details).toEqual({
		...{ ...texts, type: 'network', retryable: true, outcome, endpoint: 'addEsimOrder' },
		networkTrouble: trouble,
	});
	expect(noReplyFailure(error, 'login', []).details.resolution).toBe(resolution);
});

describe('a PDF file that was not downloaded', () => {
	it('says why, and how to get its link instead', () => {
		const why = (cause: number | NetworkCause) => fileFailure(cause, 'handlerEsimPdfLink').details;
		expect(why(404)).toMatchObject({
			meaning:
				'The PDF file of this order was not downloaded: its server answered with HTTP status 404',
			resolution: expect.stringContaining("turn 'Download' off"),
			type: 'http',
			httpStatus: 404,
		});
		expect(why(timedOut)).toMatchObject({
			meaning: `The PDF file of this order was not downloaded: ${networkTexts.timeout.ofFile}`,
			type: 'network',
		});
		expect(fileFailure(429, 'handlerEsimPdfLink', 5).details.retryAfterMs).toBe(5);
	});
});

describe('an unexpected error', () => {
	it('during a call says that the call may have been carried out', () => {
		expect(unexpectedFailure(new TypeError('x'), 'addEsimOrder').details).toEqual({
			meaning: 'The request to MIOeSIM could not be completed',
			resolution: 'Check the log of your server. It says: "x"',
			code: null,
			apiMessage: null,
			type: 'input',
			retryable: false,
			outcome: 'unknown',
			endpoint: 'addEsimOrder',
		});
		const { resolution } = unexpectedFailure('y secret-1', null, ['secret-1']).details;
		expect(resolution).toMatch(/"y .*"$/);
		expect(resolution).not.toContain('secret-1');
	});

	it('may have been carried out if the reply cannot be read', () => {
		expect(replyFailure('an empty reply', 'addEsimOrder').details).toMatchObject({
			meaning: 'MIOeSIM answered with an empty reply',
			resolution: expect.stringContaining('Try again in a minute'),
			code: null,
			type: 'reply',
			retryable: true,
			outcome: 'unknown',
			endpoint: 'addEsimOrder',
		});
	});

	it.each([
		'JSON that has too many levels or values',
		'a reply of more than 16 MB',
		'a reply that cannot be decompressed',
	] as const)('is not tried again if reading it would cost as much again: %s', (unreadable) => {
		expect(replyFailure(unreadable, null).details.retryable).toBe(false);
	});

	it('has a message of both texts, and is changed by a copy', () => {
		const failure = inputFailure('m', 'r');
		expect(failure.message).toBe('m. r');
		expect(failure.name).toBe('MioEsimFailure');
		const changed = failure.with({ outcome: 'unknown' });
		expect(changed.details).toEqual({ ...failure.details, outcome: 'unknown' });
		expect(failure.details.outcome).toBe('notExecuted');
	});

	it('is carried through n8n by the data of the credential, but not by a copy', () => {
		const data = {};
		const failure = inputFailure('m', 'r');
		expect(notesOf(data)).toEqual({});
		notesOf(data).failure = failure;
		expect(data).toEqual({});
		expect(notesOf(data)).toEqual({ failure });
		expect(notesOf({ ...data })).toEqual({});
	});
});

it.each([
	// Undone or void counts no more, intact counts whole.
	[-1, 'Not Paid', 'known live'],
	[0, 'Paid', 'known live intact'],
	[2, 'Cancelled', 'final undone'],
	[3, 'Obsolete', 'final undone'],
	[4, 'Partly Cancelled', 'known live'],
	[5, 'Ended', 'final live intact'],
	[6, 'Cancelling', 'known live locked undone'],
	[7, 'Partly Cancelling', 'known live locked'],
	[1, null, 'live'],
	[null, null, 'live intact'],
])('status %p is %p: %s', (status, name, is) => {
	expect(statusNameOf(status)).toBe(name);
	const known = [passingStatuses, lastingStatuses].some((all) => all.includes(status ?? NaN));
	const verdicts = {
		known,
		final: isFinal(status),
		live: !isVoid(status),
		locked: isLocked(status),
		intact: isIntact(status),
		undone: isUndone(status),
	};
	const said = Object.entries(verdicts).flatMap(([word, holds]) => (holds ? word : []));
	expect(said.join(' ')).toBe(is);
});

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

it('a sentence has a status by its name, its number or as unknown', () => {
	expect([0, 1, null].map(statusText)).toEqual(['Paid', '1', 'unknown']);
});
