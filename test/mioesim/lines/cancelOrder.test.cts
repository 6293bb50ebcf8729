import { inputFailure, httpFailure } from '../../../dist/mioesim/codes/failures';
import { Failure } from '../../../dist/mioesim/codes/failure';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { cancelOrder, type Cancellation } from '../../../dist/mioesim/lines/cancelOrder';
import type { ItemCall } from '../../../dist/nodes/MioEsim/operation';
import { ledger, ledgerKey } from '../../../dist/mioesim/lines/ledger';
import { clock } from '../../../dist/nodes/shared/port';
import { CARDS, refusal, rowOf } from '../../harness/purchases.cts';
import { list, noAnswer, Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const [A, B] = CARDS;
const row = (status: number | null = 0, changes: JsonRecord = {}) =>
	list(rowOf('EP1', { status, packageList: [{ iccid: A }, { iccid: B }], ...changes }));
const cancel = async (script: Script, changes: Partial<Cancellation> = {}) =>
	await cancelOrder(script.call, {
		orderNumber: 'EP1',
		iccids: [],
		onlyUnused: true,
		remark: null,
		waitMs: 0,
		...changes,
	});
const detailsOf = async (...asked: Parameters<typeof cancel>) => {
	const error: unknown = await cancel(...asked).catch((failure: unknown) => failure);
	return error instanceof Failure ? error.details : error;
};
/** Lists the order as it was before the cancellation, and then one status after another. */
const world = (...after: unknown[]) =>
	scripts.next({ refundOrder: () => null }).sequence('queryEsimOrder', row(), ...after);
const login = inputFailure('m', 'r', { type: 'login', endpoint: 'login' });

it('returns the cards, and the status that the order has reached', async () => {
	const script = world(row(6));
	expect(await cancel(script, { remark: 'R' })).toEqual({
		orderNumber: 'EP1',
		status: 6,
		statusName: 'Cancelling',
		iccids: [A, B],
		leftOut: [],
	});
	expect(script.sent('refundOrder')).toEqual([{ orderNum: 'EP1', iccids: [A, B], remark: 'R' }]);
	expect(script.done).toEqual(['cancellation of order EP1']);
	expect(script.pauses).toEqual([]);
});

it.each([
	[row(9), 9, null],
	[row(null), null, null],
	[list(), null, null],
	[refusal(-8), null, null],
])('the status is null if MIOeSIM does not report it (%#)', async (after, status, statusName) => {
	expect(await cancel(world(after))).toMatchObject({ status, statusName });
});

it('the status is null if the execution is stopped', async () => {
	const script = world();
	let asked = 0;
	script.on('queryEsimOrder', () => {
		if (asked++ > 0) throw new Error('stopped');
		return row();
	});
	expect(await cancel(script)).toHaveProperty('status', null);
});

it('a cancellation that is refused is not reported as done', async () => {
	const script = scripts.next({ refundOrder: () => refusal(-2), queryEsimOrder: () => row() });
	expect(await detailsOf(script)).toEqual(refusal(-2).details);
	expect(script.done).toEqual([]);
});

describe('an order that cannot be looked up first', () => {
	const unread = (script: Script) => script.on('queryEsimOrder', () => refusal(-8));

	it('is cancelled if its cards are named and may be in use', async () => {
		const script = unread(world());
		expect(await cancel(script, { iccids: [A], onlyUnused: false })).toMatchObject({ iccids: [A] });
		const unlisted = world().on('queryEsimOrder', () => list());
		expect(await cancel(unlisted, { iccids: [A], onlyUnused: false })).toMatchObject({
			iccids: [A],
		});
	});

	it.each([
		{ iccids: [], onlyUnused: false },
		{ iccids: [A], onlyUnused: true },
		{ iccids: [], onlyUnused: true },
	])('is not cancelled with %j', async (changes) => {
		const script = unread(world());
		expect(await detailsOf(script, changes)).toMatchObject({
			code: -8,
			resolution: `Nothing was cancelled, because the cards of the order could not be looked up first. ${refusal(-8).details.resolution}`,
			outcome: 'notExecuted',
			orderNumber: 'EP1',
		});
		script.on('queryEsimOrder', () => httpFailure(502, 'queryEsimOrder'));
		expect(await detailsOf(script, changes)).toMatchObject({ outcome: 'notExecuted' });
		script.on('queryEsimOrder', () => list());
		expect(await detailsOf(script, changes)).toMatchObject({
			meaning: 'MIOeSIM lists no order with this number',
			resolution:
				"Check 'Order Number', and that the order was placed with the account of the credential",
			endpoint: 'queryEsimOrder',
			orderNumber: 'EP1',
			outcome: 'notExecuted',
		});
		expect(script.sent('refundOrder')).toEqual([]);
	});

	it('without a session is not cancelled at all', async () => {
		const script = world().on('queryEsimOrder', () => login);
		expect(await detailsOf(script, { iccids: [A], onlyUnused: false })).toEqual(login.details);
	});

	it('mentions a cancellation that an earlier attempt has sent', async () => {
		const script = unread(world());
		const said = (outcome: string) => ({
			meaning: refusal(-8).details.meaning,
			resolution: `A cancellation of this order was sent before, and ${outcome}. Look at the order with Order > Get Many, and cancel again only if its status has not changed. What happened now: ${refusal(-8).details.meaning}`,
			retryable: false,
			orderNumber: 'EP1',
		});
		const key = ledgerKey(script.account, 'EP1');
		ledger.cancellations.sent(key, { iccids: [A], before: null });
		expect(await detailsOf(script)).toMatchObject({
			...said('may have been carried out'),
			outcome: 'unknown',
		});
		ledger.cancellations.executed(key, { iccids: [A], before: null });
		expect(await detailsOf(script)).toMatchObject({
			...said('was carried out'),
			outcome: 'executed',
		});
		script.on('queryEsimOrder', () => {
			throw new TypeError('defect');
		});
		expect(await detailsOf(script)).toEqual(new TypeError('defect'));
	});
});

describe('waiting for a cancellation to settle', () => {
	it.each([6, 7])('ends when the status is no longer %i', async (status) => {
		const script = world(row(status), row(status), row(2));
		expect(await cancel(script, { waitMs: 60_000 })).toMatchObject({ status: 2 });
		expect(script.pauses).toEqual([1000, 2000]);
	});

	it('ends on time', async () => {
		const script = world(row(6));
		expect(await cancel(script, { waitMs: 18_000 })).toMatchObject({ status: 6 });
		expect(script.pauses).toEqual([1000, 2000, 3000, 5000, 5000, 2000]);
	});

	it('counts the time that calls take', async () => {
		const script = world(row(6));
		const { now } = clock;
		clock.now = () => now() + script.asked.length * 5000;
		await cancel(script, { waitMs: 15_000 });
		expect(script.pauses).toEqual([1000, 2000, 2000]);
	});

	it('ends on time even if the clock of the n8n server stands still', async () => {
		const script = world(row(6));
		clock.now = () => 0;
		await cancel(script, { waitMs: 7000 });
		expect(script.pauses).toEqual([1000, 2000, 3000, 1000]);
	});

	it('needs no stop button', async () => {
		const script = world(row(6), row(2));
		const context = { getExecutionCancelSignal: () => undefined };
		const call = { ...script.call, context } as unknown as ItemCall;
		const cancellation = { orderNumber: 'EP1', iccids: [], onlyUnused: true, remark: null };
		expect(await cancelOrder(call, { ...cancellation, waitMs: 9000 })).toMatchObject({ status: 2 });
	});

	it('keeps the last status that MIOeSIM reported', async () => {
		const script = world(row(6), refusal(-8), row(6), list());
		expect(await cancel(script, { waitMs: 9000 })).toMatchObject({ status: 6 });
		expect(script.pauses).toEqual([1000, 2000, 3000, 3000]);
	});

	it('ends when the execution is stopped, and the cancellation stands', async () => {
		const script = world(row(6));
		const { pause } = clock;
		clock.pause = async (ms, signal) => {
			script.stop.abort();
			await pause(ms, signal);
		};
		expect(await cancel(script, { waitMs: 60_000 })).toMatchObject({ status: 6 });
		expect(script.pauses).toEqual([1000]);
	});
});

it('two cancellations of one order run one after another', async () => {
	const script = scripts.next({ refundOrder: () => noAnswer });
	script.on('queryEsimOrder', () => row(script.sent('refundOrder').length > 0 ? 6 : 0));
	const both = await Promise.all([cancel(script), cancel(script)]);
	expect(both.map(({ status }) => status)).toEqual([6, 6]);
	expect(script.sent('refundOrder')).toHaveLength(1);
	const [first, second] = script.asked.map(([endpoint]) => endpoint);
	expect([first, second]).toEqual(['queryEsimOrder', 'refundOrder']);
});

it('a cancellation does not wait for that of another order', async () => {
	const script = scripts.next();
	let answer: (data: unknown) => void = () => undefined;
	const held = new Promise((resolve) => (answer = resolve));
	script.on('refundOrder', ({ orderNum }) => (orderNum === 'EP1' ? held : null));
	script.on('queryEsimOrder', ({ orderNum }) => row(0, { orderNum: String(orderNum) }));
	const first = cancel(script);
	expect(await cancel(script, { orderNumber: 'EP2' })).toMatchObject({ orderNumber: 'EP2' });
	answer(null);
	await first;
});
