import { Failure, settle } from '../../../dist/mioesim/codes/failure';
import { networkFailure } from '../../../dist/mioesim/codes/failures';
import type { Endpoint, HttpMethod } from '../../../dist/mioesim/wire/endpoints';
import { memoryOf, type AccountMemory } from '../../../dist/mioesim/client/memory';
import { byWorkingMethod, MethodRefused } from '../../../dist/mioesim/client/exchange';
import { soon } from '../../harness/scriptedClock.cts';

/** The HTTP method by which a call is sent. */

let accounts = 0;
let memory: AccountMemory;
let sent: HttpMethod[];
beforeEach(() => {
	memory = memoryOf(`methods-${++accounts}`);
	sent = [];
});

const read: Endpoint = { method: 'POST', path: '/read', kind: 'read' };
const broken = networkFailure(null, 'getSkus');
const failed = (failure: Failure) => ({ ok: false, failure });
const succeeded = (data: unknown) => ({ ok: true, data });

type Answers = Partial<Record<HttpMethod, Failure | 'refused'>>;

/** The reply to a method that the server refuses, with the method in it. */
const refusalOf = (method: HttpMethod) =>
	new MethodRefused(networkFailure(method, 'getSkus').with({ apiMessage: method }).details);

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

describe('reads side by side', () => {
	/** The first read of a path; it ends when the test decides. */
	function firstRead(answers: Answers) {
		let proceed = () => {};
		const held = new Promise<void>((resolve) => (proceed = resolve));
		const answer = server(answers);
		const reading = settle(
			byWorkingMethod(read, memory, async (method) => {
				const answering = answer(method);
				await held;
				return await answering;
			}),
		);
		return { reading, proceed };
	}

	it('wait for the first one, which finds the method for all', async () => {
		const { reading, proceed } = firstRead({ POST: 'refused' });
		const others = [call({ POST: 'refused' }), call({ POST: 'refused' })];
		await Promise.resolve();
		expect(sent).toEqual(['POST']);
		proceed();
		await soon(Promise.all([reading, ...others]));
		expect(sent).toEqual(['POST', 'GET', 'GET', 'GET']);
	});

	it('do not wait for a read of another path, or if the method is known', async () => {
		const { reading, proceed } = firstRead({});
		await soon(call({}, { ...read, path: '/other' }));
		memory.methods.set(read.path, 'GET');
		await soon(call({}));
		expect(sent).toEqual(['POST', 'POST', 'GET']);
		proceed();
		await reading;
	});

	it('continue if the first one was stopped', async () => {
		const stopped = byWorkingMethod(read, memory, async () => {
			await Promise.resolve();
			throw new Error('stopped');
		});
		const others = [call({}), call({})];
		await expect(stopped).rejects.toThrow('stopped');
		expect(await soon(Promise.all(others))).toEqual([succeeded('POST'), succeeded('POST')]);
		const next = firstRead({});
		const later = call({});
		next.proceed();
		await soon(Promise.all([next.reading, later]));
		expect(sent).toHaveLength(4);
	});

	it('leave nothing behind', async () => {
		const { reading, proceed } = firstRead({ POST: broken });
		const others = ['second', 'third'].map(async () => await call({ POST: broken }));
		proceed();
		await soon(Promise.all([reading, ...others]));
		expect(memory.running.size).toBe(0);
	});
});
