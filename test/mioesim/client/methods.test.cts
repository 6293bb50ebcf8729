import { Failure, settle } from '../../../dist/mioesim/codes/failure';
import { networkFailure } from '../../../dist/mioesim/codes/failures';
import { connectionLost } from '../../../dist/mioesim/codes/networkTexts';
import type { Endpoint, HttpMethod } from '../../../dist/mioesim/wire/endpoints';
import { memoryOf, type AccountMemory } from '../../../dist/mioesim/client/account';
import { byWorkingMethod } from '../../../dist/mioesim/client/exchange';
import { MethodRefused } from '../../../dist/mioesim/wire/reply';

/** The HTTP method by which a call is sent. */

let accounts = 0;
let memory: AccountMemory;
let sent: HttpMethod[];
beforeEach(() => {
	memory = memoryOf(`methods-${++accounts}`);
	sent = [];
});

const read: Endpoint = { method: 'POST', path: '/read', kind: 'read' };
const broken = networkFailure(connectionLost, 'getSkus');
const failed = (failure: Failure) => ({ ok: false, failure });
const succeeded = (data: unknown) => ({ ok: true, data });

type Answers = Partial<Record<HttpMethod, Failure | 'refused'>>;

/** The reply to a method that the server refuses, with the method in it. */
const refusalOf = (method: HttpMethod) =>
	new MethodRefused(networkFailure(connectionLost, 'getSkus').with({ apiMessage: method }).details);

const server =
	(answers: Answers) =>
	async (method: HttpMethod): Promise<HttpMethod> => {
		sent.push(method);
		await Promise.resolve();
		const answer = answers[method] ?? method;
		if (answer === 'refused') throw refusalOf(method);
		if (answer instanceof Failure) throw answer;
		return answer;
	};
const call = async (answers: Answers, endpoint = read) =>
	await settle(byWorkingMethod(endpoint, memory, server(answers)));

it('sends a write by the given method, once, even if the server refuses it', async () => {
	const write: Endpoint = { ...read, kind: 'write' };
	expect(await call({ POST: 'refused' }, write)).toEqual(failed(refusalOf('POST')));
	expect(await call({ GET: broken }, { ...write, method: 'GET' })).toEqual(failed(broken));
	expect(sent).toEqual(['POST', 'GET']);
});

it('does not send a write by the method that worked for a read', async () => {
	await call({ POST: 'refused' });
	await call({}, { ...read, kind: 'write' });
	expect(sent).toEqual(['POST', 'GET', 'POST']);
});

it('sends a read by the other method if the server refuses the first, and later reads at once', async () => {
	expect(await call({ POST: 'refused' })).toEqual(succeeded('GET'));
	expect(await call({ POST: 'refused' })).toEqual(succeeded('GET'));
	expect(sent).toEqual(['POST', 'GET', 'GET']);
	sent = [];
	const get: Endpoint = { ...read, method: 'GET', path: '/other' };
	expect(await call({ GET: 'refused' }, get)).toEqual(succeeded('POST'));
	expect(sent).toEqual(['GET', 'POST']);
});

it('learns the method of one path only', async () => {
	await call({ POST: 'refused' });
	await call({}, { ...read, path: '/other' });
	expect(sent).toEqual(['POST', 'GET', 'POST']);
});

it('learns which method works from a success, and nothing from a failure', async () => {
	await call({ POST: broken });
	await call({}, { ...read, method: 'GET' });
	await call({});
	expect(sent).toEqual(['POST', 'GET', 'GET']);
});

it('returns the first answer if the server refuses both methods, and learns nothing', async () => {
	expect(await call({ POST: 'refused', GET: 'refused' })).toEqual(failed(refusalOf('POST')));
	await call({});
	expect(sent).toEqual(['POST', 'GET', 'POST']);
});

it('returns the second answer if that one is not about the method', async () => {
	expect(await call({ POST: 'refused', GET: broken })).toEqual(failed(broken));
});
