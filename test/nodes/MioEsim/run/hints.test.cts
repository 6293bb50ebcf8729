import { contextOf, newRecord, type RunSetup } from '../../../harness/scriptedRun.cts';
import { apiFailure } from '../../../../dist/mioesim/codes/failures';
import { showHints } from '../../../../dist/nodes/MioEsim/run/report';
import type { Place } from '../../../../dist/nodes/MioEsim/run/route';

const failure = apiFailure({ code: '777', message: '<b>' }, 'getOrderInfo');
const failed = { items: [], failed: [{ failure, subject: {} }] };
const worked = { items: [{ json: {} }], failed: [] };

interface Given {
	place?: Place;
	isConnected?: boolean | null;
	mode?: RunSetup['mode'];
	results?: Array<typeof failed | typeof worked>;
	said?: string[];
}

function shown({ place = 'toErrorOutput', isConnected = null, ...given }: Given) {
	const record = newRecord();
	const route = { place, isConnected, isSearchedByN8n: false };
	const context = contextOf({ mode: given.mode }, record);
	showHints(context, route, given.results ?? [worked, failed], new Set(given.said));
	return record.hints;
}

describe('failed items on another output', () => {
	const end = /MIOeSIM says: "&lt;b&gt;".*<br>Open the Error tab for the details\.$/;

	it('are shown above the output, with what to do', () => {
		expect(shown({})).toEqual([
			{ message: expect.stringMatching(end), type: 'warning', location: 'outputPane' },
		]);
		const [{ message }] = shown({});
		expect(message).toMatch(/^1 item failed: MIOeSIM refused the request with code 777\. Code 777/);
	});

	it('are counted', () => {
		const [{ message }] = shown({ results: [failed, worked, failed] });
		expect(message).toMatch(/^2 items failed, the first with: MIOeSIM refused/);
	});

	it.each<[boolean, Given]>([
		[true, { place: 'toN8nErrorOutput' }],
		[true, { isConnected: false }],
		[true, { isConnected: true, mode: 'manual' }],
		[false, { isConnected: true }],
		[false, { place: 'toFirstOutput' }],
		[false, { place: 'toAgent' }],
		[false, { results: [worked] }],
		[false, { results: [] }],
	])('have a hint (%p) only if nobody would notice them: %j', (isShown, given) => {
		expect(shown(given)).toHaveLength(isShown ? 1 : 0);
	});
});

describe('the hints of operations', () => {
	it('are shown after that, as text', () => {
		const [, hint] = shown({ said: ['<i>\nx'] });
		expect(hint).toEqual({ message: '&lt;i&gt;<br>x', location: 'outputPane' });
	});

	it('are limited to ten texts', () => {
		const said = Array.from({ length: 12 }, (_, index) => `hint ${index}`);
		const messages = shown({ results: [], said }).map(({ message }) => message);
		expect(messages).toEqual(said.slice(0, 10));
	});
});
