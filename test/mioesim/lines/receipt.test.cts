import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { ledger } from '../../../dist/mioesim/lines/ledger';
import type { Line, LineOrder } from '../../../dist/mioesim/lines/line';
import { takeReceipt } from '../../../dist/mioesim/lines/receipt';
import { asOrder } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	asked,
	CARDS,
	failureOf,
	lineOf,
	orderOf,
	placedOf,
	refusal,
	rowOf,
} from '../../harness/purchases.cts';
import { list, useScript, type Script } from '../../harness/script.cts';

const scripts = useScript();
const at = (second: number) => ({ createTime: `2026-01-01 00:00:0${second}` });
const mine = (changes: JsonRecord = {}) => rowOf('EP2', { ...at(2), ...changes });
const before = (changes: JsonRecord = {}) => rowOf('EP1', { ...at(1), ...changes });
const after = (changes: JsonRecord = {}) => rowOf('EP3', { ...at(3), ...changes });
const second = (...numbers: string[]) =>
	`Another run placed ${numbers.length > 1 ? 'orders' : 'order'} ${numbers.join(', ')} for the same line at the same moment, and may cancel ${numbers.length > 1 ? 'them' : 'it'}. Check with Order > Get Many in a few minutes`;
const NOT_LISTED =
	"MIOeSIM does not list order EP2 under its 'External Order ID' yet. A later run could not recognize it, and would buy again";

/** The order of the line and its warnings after the receipt, or why there is none. */
async function receiptOf(
	{ call, account }: Script,
	line = lineOf({ account }),
	changes: Partial<LineOrder> = {},
) {
	line.order = placedOf('EP2', changes);
	const details = await failureOf(takeReceipt(call, line, line.order));
	if (details.outcome !== undefined) return details;
	const { orderNumber, from } = line.order;
	return { orderNumber, from, warnings: line.warnings };
}

/** Lists these orders, and the line's own as cancelled as soon as it is. */
function listing(rows: JsonRecord[], refund: unknown = null): Script {
	const script = scripts.next({
		refundOrder: () => (refund instanceof Cancelled ? Promise.reject(refund) : refund),
		queryEsimOrder: ({ orderNum }) => list(...(orderNum === 'EP2' ? [mine({ status: 6 })] : rows)),
	});
	return script;
}

const stays = { orderNumber: 'EP2', from: 'reply' };

it.each<[rows: JsonRecord[], warnings: string[]]>([
	[[mine()], []],
	[[after(), mine()], [second('EP3')]],
	// An earlier order that is over or being cancelled no longer counts.
	...[2, 3, 6].map((status): [JsonRecord[], string[]] => [[before({ status }), mine()], []]),
	// One that is unpaid, partly cancelled or different is told, and nothing is cancelled for it.
	...[{ status: -1 }, { status: 4 }, { status: 7 }, { count: 2 }].map(
		(changes): [JsonRecord[], string[]] => [
			[before(changes), mine(), after()],
			[second('EP1', 'EP3')],
		],
	),
	[[], [NOT_LISTED]],
	[[before({ status: 2 })], [NOT_LISTED]],
	[[before(), after()], [second('EP1', 'EP3')]],
])('the own order stays (%#)', async (rows, warnings) => {
	const script = listing(rows);
	expect(await receiptOf(script)).toEqual({ ...stays, warnings });
	expect(script.sent('refundOrder')).toEqual([]);
	const isListed = rows.some(({ orderNum }) => orderNum === 'EP2');
	expect(script.pauses).toEqual(isListed ? [] : [2000]);
	expect(script.asked).toHaveLength(isListed ? 1 : 2);
});

it.each<[answers: unknown[], warnings: string[]]>([
	[[list(), list(mine())], []],
	[[refusal(4), list(mine())], []],
	// A receipt that can't be read changes nothing.
	[[refusal(4)], []],
	[[list(), refusal(4)], [NOT_LISTED]],
])('it is looked up once more if it is not listed (%#)', async (answers, warnings) => {
	const script = scripts.next().sequence('queryEsimOrder', ...answers);
	expect(await receiptOf(script)).toEqual({ ...stays, warnings });
	expect(script.pauses).toEqual([2000]);
});

it('it stays without a receipt if the execution is stopped', async () => {
	const script = scripts.next({ queryEsimOrder: () => refusal(4) });
	script.stop.abort();
	expect(await receiptOf(script)).toEqual({ ...stays, warnings: [] });
	expect(script.asked).toHaveLength(1);
});

it.each<[changes: JsonRecord, meaning: string]>([
	[
		{ count: 2, priceId: 9 },
		'MIOeSIM lists it with package 9 instead of 441 and with a count of 2 instead of 1',
	],
	[{ status: 2 }, 'its status is Cancelled'],
	[{ status: 6 }, 'its status is Cancelling'],
])('an own order with %j is never a success', async (changes, meaning) => {
	const script = listing([mine(changes), before()]);
	const isOver = 'status' in changes;
	expect(await receiptOf(script)).toMatchObject({
		meaning: `Order EP2 was placed, but ${meaning}`,
		resolution: expect.stringMatching(isOver ? /: another run or program may have/ : /^Compare/),
		endpoint: 'queryEsimOrder',
		outcome: 'executed',
		orderNumber: 'EP2',
	});
	expect(script.sent('refundOrder')).toEqual([]);
});

describe('an earlier order with the same content stays', () => {
	const renewal = (): Line => lineOf({ asked: { ...asked, kind: 'renewal', simType: null } });
	const ofTwo = (): Line => lineOf({ asked: { ...asked, count: 2 } });
	const both = (changes: JsonRecord = {}) => [mine(changes), before(changes)];

	it.each([0, 5])('with status %i, and the own one is cancelled', async (status) => {
		const script = listing([mine(), before({ status }), rowOf('EP0', { ...at(0), count: 2 })]);
		const line = lineOf();
		expect(await receiptOf(script, line)).toEqual({
			orderNumber: 'EP1',
			from: 'earlier',
			warnings: [second('EP0')],
		});
		expect(script.sent('refundOrder')).toEqual([
			{ orderNum: 'EP2', iccids: [CARDS[0]], remark: 'Duplicate of EP1' },
		]);
		expect(script.done).toEqual(['cancellation of order EP2']);
		expect(ledger.purchases.recall(line.key)).toMatchObject({
			outcome: 'executed',
			content: { orderNumber: 'EP1', asked },
		});
	});

	it('and the own one, which was only found, is not cancelled', async () => {
		const script = listing(both());
		expect(await receiptOf(script, lineOf(), { from: 'found' })).toEqual({
			orderNumber: 'EP1',
			from: 'earlier',
			warnings: [second('EP2')],
		});
		expect(script.sent('refundOrder')).toEqual([]);
	});

	it('and cards that only the reply named are cancelled, too', async () => {
		const data = orderOf('EP2', { cardApiDtoList: CARDS.slice(0, 2).map((iccid) => ({ iccid })) });
		const script = listing(both({ count: 2 }));
		const { queryEsimOrder } = script.answers;
		// Whether the cancellation had an effect can't be seen.
		script.on('queryEsimOrder', (by) => (by.orderNum ? refusal(4) : queryEsimOrder?.(by)));
		const line = ofTwo();
		const object = { data, order: asOrder(data) };
		expect(await receiptOf(script, line, { object })).toMatchObject({ orderNumber: 'EP1' });
		expect(script.sent('refundOrder')[0].iccids).toEqual(CARDS.slice(0, 2));
	});

	const NO_CARD = 'the later one has no card yet, so it was not cancelled';
	const NO_ICCID = "1 of the later one's cards have no ICCID yet and were not cancelled";
	const kept = (why: string) => `the later one could not be cancelled (${why})`;
	it.each<[why: string, rows: JsonRecord[], line: () => Line, refund: unknown, sent: number]>([
		['MIOeSIM cannot cancel a renewal', both({ pflag: null }), renewal, null, 0],
		[NO_CARD, [mine({ packageList: [] }), before()], lineOf, null, 0],
		[kept(refusal(22).details.meaning), both(), lineOf, refusal(22), 1],
		[kept('the execution was stopped'), both(), lineOf, new Cancelled(), 1],
		[NO_ICCID, both({ count: 2 }), ofTwo, null, 1],
	])('and is bought twice if %s', async (why, rows, line, refund, sent) => {
		const script = listing(rows, refund);
		if (refund !== null) script.on('queryEsimOrder', () => list(...rows));
		expect(await receiptOf(script, line())).toMatchObject({
			meaning: 'This line was bought twice, as orders EP1 and EP2',
			resolution: `Two runs bought it at the same moment, and ${why}. Use order EP1 for the customer: the run that placed it returns it. Ask MIOeSIM to cancel order EP2`,
			type: 'reply',
			endpoint: 'queryEsimOrder',
			outcome: 'executed',
			orderNumber: 'EP2',
		});
		expect(script.sent('refundOrder')).toHaveLength(sent);
	});

	it('and is bought twice if the cancellation that was accepted has no effect', async () => {
		const script = listing(both());
		script.on('queryEsimOrder', () => list(mine(), before()));
		expect(await receiptOf(script)).toHaveProperty(
			'resolution',
			expect.stringContaining('cancellation of the later one, but its status is Paid'),
		);
	});
});
