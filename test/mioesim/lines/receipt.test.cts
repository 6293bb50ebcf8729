import { orderOfRow } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import type { Placed } from '../../../dist/mioesim/lines/place';
import { takeReceipt } from '../../../dist/mioesim/lines/receipt';
import type { Reply } from '../../../dist/mioesim/lines/reply';
import { CARDS, purchaseOf, refusal, requested, rowOf } from '../../harness/purchases.cts';
import { list, useScript } from '../../harness/script.cts';

const scripts = useScript();
const own: Placed = {
	orderNumber: 'EP2',
	fetched: null,
	listed: null,
	isOwn: true,
	isEarlier: false,
	warnings: ['w'],
};
const at = (second: number) => ({ createTime: `2026-01-01 00:00:0${second}` });
const mine = (changes: JsonRecord = {}) => rowOf('EP2', { ...at(2), ...changes });
const before = (changes: JsonRecord = {}) => rowOf('EP1', { ...at(1), ...changes });
const after = (changes: JsonRecord = {}) => rowOf('EP3', { ...at(3), ...changes });
const second = (numbers: string) =>
	`Another run placed ${numbers.includes(',') ? 'orders' : 'order'} ${numbers} for the same line at the same moment, and may cancel ${numbers.includes(',') ? 'them' : 'it'}. Check with Order > Get Many in a few minutes`;
const earlier = (row: JsonRecord, warnings: string[] = []) => ({
	ok: true,
	data: {
		orderNumber: 'EP1',
		fetched: null,
		listed: orderOfRow(row),
		isOwn: false,
		isEarlier: true,
		warnings,
	},
});
const kept = (...warnings: string[]) => ({
	ok: true,
	data: { ...own, listed: orderOfRow(mine()), warnings: ['w', ...warnings] },
});
/** As it was before the look-up. */
const unlisted = (...warnings: string[]) => ({
	ok: true,
	data: { ...own, warnings: ['w', ...warnings] },
});
const detailsOf = (reply: Reply<Placed>) => (reply.ok ? null : reply.failure.details);

async function receipt(rows: JsonRecord[], placed = own, purchase = purchaseOf()) {
	const script = scripts.next({ queryEsimOrder: () => list(...rows), refundOrder: () => null });
	return { script, purchase, reply: await takeReceipt(script.call, purchase, placed) };
}

it('for the only or the earliest order, keeps it', async () => {
	const alone = await receipt([mine()]);
	expect(alone.reply).toEqual(kept());
	expect(alone.script.asked).toHaveLength(1);
	expect(alone.script.pauses).toEqual([]);
	const first = await receipt([after(), mine()]);
	expect(first.reply).toEqual(kept(second('EP3')));
	expect(first.script.sent('refundOrder')).toEqual([]);
	// The call's own order stays, whatever has become of it.
	expect((await receipt([after({ status: 2 }), mine()])).reply).toEqual(kept());
});

it.each([2, 3, 6])('an earlier order with status %i no longer counts', async (status) => {
	const { reply, script } = await receipt([before({ status }), mine()]);
	expect(reply).toEqual(kept());
	expect(script.sent('refundOrder')).toEqual([]);
});

it.each([0, 4, 5, 7, -1])(
	'an earlier order with status %i stays, and the new one is cancelled',
	async (status) => {
		const { reply, script, purchase } = await receipt([mine(), before({ status })]);
		expect(reply).toEqual(earlier(before({ status })));
		expect(script.sent('refundOrder')).toEqual([
			{ orderNum: 'EP2', iccids: [CARDS[0]], remark: 'Duplicate of EP1' },
		]);
		expect(script.done).toEqual(['cancellation of order EP2']);
		expect(ledger.purchases.recall(purchase.key)).toMatchObject({
			outcome: 'executed',
			content: { orderNumber: 'EP1', requested },
		});
	},
);

it('of several earlier orders, the first with the same contents stays', async () => {
	const others = [rowOf('EP0', { ...at(0), count: 2 }), before(), after()];
	expect((await receipt([mine(), ...others])).reply).toEqual(earlier(before()));
	const otherOnly = await receipt([mine(), rowOf('EP0', { ...at(0), count: 2 })]);
	expect(otherOnly.reply).toEqual(kept(second('EP0')));
	expect(otherOnly.script.sent('refundOrder')).toEqual([]);
});

it('never cancels an order that this call has not placed', async () => {
	const { reply, script } = await receipt([mine(), before()], { ...own, isOwn: false });
	expect(reply).toEqual(earlier(before(), [second('EP2')]));
	expect(script.sent('refundOrder')).toEqual([]);
});

describe('a duplicate that cannot be cancelled', () => {
	const twice = (why: string) => ({
		meaning: 'This line was bought twice, as orders EP1 and EP2',
		resolution: `Two runs bought it at the same moment, and ${why}. Use order EP1 for the customer: the run that placed it returns it. Ask MIOeSIM to cancel order EP2`,
		type: 'reply',
		outcome: 'executed',
		endpoint: 'queryEsimOrder',
		orderNumber: 'EP2',
	});

	it('because it is a renewal', async () => {
		const renewal = purchaseOf({ requested: { ...requested, kind: 'renewal', simType: null } });
		const rows = [mine({ pflag: false }), before({ pflag: false })];
		const { reply, script } = await receipt(rows, own, renewal);
		expect(detailsOf(reply)).toMatchObject(twice('MIOeSIM cannot cancel a renewal'));
		expect(script.sent('refundOrder')).toEqual([]);
	});

	it('because it has no card yet', async () => {
		const { reply, script } = await receipt([mine({ packageList: [] }), before()]);
		expect(detailsOf(reply)).toMatchObject(
			twice('the later one has no card yet, so it was not cancelled'),
		);
		expect(script.sent('refundOrder')).toEqual([]);
	});

	it('because MIOeSIM refuses', async () => {
		const script = scripts.next({
			queryEsimOrder: () => list(mine(), before()),
			refundOrder: () => refusal(22),
		});
		const purchase = purchaseOf();
		const reply = await takeReceipt(script.call, purchase, own);
		expect(detailsOf(reply)).toMatchObject(
			twice(`the later one could not be cancelled (${refusal(22).details.meaning})`),
		);
		expect(script.done).toEqual([]);
		expect(ledger.purchases.recall(purchase.key)).toBeUndefined();
	});
});

describe('an order that is not listed', () => {
	const notListed =
		"MIOeSIM does not list order EP2 under its 'External Order ID' yet. A later run could not recognize it, and would buy again";

	it('is looked up once more', async () => {
		const script = scripts.next().sequence('queryEsimOrder', list(), list(mine()));
		expect(await takeReceipt(script.call, purchaseOf(), own)).toEqual(kept());
		expect(script.pauses).toEqual([2000]);
	});

	it('has a warning, about another order if there is one', async () => {
		const alone = await receipt([]);
		expect(alone.reply).toEqual(unlisted(notListed));
		expect(alone.script.pauses).toEqual([2000]);
		const beside = await receipt([before(), after()]);
		expect(beside.reply).toEqual(unlisted(second('EP1, EP3')));
		expect(beside.script.sent('refundOrder')).toEqual([]);
		expect(beside.script.pauses).toEqual([2000]);
		expect((await receipt([before({ status: 2 })])).reply).toEqual(alone.reply);
	});

	it('and cannot be looked up stands as it is', async () => {
		const script = scripts.next({ queryEsimOrder: () => refusal(-8) });
		expect(await takeReceipt(script.call, purchaseOf(), own)).toEqual(unlisted());
		expect(script.pauses).toEqual([2000]);
		// One look-up that succeeds is enough for the warning.
		script.sequence('queryEsimOrder', list(), refusal(-8));
		expect(await takeReceipt(script.call, purchaseOf(), own)).toEqual(unlisted(notListed));
	});

	it('stands without a receipt if the execution is stopped', async () => {
		const script = scripts.next({ queryEsimOrder: () => refusal(-8) });
		script.stop.abort();
		expect(await takeReceipt(script.call, purchaseOf(), own)).toEqual(unlisted());
		expect(script.asked).toHaveLength(1);
	});
});
