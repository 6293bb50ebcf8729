import { apiFailure } from '../../../dist/mioesim/codes/failures';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import type { Listed } from '../../../dist/mioesim/lines/line';
import { findByNumber } from '../../../dist/mioesim/lines/look';
import { isProof, refund, refundKey } from '../../../dist/mioesim/lines/refund';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { CARDS, failureOf } from '../../harness/purchases.cts';
import { list, noAnswer, Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const [A, B, C] = CARDS;
/** A plan without a card proves nothing. */
const BOTH = { [A]: '1', [B]: '1', '': '1' };
const row = (status: number | null, plans: JsonRecord = BOTH): JsonRecord => ({
	orderNum: 'EP1',
	createTime: '2026-01-01 00:00:00',
	status,
	packageList: Object.entries(plans).map(([iccid, plan]) => ({ iccid, status: plan })),
});
const listed = async (...given: Parameters<typeof row>) => {
	const { call } = new Script({ queryEsimOrder: () => list(row(...given)) });
	return (await findByNumber(call.client, 'EP1')) as Listed;
};
const code = (value: number) => apiFailure({ code: String(value), message: null }, 'refundOrder');
const ask = async ({ call, account }: Script, iccids: string[], before: Listed | null) => {
	let sentTo: Listed | null | undefined;
	const asked = { orderNumber: 'EP1', iccids, remark: 'R', before };
	const details = await failureOf(refund(call, account, asked).then((each) => (sentTo = each)));
	return { ...details, sentTo };
};
const known = ({ account }: Script, orderNumber = 'EP1') =>
	ledger.cancellations.recall(refundKey(account, orderNumber));

describe('what proves a cancellation', () => {
	const ALL = [A, B];
	it.each<[was: number | null, is: number | null, iccids: string[], plans: JsonRecord, boolean]>([
		[0, 2, ALL, BOTH, true],
		[0, 6, ALL, BOTH, true],
		[-1, 6, ALL, BOTH, true],
		[0, 6, [A], BOTH, false],
		[0, 2, [A], BOTH, false],
		[4, 2, [A], BOTH, true],
		[4, 6, [A], BOTH, true],
		[4, 4, [A], { [A]: '9', [B]: '1' }, false],
		[0, 4, [A], { [A]: '9', [B]: '1' }, true],
		[0, 7, [A], { [A]: '9', [B]: '1' }, true],
		[0, 7, [A], { [A]: null, [B]: '1' }, true],
		[0, 7, [A], { [B]: '1' }, true],
		[0, 4, [B], { [A]: '9', [B]: '1' }, false],
		[0, 4, [A], { [A]: '9', [B]: '9' }, false],
		[0, 4, ALL, { [A]: '9', [B]: '1' }, false],
		[0, 4, ALL, { [A]: '9', [B]: '9' }, true],
		[0, 4, [A, C], { [A]: '9', [B]: '9' }, false],
		[0, 4, [A], BOTH, false],
		[0, 3, ALL, BOTH, false],
		[0, 5, ALL, { [A]: '9', [B]: '9' }, false],
		[0, 0, ALL, BOTH, false],
		[2, 2, ALL, BOTH, false],
		[6, 2, ALL, BOTH, false],
		[7, 4, [A], { [A]: '9', [B]: '1' }, false],
		[null, 2, ALL, BOTH, false],
		[0, null, ALL, BOTH, false],
	])('%p → %p with the cards %j and the plans %j: %p', async (was, is, iccids, plans, proof) => {
		const now = await listed(is, plans);
		expect(isProof({ before: await listed(was), iccids }, now)).toBe(proof);
		expect(isProof({ before: null, iccids }, now)).toBe(false);
	});
});

describe('a cancellation', () => {
	it('is sent once for each card, and recorded from then on', async () => {
		const script = scripts.next({ refundOrder: () => null });
		const before = await listed(0);
		expect(known(script)).toBeUndefined();
		expect(await ask(script, [A], before)).toEqual({ sentTo: before });
		expect(known(script, 'ep1')?.outcome).toBe('executed');
		expect(refundKey('a', 'ep1')).toBe('["a","cancel","EP1"]');
		expect(await ask(script, [A], before)).toEqual({ sentTo: null });
		await ask(script, [A, B], await listed(4));
		expect(script.sent('refundOrder')).toEqual([
			{ orderNum: 'EP1', iccids: [A], remark: 'R' },
			{ orderNum: 'EP1', iccids: [B], remark: 'R' },
		]);
		// The first state of the order is kept.
		expect(known(script)?.content).toEqual({ iccids: [A, B], before });
		script.on('refundOrder', () => code(-2));
		await ask(script, [C], await listed(4));
		expect(known(script)).toMatchObject({ outcome: 'executed', content: { iccids: [A, B] } });
	});
});

describe('a cancellation without an answer', () => {
	it.each<[answers: unknown[], seen: string]>([
		[[list(row(0))], 'its status is Paid'],
		[[list(row(9))], 'its status is 9'],
		[[list(row(null))], 'its status is unknown'],
		[[list()], 'MIOeSIM could not be asked for its status'],
		// What was seen last counts.
		[[list(row(9)), code(4)], 'its status is 9'],
	])('stays unknown, and states what was found (%#)', async (answers, seen) => {
		const script = scripts.next({ refundOrder: () => noAnswer });
		script.sequence('queryEsimOrder', ...answers);
		expect(await ask(script, [A, B], await listed(0))).toMatchObject({
			outcome: 'unknown',
			retryable: false,
			orderNumber: 'EP1',
			resolution: `The cancellation may have been carried out. It was not sent again: ${seen}. Look at the order with Order > Get Many in a few minutes, and cancel again only if its status has not changed. What happened: ${noAnswer.details.meaning}. ${noAnswer.details.resolution}`,
		});
		expect(script.pauses).toEqual([500, 2000, 5000]);
		expect(known(script)?.outcome).toBe('unknown');
	});

	it('is looked up again by the next try, and never sent again', async () => {
		const script = scripts.next({
			refundOrder: () => noAnswer,
			queryEsimOrder: () => list(row(0)),
		});
		await ask(script, [A], await listed(0));
		script.pauses.length = 0;
		expect(await ask(script, [B], await listed(0))).toMatchObject({
			meaning: 'A cancellation that was sent for this order before may have been carried out',
			resolution:
				'It was not sent again: its status is Paid. Look at the order with Order > Get Many. If its status has not changed 15 minutes after the cancellation was sent, run the item again',
			outcome: 'unknown',
			endpoint: 'refundOrder',
			orderNumber: 'EP1',
		});
		expect(script.pauses).toEqual([2000, 4000, 8000, 15_000, 25_000]);
		expect(script.sent('refundOrder')).toHaveLength(1);
		// Once it is proved, other cards are sent, and their state before that is the one seen now.
		script.pauses.length = 0;
		script.on('queryEsimOrder', () => list(row(4, { [A]: '9', [B]: '1' })));
		script.on('refundOrder', () => null);
		const { sentTo } = await ask(script, [A, B], await listed(0));
		expect(sentTo?.order.status).toBe(4);
		expect(script.pauses).toEqual([]);
		expect(script.sent('refundOrder').map(({ iccids }) => iccids)).toEqual([[A], [B]]);
		expect(known(script)?.content).toMatchObject({
			iccids: [A, B],
			before: { order: { status: 0 } },
		});
	});
});

it.each<[number, is: unknown, isKnown: boolean, outcome: string | undefined]>([
	// If nothing has changed, the refusal is believed.
	[4, list(row(0)), true, 'notExecuted'],
	[777, list(row(0)), true, 'notExecuted'],
	// A documented refusal and a changed status: somebody else may have cancelled.
	[4, list(row(6)), true, 'unknown'],
	// An undocumented refusal doesn't outweigh the status.
	[777, list(row(6)), true, undefined],
	[777, list(row(9)), true, 'unknown'],
	// If the order can't be looked up, a documented refusal is believed.
	[4, code(4), true, 'notExecuted'],
	[777, code(4), true, 'unknown'],
	[4, list(row(0)), false, 'notExecuted'],
	[777, list(row(0)), false, 'unknown'],
])(
	'a refusal with code %i is looked into at most once (%#)',
	async (refusal, is, isKnown, outcome) => {
		const script = scripts.next({ refundOrder: () => code(refusal), queryEsimOrder: () => is });
		const details = await ask(script, [A, B], isKnown ? await listed(0) : null);
		expect(details.outcome).toBe(outcome);
		if (outcome === 'notExecuted') expect(details).toMatchObject(code(refusal).details);
		const kept = outcome === 'notExecuted' ? undefined : (outcome ?? 'executed');
		expect(known(script)?.outcome).toBe(kept);
		expect(script.pauses).toEqual([]);
		expect(script.sent('queryEsimOrder').length).toBeLessThanOrEqual(1);
	},
);
