import { Failure, type FailureDetails } from '../../../dist/mioesim/codes/failure';
import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { isInDoubt, isRefusal, ledger } from '../../../dist/mioesim/lines/ledger';
import type { Line } from '../../../dist/mioesim/lines/line';
import { place, readOrderNumber } from '../../../dist/mioesim/lines/place';
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
import { list, noAnswer, useScript, type Script } from '../../harness/script.cts';

const scripts = useScript();
const NONE: ReadonlySet<string> = new Set();
const EP1 = 'EP20260101000001';
const EP2 = 'EP20260101000002';
const known = ({ key }: Line) => ledger.purchases.recall(key);

/** Places the line. @returns what is known of it then */
async function placed(
	{ call, account }: Script,
	line = lineOf({ account }),
	older: ReadonlySet<string> | null = NONE,
) {
	const details = await failureOf(place(call, line, older));
	return { ...details, number: line.order?.orderNumber, line };
}

describe('an order', () => {
	it('is sent with its IDs, recorded from then on, and reported', async () => {
		const data = orderOf(EP1);
		const line = lineOf();
		const script = scripts.next({
			addEsimOrder: () => {
				expect(known(line)).toMatchObject({ outcome: 'unknown', content: { orderNumber: null } });
				return data;
			},
		});
		await placed(script, line);
		const ids = { otherOrderId: 'SHOP-1', otherItemId: 'LINE-1' };
		const parameters = { skuId: '45', priceId: '441', count: 1, daypassDays: null, dpId: null };
		expect(script.asked).toEqual([['addEsimOrder', { ...parameters, ...ids }]]);
		const own = placedOf(EP1, { object: { data, order: asOrder(data) } });
		expect(line.order).toEqual(own);
		const content = { orderNumber: EP1, asked };
		expect(known(line)).toMatchObject({ outcome: 'executed', content });
		expect(script.done).toEqual([`order ${EP1}`]);
		// No other line can be given this order any more.
		expect(ledger.orders.otherOwner(line.account, EP1, 'other')).toBe(line.key);
	});
});

const LOOK = `Look for it with Order > Get Many and 'External Order ID' SHOP-1 (item LINE-1). If it is not listed after 15 minutes, run the item again: if you set 'External Order ID', the node looks for it once more. What happened: `;
const doubt = (why: string, { details } = noAnswer) => ({
	...details,
	resolution: `This order may have been placed. It was not sent again: ${why}. ${LOOK}${details.meaning}. ${details.resolution}`,
	outcome: 'unknown',
	retryable: false,
});

describe('an order without an answer', () => {
	it.each<[what: string, answer: unknown, status?: number]>([
		['no reply', noAnswer],
		['text', '操作成功'],
		['an object without a number', { status: 0 }],
		['nothing', null],
		['code 99', refusal(99)],
		["another's order", orderOf(EP2, { outerOrderId: 'SHOP-2' })],
		['another line of the order', orderOf(EP2, { outerItemId: 'LINE-2' })],
		['no reply, and not paid yet', noAnswer, -1],
	])('(%s) is found by a later look-up, or stays unknown', async (_, answer, status = 0) => {
		const script = scripts.next({ addEsimOrder: () => answer });
		script.sequence('queryEsimOrder', list(), list(rowOf(EP1, { status })));
		const { line } = await placed(script);
		const found = { object: null, listed: { orderNumber: EP1 }, from: 'found' };
		expect(line.order).toMatchObject({ orderNumber: EP1, ...found });
		expect(script.pauses).toEqual([500, 2000]);
		expect(known(line)).toMatchObject({ outcome: 'executed', content: { orderNumber: EP1 } });
		expect(script.done).toEqual([`order ${EP1}`]);
		script.on('queryEsimOrder', () => list());
		script.done.length = 0;
		const open = await placed(script);
		expect(open).toMatchObject({ outcome: 'unknown', retryable: false });
		expect(open.meaning).not.toMatch(/with $/);
		expect(open.resolution).toContain('It was not sent again: MIOeSIM has not listed it so far');
		expect(known(open.line)).toMatchObject({ outcome: 'unknown', content: { orderNumber: null } });
		expect(script.done).toEqual([]);
	});

	it('but with the number of an order that went to another line is looked up', async () => {
		const script = scripts.next({
			addEsimOrder: () => EP1,
			queryEsimOrder: () => list(rowOf(EP1)),
		});
		ledger.orders.give(script.account, EP1, 'another line');
		expect(await placed(script)).toMatchObject({
			outcome: 'unknown',
			meaning: 'MIOeSIM answered with a different order from the one requested',
		});
		script.on('queryEsimOrder', () => list(rowOf(EP1), rowOf(EP2)));
		expect((await placed(script)).number).toBe(EP2);
	});

	it('stays unknown if it is not listed', async () => {
		const script = scripts.next({ addEsimOrder: () => noAnswer, queryEsimOrder: () => list() });
		expect(await placed(script)).toMatchObject(doubt('MIOeSIM has not listed it so far'));
		expect(script.pauses).toEqual([500, 2000, 5000]);
		expect(script.sent('addEsimOrder')).toHaveLength(1);
	});

	it.each<[JsonRecord, why: string]>([
		[
			{ count: 2, status: -1 },
			`MIOeSIM lists order ${EP1} with its IDs, but with a count of 2 instead of 1`,
		],
		[{ status: 2 }, `MIOeSIM lists order ${EP1} with its IDs, but its status is Cancelled`],
		[{ outer_itemid: 'LINE-2' }, 'MIOeSIM has not listed it so far'],
		[{ outer_orderid: 'SHOP-2' }, 'MIOeSIM has not listed it so far'],
	])('is not mistaken for an order with %j', async (changes, why) => {
		const script = scripts.next({ queryEsimOrder: () => list(rowOf(EP1, changes)) });
		for (const answer of [noAnswer, refusal(-3)]) {
			script.on('addEsimOrder', () => answer);
			const { outcome, resolution } = await placed(script);
			const isOther = why.includes(EP1);
			expect(outcome).toBe(answer === noAnswer || isOther ? 'unknown' : 'notExecuted');
			if (outcome === 'unknown') expect(resolution).toContain(`not sent again: ${why}. Look`);
		}
	});

	it('is not mistaken for an older order with the same IDs', async () => {
		const script = scripts.next({
			addEsimOrder: () => noAnswer,
			queryEsimOrder: () => list(rowOf(EP1), rowOf(EP2)),
		});
		expect((await placed(script, lineOf(), new Set([EP1]))).number).toBe(EP2);
		expect((await placed(script, lineOf(), new Set([EP1, EP2]))).outcome).toBe('unknown');
	});

	it('stays unknown at once if it is not known which orders are older', async () => {
		const script = scripts.next({ addEsimOrder: () => noAnswer });
		const result = await placed(script, lineOf({ preventDuplicates: false }), null);
		const { resolution, ...rest } = doubt(
			'orders with the same IDs may have been placed before, and MIOeSIM could not be asked for them',
		);
		expect(result).toMatchObject({
			...rest,
			// With Prevent Duplicates off, the node would not look for it.
			resolution: resolution.replace(/: if you set [^.]*/, ''),
		});
		expect(script.asked).toHaveLength(1);
		expect(known(result.line)?.outcome).toBe('unknown');
		// A documented refusal is believed then.
		script.on('addEsimOrder', () => refusal(-3));
		expect((await placed(script, lineOf(), null)).outcome).toBe('notExecuted');
	});

	it('says why MIOeSIM could not be asked, if the last look-up failed', async () => {
		const script = scripts.next({ addEsimOrder: () => noAnswer });
		script.sequence('queryEsimOrder', list(), refusal(4));
		expect((await placed(script)).resolution).toContain(
			`not sent again: MIOeSIM could not be asked (${refusal(4).details.meaning}). Look`,
		);
		script.sequence('queryEsimOrder', refusal(4), list());
		expect((await placed(script)).resolution).toContain('MIOeSIM has not listed it so far');
	});

	it('stays unknown when the execution is stopped', async () => {
		const script = scripts.next({ addEsimOrder: () => noAnswer });
		script.stop.abort();
		const { outcome, resolution } = await placed(script);
		expect([outcome, script.pauses]).toEqual(['unknown', [500]]);
		expect(resolution).toContain('not sent again: MIOeSIM has not listed it so far. Look');
		expect(script.sent('queryEsimOrder')).toEqual([]);
	});
});

describe('an order that was refused', () => {
	it.each<[code: number, look: unknown, outcome: string | undefined]>([
		[-3, list(), 'notExecuted'],
		[-3, list(rowOf(EP1)), undefined],
		[777, list(), 'notExecuted'],
		[777, list(rowOf(EP1)), undefined],
		[-3, refusal(4), 'unknown'],
		[-3, new Cancelled(), 'unknown'],
	])('with code %i is looked up once, at once (%#)', async (code, look, outcome) => {
		const script = scripts.next({ addEsimOrder: () => refusal(code) });
		script.on('queryEsimOrder', () => (look instanceof Cancelled ? Promise.reject(look) : look));
		const result = await placed(script);
		expect(result.outcome).toBe(outcome);
		expect(script.pauses).toEqual([]);
		expect(script.sent('queryEsimOrder')).toHaveLength(1);
		const kept = outcome === undefined ? 'executed' : outcome === 'unknown' ? outcome : undefined;
		expect(known(result.line)?.outcome).toBe(kept);
	});
});

describe('a write that failed may have been carried out', () => {
	const { details: rest } = refusal(4);
	type Row = [Partial<FailureDetails>, findable: boolean, otherwise: boolean, isFinal: boolean];
	const each = (codes: Array<string | number | null>, ...[a, b, c]: boolean[]) =>
		codes.map((code): Row => [{ code }, a, b, c]);
	it.each<Row>([
		// The outcome is already known.
		[{ outcome: 'unknown', type: 'network' }, true, true, false],
		[{ outcome: 'executed', code: 99 }, false, false, false],
		// MIOeSIM did not process the request at all.
		...each([-1, -2, -10, -30], false, false, true),
		// Any other refusal is checked; if that is impossible, a documented one is believed.
		...each([-3, 3, 22, 400108], true, false, true),
		...each([777, 'E42', 'toString', null], true, true, true),
		// MIOeSIM places the order before it makes the PDF.
		[{ code: 99 }, true, true, false],
		// A proxy may answer after the request has gone through.
		[{ type: 'http', httpStatus: 403 }, true, true, false],
		[{ type: 'http', httpStatus: 429 }, false, false, false],
		// None of these was sent.
		[{ type: 'login', code: -3 }, false, false, false],
		[{ type: 'input' }, false, false, false],
	])('%j: %p if it can be looked up, else %p', (details, findable, otherwise, isFinal) => {
		const failure = new Failure({ ...rest, outcome: 'notExecuted', ...details });
		expect([true, false].map((canBe) => isInDoubt(failure, canBe))).toEqual([findable, otherwise]);
		expect(isRefusal(failure)).toBe(isFinal);
	});
});

it.each([
	...['EP20240124000013', '123456', 'EP_20240124', '20240124000013A', 'ABCDEFGH123456ABCD'],
	...[20240124, ' EP20240124', '123456789012345678901234', '898520224100', '898520224100000000112'],
])('%j is an order number', (value) => {
	expect(readOrderNumber(value)).toBe(String(value).trim());
});

it.each([
	...['12345', 'ABCDEFGHI123456', '123456ABCDE', 'EP--123456', 'x EP20240124', 'EP20240124 x'],
	// The last two are ICCIDs.
	...['1234567890123456789012345', '操作成功', true, null, '8985202241000', CARDS[0]],
])('%j is not an order number', (value) => {
	expect(readOrderNumber(value)).toBeNull();
});
