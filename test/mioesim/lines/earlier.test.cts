import { settle } from '../../../dist/mioesim/codes/failure';
import type { Claim } from '../../../dist/mioesim/lines/claims';
import { ageWarnings, findEarlier, lifeFailure } from '../../../dist/mioesim/lines/earlier';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import type { Asked, Line, LineOrder } from '../../../dist/mioesim/lines/line';
import { lookUp } from '../../../dist/mioesim/lines/look';
import { asOrder } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	asked,
	CARDS,
	failureOf,
	IDS,
	lineOf,
	placedOf,
	refusal,
	rowOf,
} from '../../harness/purchases.cts';
import { list, useScript, type Script } from '../../harness/script.cts';

const scripts = useScript();
const at = (second: number) => ({ createTime: `2026-01-01 00:00:0${second}` });
const asking = (changes: Partial<Asked> = {}) => lineOf({ asked: { ...asked, ...changes } });
const claimed = (decision: 'held' | 'taken' | 'doubtful' | 'undecided'): Claim => ({
	decision: Promise.resolve(decision),
	release: async () => await Promise.resolve(),
});

/** What is found by the first look-up, and by those that follow. */
async function found({ call, account }: Script, given?: Line, claim?: Claim) {
	const line = given ?? lineOf({ account });
	let order: LineOrder | null = null;
	const rows = await settle(lookUp(call.client, IDS));
	const finding = findEarlier(call.client, line, rows, claim).then((each) => (order = each));
	return { ...(await failureOf(finding)), order: order as LineOrder | null };
}

const listing = (...rows: JsonRecord[]) => scripts.next({ queryEsimOrder: () => list(...rows) });
const earlier = (orderNumber: string) => ({
	order: { orderNumber, object: null, from: 'earlier' },
});
const OF_ACCOUNT =
	". If it is the same one, and MIOeSIM lists another address than yours, such as the account's own, remove 'Customer Email' to get that order";
const differs = (which: string, differences: string) => ({
	meaning: `${which} was placed for this line before, ${differences}`,
	resolution:
		"Nothing was ordered now. An order with the same 'External Order ID' and 'External Item ID' is the same line. If this is a new order, send another 'External Item ID'",
	endpoint: 'queryEsimOrder',
	type: 'input',
});

describe('a line that MIOeSIM lists', () => {
	it('not at all was not bought', async () => {
		for (const claim of [undefined, claimed('held'), claimed('undecided')]) {
			const script = listing();
			expect(await found(script, asking(), claim)).toEqual({ order: null });
			expect(script.pauses).toEqual([]);
		}
	});

	it.each([0, 5, null])('with status %p is returned', async (status) => {
		expect(await found(listing(rowOf('EP1', { status })))).toMatchObject(earlier('EP1'));
	});

	it('several times is returned as the earliest order with what is asked for', async () => {
		const line = asking();
		const script = listing(
			rowOf('EP4', at(4)),
			rowOf('EP1', { ...at(1), status: 2 }),
			rowOf('EP2', { ...at(2), count: 2 }),
			rowOf('EP3', at(3)),
		);
		expect(await found(script, line)).toMatchObject(earlier('EP3'));
		expect(line.warnings).toEqual([
			'Orders EP3, EP4 were all placed for this line. The earliest one is returned: check in MIOeSIM whether the others can be cancelled',
		]);
	});

	it('with a weak difference is returned with a warning', async () => {
		const line = asking();
		expect(await found(listing(rowOf('EP1', { skuId: 46 })), line)).toMatchObject(earlier('EP1'));
		expect(line.warnings).toEqual(['Order EP1 is listed for destination 46 instead of 45']);
	});

	const over = rowOf('EP1', { ...at(1), status: 2, count: 3 });
	const end = rowOf('EP3', { ...at(3), status: 2 });
	const ended = (...statuses: number[]) =>
		statuses.map((status, index) => rowOf(`EP${status}`, { ...at(index), status }));
	it.each<[rows: JsonRecord[], orderNumber: string, meaning: string]>([
		[[rowOf('EP1', { count: 2 })], 'EP1', 'before, with a count of 2 instead of 1'],
		// An order that stands explains more than one that is over, and what differs more than the end.
		[[over, rowOf('EP2', { ...at(2), count: 2 }), end], 'EP2', 'with a count of 2 instead of 1'],
		[[end, over], 'EP1', 'before, with a count of 3 instead of 1'],
		[[rowOf('EP1', { status: 4 })], 'EP1', 'EP1, which has since been partly cancelled'],
		// The order that may still be of use, else the last.
		[ended(2, 6, 3), 'EP6', 'EP6, which is being cancelled'],
		[ended(4, 3), 'EP3', 'EP3, which MIOeSIM has since marked as obsolete'],
		// Only before a purchase does another email address say that it is another customer's.
		[
			[rowOf('EP1', { count: 2, email: 'other@shop.example' })],
			'EP1',
			'before, with a count of 2 instead of 1 and with the customer email other@shop.example instead of me@shop.example',
		],
	])('otherwise buys nothing, and says what it found (%#)', async (rows, orderNumber, meaning) => {
		const line = asking({ customerEmail: 'me@shop.example' });
		const details = await found(listing(...rows), line);
		expect(details).toMatchObject({ outcome: 'executed', endpoint: 'queryEsimOrder', orderNumber });
		expect(details.meaning).toContain(meaning);
		expect(details.resolution?.endsWith(OF_ACCOUNT)).toBe(meaning.includes('email'));
	});

	it('with an email address that was replaced on purpose is returned', async () => {
		ledger.savedEmails.set('EP77', true);
		const row = rowOf('EP77', { email: 'other@shop.example' });
		const line = asking({ customerEmail: 'me@shop.example' });
		expect(await found(listing(row), line)).toMatchObject(earlier('EP77'));
	});

	it('as an order that this process gave to another line was not bought', async () => {
		const script = listing(rowOf('EP1'), rowOf('EP2', at(9)));
		const { account } = script;
		ledger.orders.give(account, 'EP1', 'another line');
		expect(await found(script)).toMatchObject(earlier('EP2'));
		ledger.orders.give(account, 'EP2', 'another line');
		expect(await found(script)).toEqual({ order: null });
	});

	it('is not bought if it cannot be looked up', async () => {
		expect(await found(scripts.next({ queryEsimOrder: () => refusal(4) }))).toMatchObject({
			code: 4,
			outcome: 'notExecuted',
			resolution: `Nothing was ordered, because it could not be checked whether this was ordered before ('Prevent Duplicates'). ${refusal(4).details.resolution}`,
		});
	});
});

/** A line that this process has sent, without an answer. */
const unanswered = () => {
	const line: Line = asking();
	ledger.purchases.sent(line.key, { orderNumber: null, asked });
	return line;
};
const PAUSES = [2000, 4000, 8000, 15_000, 25_000];

describe('a line that another run has claimed', () => {
	it('or that was sent without an answer is returned as soon as it is listed', async () => {
		const given: Array<[Line, Claim?]> = [[asking(), claimed('taken')], [unanswered()]];
		for (const each of given) {
			const script = scripts
				.next()
				.sequence('queryEsimOrder', list(), refusal(4), list(rowOf('EP1')));
			expect(await found(script, ...each)).toMatchObject(earlier('EP1'));
			expect(script.pauses).toEqual([2000, 4000]);
		}
		const listed = listing(rowOf('EP1'));
		expect(await found(listed, asking(), claimed('taken'))).toMatchObject(earlier('EP1'));
		expect(listed.pauses).toEqual([]);
	});

	it('is looked up once more before it is bought when another run may have it, too', async () => {
		const script = scripts.next().sequence('queryEsimOrder', list(), list(rowOf('EP1')));
		expect(await found(script, asking(), claimed('doubtful'))).toMatchObject(earlier('EP1'));
		expect(script.pauses).toEqual([]);
		expect(await found(listing(), asking(), claimed('doubtful'))).toEqual({ order: null });
		const listed = listing(rowOf('EP1'));
		await found(listed, asking(), claimed('doubtful'));
		expect(listed.asked).toHaveLength(1);
	});

	it('and is not listed stays unknown, and is not bought', async () => {
		const script = listing();
		expect(await found(script, asking(), claimed('taken'))).toMatchObject({
			meaning: 'Another run is buying this line, or has bought it less than 30 minutes ago',
			resolution:
				"It was not sent again: MIOeSIM has not listed it so far. Look for it with Order > Get Many and 'External Order ID' SHOP-1. If it is not listed in 30 minutes, run the item again, and the node buys it",
			outcome: 'unknown',
		});
		expect(script.pauses).toEqual(PAUSES);
		script.on('queryEsimOrder', () => refusal(4));
		expect(await found(script, asking(), claimed('taken'))).toMatchObject({
			code: 4,
			outcome: 'unknown',
		});
	});
});

describe('a line that this process has sent', () => {
	it.each<[priceIds: string[], now: string[]]>([
		[['441'], ['441']],
		[['441', '442'], ['441']],
		[['441'], ['440', '441']],
	])('with package %j and now %j is returned, whatever is listed', async (before, now) => {
		const line = asking({ priceIds: now });
		const sent = { ...asked, priceIds: before };
		ledger.purchases.executed(line.key, { orderNumber: 'EP1', asked: sent });
		const script = listing(rowOf('EP9', { count: 2 }));
		expect(await found(script, line, claimed('taken'))).toEqual({
			order: placedOf('EP1', { from: 'earlier' }),
		});
		expect(script.pauses).toEqual([]);
	});

	it.each<[string | null, string, string, Partial<Asked>, string]>([
		['EP1', 'Order EP1', 'executed', { count: 2 }, 'with a count of 1 instead of 2'],
		['EP1', 'Order EP1', 'executed', { priceIds: ['9'] }, 'with package 441 instead of 9'],
		[null, 'An order', 'unknown', { count: 2 }, 'with a count of 1 instead of 2'],
	])('as %p with other content is refused', async (orderNumber, which, outcome, now, said) => {
		const line = asking(now);
		ledger.purchases.executed(line.key, { orderNumber, asked });
		const details = await found(listing(), line);
		expect(details).toMatchObject({ ...differs(which, said), outcome });
		expect(details.orderNumber).toBe(orderNumber ?? undefined);
	});

	it('without an answer stays unknown, and is not bought again', async () => {
		const line = unanswered();
		const script = listing();
		expect(await found(script, line)).toMatchObject({
			meaning: 'An order that was sent for this item before may have been placed',
			resolution:
				"It was not sent again: MIOeSIM has not listed it so far. Look for it with Order > Get Many and 'External Order ID' SHOP-1. If it is not listed 15 minutes after it was sent, run the item again, and the node buys it",
			outcome: 'unknown',
			endpoint: 'queryEsimOrder',
		});
		expect(script.pauses).toEqual(PAUSES);
		script.on('queryEsimOrder', () => refusal(4));
		expect(await found(script, line)).toMatchObject({
			outcome: 'unknown',
			resolution: `An order that was sent for this item before may have been placed, but it could not be looked up now, and was not ordered again. ${refusal(4).details.resolution}`,
		});
	});
});

describe('an earlier order', () => {
	const NOW = Date.parse('2026-03-01T00:00:00Z');
	const BUY = "To buy again, send another 'External Order ID'";
	const ENDED = `The plan of order EP1 has ended. ${BUY}`;
	const of = (createTime: string | null, changes: JsonRecord = {}) => ({ createTime, ...changes });
	const until = (endDate: string) => of('2026-02-20 00:00:00', { packageList: [{ endDate }] });
	it.each<[row: JsonRecord, warning: string | null]>([
		[of('2026-02-20 00:00:00'), null],
		[of('2026-01-30 08:00:01'), null],
		[of('2026-01-30 08:00:00'), `Order EP1 was placed on 2026-01-30. ${BUY}`],
		[of('2026-02-20 00:00:00', { status: 5 }), ENDED],
		[of('2026-01-02 00:00:00', { status: 5 }), ENDED],
		[of(null), null],
		[until('2026-03-01 07:59:59'), ENDED],
		[until('2026-03-01 08:00:00'), null],
	])('with %j: %s', async (row, warning) => {
		const [listed] = await lookUp(listing(rowOf('EP1', row)).call.client, IDS);
		expect(ageWarnings(placedOf('EP1', { listed }), NOW)).toEqual(warning ? [warning] : []);
		expect(ageWarnings(placedOf('EP1'), NOW)).toEqual([]);
	});

	const PARTLY = 'has since been partly cancelled';
	const AGAIN = "To buy again, use another 'External Item ID'";
	const LEFT = `Check with Order > Get Many which of its cards are left before you use one. ${AGAIN}`;
	const SOON = 'Check its status with Order > Get Many in a few minutes';
	const UNPAID =
		'Check the order and the balance of the account in MIOeSIM. Once the order is paid, run the item again';
	it.each([
		[2, 2, 'has since been cancelled', AGAIN],
		[3, 0, 'MIOeSIM has since marked as obsolete', AGAIN],
		[4, 0, PARTLY, LEFT],
		[4, 1, PARTLY, `MIOeSIM lists one card on it: …0011 (plan status 1). ${LEFT}`],
		[4, 2, PARTLY, `MIOeSIM lists 2 cards on it: …0011 (plan status 1), without ICCID. ${LEFT}`],
		[6, 0, 'is being cancelled', SOON],
		[7, 2, 'is being partly cancelled', SOON],
		[-1, 0, 'is not paid', UNPAID],
		[9, 0, 'has the status 9', 'Check the order in MIOeSIM'],
	])('with status %i and %i cards %s', (status, count, became, advice) => {
		const packageList = [{ iccid: CARDS[0], status: '1' }, {}].slice(0, count);
		const { cards } = asOrder({ packageList });
		expect(lifeFailure('EP1', status, cards).details).toMatchObject({
			meaning: `This line was bought as order EP1, which ${became}`,
			resolution: `Nothing was ordered now. ${advice}`,
			endpoint: 'queryEsimOrder',
		});
	});
});
