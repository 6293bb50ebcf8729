import { inputFailure } from '../../dist/api/codes/failures';
import { dataOf, failed, settle, succeeded } from '../../dist/transport/reply';

const failure = inputFailure('no', 'fix it');

it('returns the data of a reply, or throws its failure', () => {
	expect(dataOf(succeeded(1))).toBe(1);
	expect(() => dataOf(failed(failure))).toThrow(failure);
});

it('turns the result of work, or a failure that it throws, into a reply', async () => {
	expect(await settle(Promise.resolve(1))).toEqual({ ok: true, data: 1 });
	expect(await settle(Promise.reject(failure))).toEqual({ ok: false, failure });
});

it('passes on any other error, e.g. that the execution was stopped', async () => {
	await expect(settle(Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
});
