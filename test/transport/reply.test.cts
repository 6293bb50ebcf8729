import { inputFailure } from '../../dist/api/codes/failures';
import { dataOf, failed, settle, succeeded } from '../../dist/transport/reply';

const failure = inputFailure('no', 'fix it');

it('gives the data of a reply, and throws its failure', () => {
	expect(dataOf(succeeded(1))).toBe(1);
	expect(() => dataOf(failed(failure))).toThrow(failure);
});

it('makes a reply of work, and of a failure that it throws', async () => {
	expect(await settle(Promise.resolve(1))).toEqual({ ok: true, data: 1 });
	expect(await settle(Promise.reject(failure))).toEqual({ ok: false, failure });
});

it('throws what is not a failure of a call, e.g. that the execution was stopped', async () => {
	await expect(settle(Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
});
