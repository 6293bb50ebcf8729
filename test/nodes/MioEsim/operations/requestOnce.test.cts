import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../../../../dist/mioesim/codes/failure';
import type { ItemCall } from '../../../../dist/nodes/MioEsim/operation';
import { requestOnce } from '../../../../dist/nodes/MioEsim/operations/apiRequest';
import { Cancelled } from '../../../../dist/mioesim/client/bounds';
import { refusal } from '../../../harness/purchases.cts';
import { noAnswer } from '../../../harness/script.cts';

const identity = {
	workflow: 'workflow',
	node: 'node',
	execution: '7' as string | undefined,
	run: 0,
	itemIndex: 0,
};
let workflows = 0;

/** One item of a run that is not in any other test. */
function item() {
	const workflow = `workflow-${++workflows}`;
	let sent = 0;
	const once = async (
		send: () => unknown,
		changes: Partial<typeof identity> = {},
	): Promise<unknown> => {
		const is = { ...identity, workflow, ...changes };
		const context = {
			getExecutionId: () => is.execution,
			getWorkflow: () => ({ id: is.workflow }),
			getNode: () => ({ id: is.node }),
			evaluateExpression: (text: string, index: number) =>
				text === '{{ $runIndex }}' && index === is.itemIndex ? is.run : null,
		} as unknown as IExecuteFunctions;
		const call = { context, itemIndex: is.itemIndex } as unknown as ItemCall;
		return await requestOnce(call, async () => {
			sent++;
			return await Promise.resolve(send());
		});
	};
	return { once, sent: () => sent };
}
const gone = (error: unknown) => () => {
	throw error as Error;
};

it('is sent once, and its reply is returned again', async () => {
	const { once, sent } = item();
	expect(await once(() => ({ a: 1 }))).toEqual({ a: 1 });
	expect(await once(() => ({ a: 2 }))).toEqual({ a: 1 });
	expect(sent()).toBe(1);
});

it('keeps a reply of 2000 characters, and mentions a longer one', async () => {
	const note = 'An earlier attempt of this run sent this request and received a reply';
	for (const [length, again] of [[1989], [1990, { note }]] as const) {
		const { once } = item();
		const reply = { text: 'x'.repeat(length) };
		expect(await once(() => reply)).toBe(reply);
		expect(await once(() => null)).toEqual(again ?? reply);
	}
});

it.each<Partial<typeof identity>>([
	{ workflow: 'x' },
	{ node: 'x' },
	{ execution: '8' },
	{ run: 1 },
	{ itemIndex: 1 },
])('is a different request with %j', async (changes) => {
	const { once, sent } = item();
	await once(() => 1);
	await once(() => 2, {
		...changes,
		...(changes.workflow ? { workflow: `x-${workflows}` } : {}),
	});
	expect(sent()).toBe(2);
});

it('is always sent if the execution cannot be told from others', async () => {
	const { once, sent } = item();
	for (const data of [1, 2]) {
		expect(await once(() => data, { execution: undefined })).toBe(data);
	}
	await expect(once(gone(noAnswer), { execution: '' })).rejects.toBe(noAnswer);
	expect(sent()).toBe(3);
});

it('that was refused is sent again', async () => {
	const { once, sent } = item();
	await expect(once(gone(refusal(-3)))).rejects.toMatchObject({ details: { code: -3 } });
	expect(await once(() => 1)).toBe(1);
	expect(sent()).toBe(2);
});

it('without an answer is not sent again', async () => {
	const { once, sent } = item();
	await expect(once(gone(noAnswer))).rejects.toBe(noAnswer);
	const error: unknown = await once(() => 1).catch((failure: unknown) => failure);
	expect((error as Failure).details).toMatchObject({
		meaning: 'An earlier attempt of this run sent this request and received no reply',
		resolution:
			'It was not sent again. Check in MIOeSIM whether it was carried out, and run the workflow again if not',
		outcome: 'unknown',
	});
	expect(sent()).toBe(1);
});

it('that the stop button held back is sent again, one that met a defect is not', async () => {
	const stopped = item();
	await expect(stopped.once(gone(new Cancelled()))).rejects.toThrow(Cancelled);
	expect(await stopped.once(() => 1)).toBe(1);
	const broken = item();
	await expect(broken.once(gone(new TypeError('defect')))).rejects.toThrow('defect');
	await expect(broken.once(() => 1)).rejects.toMatchObject({
		details: { outcome: 'unknown' },
	});
});
