import { Failure, type FailureDetails } from '../../../dist/mioesim/codes/failure';
import { isInDoubt, isRefusal } from '../../../dist/mioesim/lines/inDoubt';

const failure = (details: Partial<FailureDetails>) =>
	new Failure({
		meaning: 'm',
		resolution: 'r',
		code: null,
		type: 'api',
		apiMessage: null,
		retryable: false,
		outcome: 'notExecuted',
		endpoint: 'addEsimOrder',
		...details,
	});

describe('a write that failed may have been carried out', () => {
	it.each<[Partial<FailureDetails>, asked: boolean, notAsked: boolean]>([
		// The outcome is already known.
		[{ outcome: 'unknown', type: 'network' }, true, true],
		[{ outcome: 'unknown', code: -1 }, true, true],
		[{ outcome: 'executed', code: 99 }, false, false],
		// MIOeSIM did not process the request at all.
		[{ code: -1 }, false, false],
		[{ code: -2 }, false, false],
		[{ code: -10 }, false, false],
		[{ code: -30 }, false, false],
		// Any other refusal is checked; if that is impossible, a documented one is believed.
		[{ code: -3 }, true, false],
		[{ code: -8 }, true, false],
		[{ code: 3 }, true, false],
		[{ code: 4 }, true, false],
		[{ code: 22 }, true, false],
		[{ code: 400108 }, true, false],
		[{ code: 777 }, true, true],
		[{ code: 'E42' }, true, true],
		[{ code: 'toString' }, true, true],
		[{ code: null }, true, true],
		// MIOeSIM places the order before it makes the PDF.
		[{ code: 99 }, true, true],
		// A proxy may answer after the request has gone through.
		[{ type: 'http', httpStatus: 400 }, true, true],
		[{ type: 'http', httpStatus: 403 }, true, true],
		[{ type: 'http', httpStatus: 429 }, false, false],
		// None of these was sent.
		[{ type: 'login', code: -3 }, false, false],
		[{ type: 'input' }, false, false],
		[{ type: 'network' }, false, false],
	])('%j: %p if it can be looked up, else %p', (details, asked, notAsked) => {
		expect(isInDoubt(failure(details), true)).toBe(asked);
		expect(isInDoubt(failure(details), false)).toBe(notAsked);
	});
});

it.each<[Partial<FailureDetails>, boolean]>([
	[{ code: -3 }, true],
	[{ code: 777 }, true],
	[{ code: 99 }, false],
	[{ type: 'http', httpStatus: 400 }, false],
	[{ type: 'network', outcome: 'unknown' }, false],
	[{ type: 'reply', outcome: 'unknown' }, false],
])('%j is MIOeSIM’s own statement that nothing happened: %p', (details, isFinal) => {
	expect(isRefusal(failure(details))).toBe(isFinal);
});
