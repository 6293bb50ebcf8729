import { apiFailure } from '../../../dist/mioesim/codes/failures';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { ledger, ledgerKey } from '../../../dist/mioesim/lines/ledger';
import { findByNumber, type Listed } from '../../../dist/mioesim/lines/lookUp';
import { earlierOutcome, isProof, refund } from '../../../dist/mioesim/lines/refund';
import { Cancelled } from '../../../dist/mioesim/client/stop';
import type { Reply } from '../../../dist/mioesim/lines/reply';
import { list, noAnswer, Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const [A, B, C] = ['89852022410000000011', '89852022410000000022', '89852022410000000033'];

const row = (status: number | null, plans: JsonRecord = { [A]: '1', [B]: '1' }): JsonRecord => ({
	orderNum: 'EP1',
	createTime: '2026-01-01 00:00:00',
	status,
	packageList: Object.entries(plans).map(([iccid, plan]) => ({ iccid, status: plan })),
});
const listed = async (...row_: Parameters<typeof row>) => {
	const found = await findByNumber(
		new Script({ queryEsimOrder: () => list(row(...row_)) }).call.client,
		'EP1',
	);
	return (found as { data: Listed }).data;
};
const code = (value: number) => apiFailure({ code: String(value), message: null }, 'refundOrder');
const detailsOf = (reply: Reply<null>) => (reply.ok ? null : reply.failure.details);
const ask = async (script: Script, iccids: string[], before: Listed | null) =>
	await refund(script.call, { orderNumber: 'EP1', iccids, remark: 'R', before });
const known = (script: Script) => ledger.cancellations.recall(ledgerKey(script.account, 'EP1'));

describe('what proves a cancellation', () => {
	const ALL = [A, B];
	it.each<[was: number | null, is: number | null, iccids: string[], plans: JsonRecord, boolean]>([
		[0, 2, ALL, {}, true],
		[0, 6, ALL, {}, true],
		[-1, 6, ALL, {}, true],
		[0, 6, [A], {}, false],
		[0, 2, [A], {}, false],
		[4, 2, [A], {}, true],
		[4, 6, [A], {}, true],
		[4, 4, [A], { [A]: '9', [B]: '1' }, false],
		[0, 4, [A], { [A]: '9', [B]: '1' }, true],
		[0, 7, [A], { [A]: '9', [B]: '1' }, true],
		[0, 7, [A], { [A]: null, [B]: '1' }, true],
		[0, 4, [B], { [A]: '9', [B]: '1' }, false],
		[0, 4, [A], { [A]: '9', [B]: '9' }, false],
		[0, 4, ALL, { [A]: '9', [B]: '1' }, false],
		[0, 4, ALL, { [A]: '9', [B]: '9' }, true],
		[0, 4, [A, C], { [A]: '9', [B]: '9' }, false],
		[0, 4, [C], { [A]: '1', [B]: '1', [C]: '9' }, false],
		[0, 4, [A], { [A]: '1', [B]: '1' }, false],
		[0, 3, ALL, {}, false],
		[0, 5, ALL, { [A]: '9', [B]: '9' }, false],
		[0, 0, ALL, {}, false],
		[2, 2, ALL, {}, false],
		[6, 2, ALL, {}, false],
		[7, 4, [A], { [A]: '9', [B]: '1' }, false],
		[7, 2, ALL, {}, false],
		[null, 2, ALL, {}, false],
		[0, null, ALL, {}, false],
	])('%p → %p with the cards %j and the plans %j: %p', async (was, is, iccids, plans, proof) => {
		const now = Object.keys(plans).length > 0 ? await listed(is, plans) : await listed(is);
		expect(isProof({ before: await listed(was), iccids }, now)).toBe(proof);
		expect(isProof({ before: null, iccids }, now)).toBe(false);
	});

	it('is never a card without an ICCID', async () => {
		const before = await listed(0, { '': '1', [A]: '1' });
		const now = await listed(4, { '': '9', [A]: '9' });
		expect(isProof({ before, iccids: [A] }, now)).toBe(true);
	});
});

describe('a cancellation', () => {
	it('is sent once, and recorded from then on', async () => {
		const script = scripts.next({ refundOrder: () => null });
		const before = await listed(0);
		expect(await earlierOutcome(script.call, 'EP1')).toBeNull();
		expect(await ask(script, [A, B], before)).toEqual({ ok: true, data: null });
		expect(script.sent('refundOrder')).toEqual([{ orderNum: 'EP1', iccids: [A, B], remark: 'R' }]);
		expect(known(script)).toMatchObject({
			outcome: 'executed',
			content: { iccids: [A, B], before },
		});
		expect(await earlierOutcome(script.call, 'EP1')).toBe('executed');
		expect(await ask(script, [B], before)).toEqual({ ok: true, data: null });
		expect(script.asked).toHaveLength(1);
	});

	it('of more cards sends the remaining ones, and keeps the first state of the order', async () => {
		const script = scripts.next({ refundOrder: () => null });
		const first = await listed(0);
		await ask(script, [A], first);
		await ask(script, [A, B], await listed(4));
		expect(script.sent('refundOrder').map(({ iccids }) => iccids)).toEqual([[A], [B]]);
		expect(known(script)?.content).toEqual({ iccids: [A, B], before: first });
		script.on('refundOrder', () => code(-2));
		await ask(script, [C], await listed(4));
		expect(known(script)).toMatchObject({ outcome: 'executed', content: { iccids: [A, B] } });
	});

	it('that was certainly refused may be sent again', async () => {
		const script = scripts.next({ refundOrder: () => code(-2) });
		const before = await listed(0);
		const refused = await ask(script, [A, B], before);
		expect(detailsOf(refused)).toMatchObject({ code: -2, outcome: 'notExecuted' });
		expect(known(script)).toBeUndefined();
		await ask(script, [A, B], before);
		expect(script.sent('refundOrder')).toHaveLength(2);
		expect(script.sent('queryEsimOrder')).toEqual([]);
	});

	it('that the stop button held back is not recorded', async () => {
		const script = scripts.next({
			refundOrder: () => {
				throw new Cancelled();
			},
		});
		await expect(ask(script, [A, B], null)).rejects.toThrow(Cancelled);
		expect(known(script)).toBeUndefined();
	});

	it('that failed unexpectedly may have been carried out', async () => {
		const script = scripts.next({
			refundOrder: () => {
				throw new TypeError('defect');
			},
		});
		await expect(ask(script, [A, B], null)).rejects.toThrow('defect');
		expect(known(script)?.outcome).toBe('unknown');
	});
});

const SENT = 'The cancellation may have been carried out. It was not sent again: ';
const LOOK =
	'. Look at the order with Order > Get Many in a few minutes, and cancel again only if its status has not changed. What happened: ';

describe('a cancellation without an answer', () => {
	it('is proved by a later look-up', async () => {
		const script = scripts.next({ refundOrder: () => noAnswer });
		script.sequence('queryEsimOrder', list(row(0)), list(row(6)));
		expect(await ask(script, [A, B], await listed(0))).toEqual({ ok: true, data: null });
		expect(script.pauses).toEqual([500, 2000]);
		expect(known(script)?.outcome).toBe('executed');
	});

	it.each([
		[list(row(0)), 'its status is Paid'],
		[list(row(9)), 'its status is 9'],
		[list(row(null)), 'its status is unknown'],
		[list(), 'MIOeSIM could not be asked for its status'],
		[code(-8), 'MIOeSIM could not be asked for its status'],
	])('stays unknown, and states what was found (%#)', async (answer, seen) => {
		const script = scripts.next({ refundOrder: () => noAnswer, queryEsimOrder: () => answer });
		const details = detailsOf(await ask(script, [A, B], await listed(0)));
		expect(details).toMatchObject({
			outcome: 'unknown',
			retryable: false,
			orderNumber: 'EP1',
			resolution: `${SENT}${seen}${LOOK}${noAnswer.details.meaning}. ${noAnswer.details.resolution}`,
		});
		expect(script.pauses).toEqual([500, 2000, 5000]);
		expect(known(script)?.outcome).toBe('unknown');
	});

	it('states what the last look-up has found', async () => {
		const script = scripts.next({ refundOrder: () => noAnswer });
		script.sequence('queryEsimOrder', list(row(0)), code(-8));
		const details = detailsOf(await ask(script, [A, B], await listed(0)));
		expect(details?.resolution).toContain('could not be asked for its status');
	});

	it('stays unknown when the execution is stopped', async () => {
		const script = scripts.next({
			refundOrder: () => noAnswer,
			queryEsimOrder: () => list(row(6)),
		});
		script.stop.abort();
		const details = detailsOf(await ask(script, [A, B], await listed(0)));
		expect(details?.outcome).toBe('unknown');
		expect(script.sent('queryEsimOrder')).toEqual([]);
	});

	it('is looked up again by the next attempt, and never sent again', async () => {
		const script = scripts.next({
			refundOrder: () => noAnswer,
			queryEsimOrder: () => list(row(0)),
		});
		await ask(script, [A, B], await listed(0));
		script.pauses.length = 0;
		const details = detailsOf(await ask(script, [A, B], await listed(6)));
		expect(details).toMatchObject({
			meaning: 'A cancellation that was sent for this order before may have been carried out',
			resolution:
				'It was not sent again: its status is Paid. Look at the order with Order > Get Many. If its status has not changed 15 minutes after the cancellation was sent, run the item again',
			outcome: 'unknown',
			endpoint: 'refundOrder',
			orderNumber: 'EP1',
		});
		expect(script.pauses).toEqual([2000, 4000, 8000, 15_000, 25_000]);
		script.on('queryEsimOrder', () => list(row(6)));
		expect(await ask(script, [A, B], await listed(6))).toEqual({ ok: true, data: null });
		expect(known(script)).toMatchObject({ outcome: 'executed', content: { iccids: [A, B] } });
		expect(known(script)?.content.before?.order.status).toBe(0);
		expect(script.sent('refundOrder')).toHaveLength(1);
	});
});

describe('a cancellation that was refused', () => {
	it.each<[number, is: unknown, before: boolean, outcome: string | null]>([
		// If nothing has changed, the refusal is believed.
		[4, list(row(0)), true, 'notExecuted'],
		[777, list(row(0)), true, 'notExecuted'],
		// A documented refusal and a changed status: somebody else may have cancelled.
		[4, list(row(6)), true, 'unknown'],
		// An undocumented refusal doesn't outweigh the status.
		[777, list(row(6)), true, null],
		[777, list(row(9)), true, 'unknown'],
		// If the order can't be looked up, a documented refusal is believed.
		[4, code(-8), true, 'notExecuted'],
		[777, code(-8), true, 'unknown'],
		[4, list(row(0)), false, 'notExecuted'],
		[777, list(row(0)), false, 'unknown'],
	])('with code %i (%#)', async (refusal, answer, isKnown, outcome) => {
		const script = scripts.next({ refundOrder: () => code(refusal), queryEsimOrder: () => answer });
		const reply = await ask(script, [A, B], isKnown ? await listed(0) : null);
		expect(detailsOf(reply)?.outcome ?? null).toBe(outcome);
		if (outcome === 'notExecuted') expect(detailsOf(reply)).toEqual(code(refusal).details);
		// One immediate look-up is enough: the refusal is final.
		expect(script.pauses).toEqual([]);
		expect(script.sent('queryEsimOrder').length).toBeLessThanOrEqual(1);
	});
});
