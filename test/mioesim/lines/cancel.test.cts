import { Failure } from '../../../dist/mioesim/codes/failure';
import { httpFailure, inputFailure } from '../../../dist/mioesim/codes/failures';
import { cancelOrder, chooseCards, type Cancellation } from '../../../dist/mioesim/lines/cancel';
import type { Claims } from '../../../dist/mioesim/lines/claims';
import { accountKey, ledger } from '../../../dist/mioesim/lines/ledger';
import { refundKey } from '../../../dist/mioesim/lines/refund';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { CARDS, failureOf, refusal, rowOf } from '../../harness/purchases.cts';
import { list, noAnswer, Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const [A, B, C] = CARDS;
const row = (status: number | null = 0, plans: JsonRecord = {}) =>
	list(
		rowOf('EP1', {
			status,
			packageList: [A, B].map((iccid) => ({ iccid, status: plans[iccid] ?? '1', usedMb: 0 })),
		}),
	);
const cancel = async (script: Script, changes: Partial<Cancellation> = {}, claims?: Claims) =>
	await cancelOrder(
		{ ...script.call, claims: claims ?? null },
		{ orderNumber: 'EP1', iccids: [], onlyUnused: true, remark: null, waitMs: 0, ...changes },
	);
const detailsOf = async (...given: Parameters<typeof cancel>) => await failureOf(cancel(...given));
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

it('waits for another cancellation of its order, in any spelling, and of no other', async () => {
	const script = scripts.next();
	const [first, other, again] = ['EP1', 'EP2', 'ep1'].map(async (orderNumber) =>
		cancel(script, { orderNumber, onlyUnused: false, iccids: [A] }),
	);
	script.on('refundOrder', async ({ orderNum }) => (orderNum === 'EP1' ? await other : null));
	script.on('queryEsimOrder', ({ orderNum }) => {
		const number = String(orderNum).toUpperCase();
		const isSent = script.sent('refundOrder').some((sent) => sent.orderNum === number);
		return list(rowOf(number, { status: isSent ? 6 : 0 }));
	});
	await other;
	expect(script.sent('queryEsimOrder').some(({ orderNum }) => orderNum === 'ep1')).toBe(false);
	await Promise.all([first, again]);
	expect(script.sent('refundOrder').map(({ orderNum }) => orderNum)).toEqual(['EP1', 'EP2']);
});

describe('code 0', () => {
	const LOOKS = [500, 2000, 5000];
	const failed = {
		type: 'reply',
		endpoint: 'refundOrder',
		orderNumber: 'EP1',
		resolution:
			'It was not sent again. Look at the order with Order > Get Many in a few minutes. If nothing changes, ask MIOeSIM support',
	};
	const still = (status: string) => ({
		...failed,
		outcome: 'unknown',
		meaning: `MIOeSIM accepted the cancellation of order EP1, but its status is still ${status}`,
	});
	const part = { outcome: 'executed', meaning: 'MIOeSIM cancelled only a part of order EP1' };

	it.each<[before: unknown, after: unknown[], string[], pauses: number[], said: JsonRecord]>([
		[row(), [row(0), row(6)], [], [500], { status: 6 }],
		[row(), [row(2)], [], [], { status: 2 }],
		[row(), [row(null)], [A], [], { status: null }],
		[row(), [row(4)], [A], [], { status: 4 }],
		[row(), [row(7)], [A], [], { status: 7 }],
		[row(), [row(0, { [A]: '9' })], [A], [], { status: 0 }],
		[row(), [row(0)], [], LOOKS, still('Paid')],
		[row(), [row(9)], [], LOOKS, still('9')],
		[row(4), [row(4)], [A], LOOKS, still('Partly Cancelled')],
		[row(), [row(4)], [], [], { ...failed, ...part }],
		// Of an order that is not known before, any status of a cancelled one is an effect.
		[refusal(4), [row(4)], [A], [], { status: 4 }],
		[refusal(4), [row(0)], [A], LOOKS, still('Paid')],
	])(
		'counts only with an effect on the order (%#)',
		async (before, after, iccids, pauses, said) => {
			const script = scripts.next({ refundOrder: () => null });
			script.sequence('queryEsimOrder', before, ...after);
			const work = cancel(script, { iccids, onlyUnused: false });
			const details = await failureOf(work);
			expect(details.outcome === undefined ? await work : details).toMatchObject(said);
			expect(script.pauses).toEqual(pauses);
			expect(script.sent('refundOrder')).toHaveLength(1);
		},
	);
});

describe('an order that cannot be looked up first', () => {
	it('is cancelled if its cards are named and may be in use', async () => {
		for (const answer of [refusal(4), list()]) {
			const script = world().on('queryEsimOrder', () => answer);
			const reached = await cancel(script, { iccids: [A], onlyUnused: false });
			expect(reached).toMatchObject({ iccids: [A], status: null });
		}
	});

	it.each([
		{ iccids: [], onlyUnused: false },
		{ iccids: [A], onlyUnused: true },
	])('is not cancelled with %j', async (changes) => {
		const script = world();
		for (const failure of [refusal(4), httpFailure(502, 'queryEsimOrder')]) {
			script.on('queryEsimOrder', () => failure);
			expect(await detailsOf(script, changes)).toMatchObject({
				code: failure.details.code,
				resolution: `Nothing was cancelled, because the cards of the order could not be looked up first. ${failure.details.resolution}`,
				outcome: 'notExecuted',
				orderNumber: 'EP1',
			});
		}
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

	it.each([
		['unknown', 'may have been carried out'],
		['executed', 'was carried out'],
	])('mentions a cancellation that was sent before: %s', async (outcome, said) => {
		const script = world().on('queryEsimOrder', () => refusal(4));
		const key = refundKey(accountKey(await script.call.client.account()), 'EP1');
		const content = { iccids: [A], before: null };
		if (outcome === 'executed') ledger.cancellations.executed(key, content);
		else ledger.cancellations.sent(key, content);
		expect(await detailsOf(script)).toMatchObject({
			outcome,
			meaning: refusal(4).details.meaning,
			resolution: `A cancellation of this order was sent before, and ${said}. Look at the order with Order > Get Many, and cancel again only if its status has not changed. What happened now: ${refusal(4).details.meaning}`,
			retryable: false,
			orderNumber: 'EP1',
		});
	});
});

describe('waiting for a cancellation to settle', () => {
	it('ends on time', async () => {
		const script = world(row(6));
		expect(await cancel(script, { waitMs: 18_000 })).toMatchObject({ status: 6 });
		expect(script.pauses).toEqual([1000, 2000, 3000, 5000, 5000, 2000]);
	});

	it('keeps the last status that MIOeSIM reported', async () => {
		const script = world(row(6), refusal(4), row(6), list());
		expect(await cancel(script, { waitMs: 9000 })).toMatchObject({ status: 6 });
		expect(script.pauses).toEqual([1000, 2000, 3000, 3000]);
	});
});

describe('an order whose cancellation is claimed', () => {
	/** Claims that are decided like this, and what was released. */
	const claiming = (decision: 'held' | 'taken') => {
		const released: string[] = [];
		const claim = (key: string) => ({
			decision: Promise.resolve(decision),
			release: async () => await Promise.resolve(released.push(key)),
		});
		return { claims: { claim } as unknown as Claims, released };
	};

	it('by another run is watched, and nothing is sent', async () => {
		const { claims } = claiming('taken');
		const script = world(row(0), row(6));
		expect(await cancel(script, {}, claims)).toMatchObject({ status: 6, iccids: [A, B] });
		expect(script.pauses).toEqual([2000, 4000]);
		for (const [after, iccids, status] of [
			[row(0), [], 'Paid'],
			// Which cards the other run cancels is unknown.
			[row(6), [A], 'Cancelling'],
			[refusal(4), [], 'unknown'],
		] as const) {
			const other = world(after);
			expect(await detailsOf(other, { iccids: [...iccids] }, claims)).toMatchObject({
				meaning:
					'Another run is cancelling cards of this order, or has tried to less than 30 minutes ago',
				resolution: `Nothing was sent for this item: its status is ${status}. Look at the order with Order > Get Many, and cancel again only if its status has not changed in 30 minutes`,
				endpoint: 'refundOrder',
				outcome: 'unknown',
				orderNumber: 'EP1',
			});
			expect(other.pauses).toEqual([2000, 4000, 8000, 15_000, 25_000]);
			expect(other.sent('refundOrder')).toEqual([]);
		}
		expect(script.sent('refundOrder')).toEqual([]);
	});

	it.each<[what: string, answer: unknown, releases: number]>([
		['carried out', null, 1],
		['refused', refusal(-2), 1],
		['unknown', noAnswer, 0],
	])('is given back unless the outcome is unknown: %s', async (_, answer, releases) => {
		const { claims, released } = claiming('held');
		const script = scripts.next({ refundOrder: () => answer });
		script.sequence('queryEsimOrder', row(0), row(answer === null ? 6 : 0));
		await cancel(script, {}, claims).catch(() => undefined);
		expect(released).toHaveLength(releases);
	});
});

describe('the cards to cancel', () => {
	const NOW = Date.parse('2026-02-01T00:00:00Z');
	const started = { beginDate: '2026-01-02 03:04:05' };
	const STARTED = 'the plan has started';
	const USED = 'data was used';
	const order = (...plans: JsonRecord[]) => ({
		orderNum: 'EP1',
		packageList: plans.map((plan) => ({ usedMb: 0, ...plan })),
	});
	const chosen = (row: JsonRecord | null, { iccids = [] as string[], onlyUnused = true } = {}) => {
		try {
			return chooseCards(row, { iccids, onlyUnused }, NOW);
		} catch (error) {
			return (error as Failure).details;
		}
	};
	const left = (...reasons: Array<[string, string]>) =>
		reasons.map(([iccid, reason]) => ({ iccid, reason }));
	const both = order({ iccid: A }, { iccid: B }, { iccid: A }, { iccid: null });
	const running = order({ iccid: A }, { iccid: B }, { iccid: A, ...started }, { iccid: C });

	it.each<[row: JsonRecord | null, wanted: Parameters<typeof chosen>[1], JsonRecord]>([
		// An order that is not known: as they are.
		[null, { iccids: [A] }, { iccids: [A], leftOut: [] }],
		[both, {}, { iccids: [A, B], leftOut: [] }],
		[both, { iccids: [B] }, { iccids: [B], leftOut: [] }],
		// One running plan of several, or used data, keeps a card.
		[running, {}, { iccids: [B, C], leftOut: left([A, STARTED]) }],
		[running, { onlyUnused: false }, { iccids: [A, B, C] }],
		[
			order({ iccid: A, usedMb: 0 }, { iccid: A, usedMb: 0.5 }, { iccid: B, usedMb: 0 }),
			{},
			{ iccids: [B], leftOut: left([A, USED]) },
		],
		[
			order({ iccid: A }),
			{ iccids: [A, B], onlyUnused: false },
			{
				meaning: "'ICCIDs' contains cards that are not on this order",
				resolution:
					"Nothing was cancelled. Check 'ICCIDs' and 'Order Number': Order > Get Many shows the cards of an order",
				outcome: 'notExecuted',
				endpoint: 'queryEsimOrder',
			},
		],
		[
			order({ iccid: A, ...started }, { iccid: B, ...started }, { iccid: C, usedMb: 1 }),
			{},
			{
				meaning: 'The order has no card that may be cancelled',
				resolution: `Nothing was cancelled: ${STARTED}, ${USED}. Turn off 'Only Unused' to let MIOeSIM decide`,
				endpoint: 'queryEsimOrder',
			},
		],
		[
			order(),
			{},
			{
				resolution:
					"MIOeSIM lists no card of this order. Enter 'ICCIDs' and turn off 'Only Unused' to cancel it anyway",
			},
		],
	])('are all that may be (%#)', (row, wanted, expected) => {
		expect(chosen(row, wanted)).toMatchObject(expected);
	});
});
