import { nodeOf } from '../../harness/scriptedRun.cts';
import type { Failure } from '../../../dist/mioesim/codes/failure';
import {
	apiFailure,
	httpFailure,
	inputFailure,
	networkFailure,
} from '../../../dist/mioesim/codes/failures';
import { timedOut } from '../../../dist/mioesim/codes/networkTexts';
import type { EndpointKey } from '../../../dist/mioesim/wire/endpoints';
import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { asFailure, asHtml, nodeApiError } from '../../../dist/nodes/shared/failures';

const refusal = (code: string, endpoint: EndpointKey, message: string | null = null) =>
	apiFailure({ code, message }, endpoint);

describe('an n8n error', () => {
	const failure = inputFailure('m', 'r');

	it('says what happened, and what to do', () => {
		const error = nodeApiError(nodeOf({}), failure);
		expect([error.message, error.description]).toEqual(['m', 'r']);
		expect(error.context).not.toHaveProperty('itemIndex');
		expect(error.node.name).toBe('MIOeSIM');
		expect(error.httpCode).toBeNull();
	});

	it('for an item names it, and adds its notes and details', () => {
		const item = { itemIndex: 0, error: { code: 7 }, notes: ['first', 'second'] };
		const error = nodeApiError(nodeOf({}), failure, item);
		expect(error.message).toBe('m [item 0]');
		expect(error.description).toBe('r<br>first<br>second');
		expect(error.context.itemIndex).toBe(0);
		expect(error.errorResponse).toMatchObject({ code: 7 });
	});

	it('adds MIOeSIM’s message, unless the resolution already quotes it', () => {
		const described = (given: Failure) => nodeApiError(nodeOf({}), given).description;
		const { resolution } = refusal('-3', 'getSkus').details;
		expect(described(refusal('-3', 'getSkus'))).toBe(resolution);
		expect(described(refusal('-3', 'getSkus', '余额不足'))).toBe(
			`${resolution}<br>MIOeSIM says: "余额不足" (Insufficient balance)`,
		);
		// A word that happens to be in the resolution is not a quote.
		expect(described(refusal('-3', 'getSkus', 'order'))).toBe(
			`${resolution}<br>MIOeSIM says: "order"`,
		);
		const quoting = refusal('777', 'getSkus', 'no balance');
		expect(described(quoting)?.split('no balance')).toHaveLength(2);
	});

	it('hides the text of an unexpected error', () => {
		const error = nodeApiError(nodeOf({}), new TypeError('x is undefined'));
		expect(error.message).toBe('The MIOeSIM node could not process this item');
		expect(error.description).toContain('x is undefined');
	});

	it('cannot become HTML', () => {
		const { description } = nodeApiError(nodeOf({}), inputFailure('m', '<b>&\n'));
		expect(description).toBe('&lt;b&gt;&amp;<br>');
	});
});

describe('n8n gets the time to wait', () => {
	const causeOf = (failure: Failure) => nodeApiError(nodeOf({}), failure).failure;

	it.each([
		[429, { cause: 'rate-limited' }],
		[502, { cause: 'temporarily-unavailable' }],
		[503, { cause: 'temporarily-unavailable' }],
		[504, { cause: 'temporarily-unavailable' }],
	])('after HTTP %i, as long as the server asks', (status, cause) => {
		expect(causeOf(httpFailure(status, 'getSkus'))).toEqual(cause);
		expect(causeOf(httpFailure(status, 'getSkus', 0))).toEqual({ ...cause, retryAfterMs: 0 });
		expect(nodeApiError(nodeOf({}), httpFailure(status, 'getSkus')).httpCode).toBe(String(status));
	});

	it.each(['-1', '-2', '-30'])('not after a login with code %s: the credential is wrong', (code) =>
		expect(causeOf(refusal(code, 'login'))).toEqual({ cause: 'credential-invalid' }),
	);

	it('not after anything else', () => {
		const passing = [400, 404, 500].map((status) => httpFailure(status, 'getSkus', 5));
		const codes = [refusal('-3', 'login'), refusal('777', 'login'), refusal('-1', 'getSkus')];
		const others = [networkFailure(timedOut, 'login'), inputFailure('m', 'r')];
		for (const each of [...passing, ...codes, ...others]) expect(causeOf(each)).toBeUndefined();
	});
});

it('text for the editor is escaped everywhere, and limited in length', () => {
	expect(asHtml('<a> & <b>\n\n>')).toBe('&lt;a&gt; &amp; &lt;b&gt;<br><br>&gt;');
	expect(asHtml('&lt;')).toBe('&amp;lt;');
	expect(asHtml('x'.repeat(20_001))).toHaveLength(20_000);
});

describe('an unexpected error', () => {
	it.each([
		['notExecuted', 'could not process this item', 'before this item was sent', /^Nothing was bo/],
		['unknown', 'could not finish this item', 'while this item was in progress', /^Check in MIO/],
		['executed', 'was carried out, but', 'after this item was carried out', /^Do not run/],
	] as const)('to an item that was %s says so', (outcome, meaning, stopped, advice) => {
		const { details } = asFailure(new TypeError('x is 89852022410000000011'), outcome);
		expect(details).toMatchObject({ outcome, type: 'input', retryable: false });
		expect(details.meaning).toContain(meaning);
		expect(details.resolution).toMatch(advice);
		expect(details.resolution).toMatch(/ Report it with this text: x is \[ICCID\]$/);
		expect(asFailure('y', outcome).details.resolution).toMatch(/Report it with this text: y$/);
		const cancelled = asFailure(new Cancelled(), outcome).details;
		expect(cancelled).toMatchObject({ outcome, type: 'input' });
		expect(cancelled.meaning).toBe(`The execution was stopped ${stopped}`);
		expect(cancelled.resolution).toBe(
			{
				notExecuted: 'Run it again for the remaining items',
				unknown: 'Check in MIOeSIM whether it was carried out before you run it again',
				executed: 'Do not run it again. MIOeSIM has the result',
			}[outcome],
		);
	});

	it('stays the same if it is a failure already, and was not executed unless known otherwise', () => {
		const failure = inputFailure('m', 'r');
		expect(asFailure(failure, 'executed')).toBe(failure);
		expect(asFailure(new Error('x')).details.outcome).toBe('notExecuted');
	});
});
