import type { Failure } from '../../../dist/mioesim/codes/failure';
import { apiFailure } from '../../../dist/mioesim/codes/failures';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { contradicts, orderPage, queryOrders } from '../../../dist/mioesim/client/orders';
import { refusal } from '../../harness/purchases.cts';
import { list, useScript } from '../../harness/script.cts';

const scripts = useScript();
const rows = (from: number, to: number): JsonRecord[] =>
	Array.from({ length: to - from }, (_, index) => ({ orderNum: `EP${from + index}` }));
const numbers = (found: JsonRecord[]) => found.map(({ orderNum }) => orderNum);

/** Reads these pages; pages beyond them are empty. */
async function read(pages: unknown[], limit = 1000, concurrency = 1) {
	const script = scripts.next({
		queryEsimOrder: ({ pageNo }) => pages[Number(pageNo) - 1] ?? { total: null, rows: [] },
	});
	const found = await queryOrders(script.call.client, { status: 0 }, limit, concurrency);
	return {
		found: numbers(found),
		pages: script.sent('queryEsimOrder').map(({ pageNo }) => pageNo),
	};
}
const page = (total: number | null, from: number, to: number) => ({ total, rows: rows(from, to) });

it.each([70, null])(
	'of a total of %j, reads on after pages with nothing new, and ends after three in a row',
	async (total) => {
		const [first, fresh] = [page(total, 0, 10), page(total, 10, 20)];
		const stale = first;
		const two = await read([first, stale, stale, fresh, stale, stale, page(total, 20, 30)]);
		expect(two.found).toEqual(numbers(rows(0, 30)));
		const three = await read([first, stale, stale, stale, fresh]);
		expect(three).toEqual({ found: numbers(rows(0, 10)), pages: [1, 2, 3, 4] });
	},
);

it('asks once more for an empty page before it ends there', async () => {
	const empty = await read([page(70, 0, 10), { total: 70, rows: [] }, page(70, 10, 20)]);
	expect(empty).toEqual({ found: numbers(rows(0, 10)), pages: [1, 2, 2] });
});

it('reads one page more than the total requires if rows have moved on', async () => {
	const pushed = [page(30, 0, 10), page(30, 8, 18), page(30, 16, 26), page(30, 26, 30)];
	expect(await read(pushed, 1000, 5)).toEqual({ found: numbers(rows(0, 30)), pages: [1, 2, 3, 4] });
});

it('without a total, reads page by page until one is empty', async () => {
	const open = [page(null, 0, 10), page(null, 10, 20)];
	expect(await read(open)).toEqual({ found: numbers(rows(0, 20)), pages: [1, 2, 3] });
	expect(await read(open, 15)).toEqual({ found: numbers(rows(0, 15)), pages: [1, 2] });
	expect(await read(open, 10)).toEqual({ found: numbers(rows(0, 10)), pages: [1] });
	expect(await read([page(null, 0, 0)])).toEqual({ found: [], pages: [1] });
});

it('reads pages side by side as soon as it knows how many there are, and none beyond them', async () => {
	let running = 0;
	const inFlight: number[] = [];
	const script = scripts.next({
		queryEsimOrder: async ({ pageNo }) => {
			inFlight.push(++running);
			await new Promise((resolve) => setImmediate(resolve));
			running--;
			return page(50, Number(pageNo) * 10 - 10, Number(pageNo) * 10);
		},
	});
	const found = await queryOrders(script.call.client, {}, Infinity, 3);
	expect(numbers(found)).toEqual(numbers(rows(0, 50)));
	expect(inFlight).toEqual([1, 1, 2, 3, 3]);
});

it('fails with a page that cannot be read, and reads no more: half a list would look complete', async () => {
	const pages = [page(99, 0, 10), refusal(4), ...Array<unknown>(8).fill(page(99, 10, 20))];
	const script = scripts.next({ queryEsimOrder: ({ pageNo }) => pages[Number(pageNo) - 1] });
	const reading = queryOrders(script.call.client, {}, Infinity, 2);
	await expect(reading).rejects.toThrow(refusal(4).message);
	await new Promise((resolve) => setImmediate(resolve));
	expect(script.asked.length).toBeLessThan(5);
});

it('returns a code for "nothing found" as the answer, but not of a later page', async () => {
	await expect(read([refusal(-3)])).rejects.toThrow(refusal(-3).message);
	const [first, none] = [page(25, 0, 10), refusal(-3)];
	expect(await read([first, none])).toEqual({ found: numbers(rows(0, 10)), pages: [1, 2, 2] });
});

it('a row contradicts no filter that it does not tell about', () =>
	expect(contradicts({ orderNum: 'A' }, { outerOrderId: 'B', other: 'C' })).toBe(false));

it('requests no more rows than are wanted or than a page holds', async () => {
	const script = scripts.next({ queryEsimOrder: () => list() });
	for (const limit of [1, 100, 101]) await queryOrders(script.call.client, { a: 1 }, limit, 1);
	expect(script.sent('queryEsimOrder')).toEqual(
		[1, 100, 100].map((pageSize) => ({ a: 1, pageNo: 1, pageSize })),
	);
});

it('reads a page or two more for rows without an order number: they may not be new', async () => {
	const nameless = { total: null, rows: [{ skuName: 'x' }] };
	expect((await read(Array(9).fill(nameless))).pages).toEqual([1, 2, 3, 4]);
});

it('keeps all rows without an order number, and every other row once', async () => {
	const all = [{ orderNum: 'A' }, { skuName: 'x' }, { orderNum: 'A' }, { skuName: 'y' }];
	const script = scripts.next({ queryEsimOrder: () => list(...all) });
	expect(await queryOrders(script.call.client, {}, 1000, 1)).toEqual([all[0], all[1], all[3]]);
});

describe('a page', () => {
	const ask = async (pageNo: number, ...answers: unknown[]) => {
		const script = scripts.next().sequence('queryEsimOrder', ...answers);
		const found = await orderPage(script.call.client, {}, pageNo, 10).catch(
			(error: unknown) => (error as Failure).details.meaning,
		);
		return { found, asked: script.asked.length };
	};
	const unreadable = 'MIOeSIM answered with a list of orders that cannot be read';

	it('without data is requested twice before it counts as empty', async () => {
		for (const nothing of [null, '']) {
			expect(await ask(1, nothing, page(1, 0, 1))).toEqual({ found: page(1, 0, 1), asked: 2 });
			expect(await ask(1, nothing)).toEqual({ found: { total: null, rows: [] }, asked: 2 });
		}
	});

	it('of a login that was refused is not empty, whatever the code', async () => {
		const failure = apiFailure({ code: '-3', message: null }, 'login');
		expect((await ask(1, failure)).found).toBe(failure.details.meaning);
	});

	it('of all orders that fails with -8 is not empty: no other question would tell', async () => {
		expect(await ask(1, refusal(-8), page(1, 0, 1))).toEqual({ found: 'Query failed', asked: 1 });
	});

	it.each<[pageNo: number, answer: unknown, found: unknown]>([
		[1, { code: 7 }, unreadable],
		[1, { total: 3, rows: [] }, unreadable],
		[2, { total: 3, rows: [] }, { total: 3, rows: [] }],
		[1, { total: 0, rows: null }, { total: 0, rows: [] }],
		[1, { total: 0 }, { total: 0, rows: [] }],
		[1, rows(0, 1), page(null, 0, 1)],
		[1, { total: '1', rows: rows(0, 1) }, page(1, 0, 1)],
		[1, { rows: rows(0, 1) }, page(null, 0, 1)],
	])('number %i that is %j', async (pageNo, answer, found) => {
		expect((await ask(pageNo, answer)).found).toEqual(found);
	});

	it('contains orders: rows with a number, a time, a destination or a list of plans', async () => {
		const told = [{ orderNum: 'A' }, { createTime: 'x' }, { skuName: 'x' }];
		for (const row of [...told, { packageList: [{ iccid: 'x' }] }]) {
			expect((await ask(1, [row])).found).toEqual({ total: null, rows: [row] });
		}
		for (const row of [{ code: 7 }, { packageList: 'x' }]) {
			expect((await ask(1, [row])).found).toMatch(/^MIOeSIM answered with /);
		}
	});

	it('that cannot be read names the endpoint that returned it', async () => {
		for (const answer of [{ code: 7 }, [{ code: 7 }]]) {
			const script = scripts.next({ queryEsimOrder: () => answer });
			await expect(orderPage(script.call.client, {}, 1, 10)).rejects.toMatchObject({
				details: { endpoint: 'queryEsimOrder', outcome: 'unknown' },
			});
		}
	});
});

describe('a list that never ends', () => {
	const MOST = 200_000;
	/** Reads pages of this many new orders, of which there are far more than the node may read. */
	async function readEndless(perPage: number, limit: number) {
		const script = scripts.next({
			queryEsimOrder: ({ pageNo }) => {
				const end = Number(pageNo) * perPage;
				return page(null, Math.min(end, 2 * MOST) - perPage, Math.min(end, 2 * MOST));
			},
		});
		const found = await queryOrders(script.call.client, {}, limit, 1).catch(
			(error: unknown) => (error as Failure).details,
		);
		return { found, pages: script.asked.length };
	}
	const tooLong = {
		meaning: 'MIOeSIM answered with a list of orders that is too long',
		resolution:
			"The node reads at most 200,000 orders for one item. Add filters, or turn off 'Return All'",
		endpoint: 'queryEsimOrder',
		retryable: false,
	};

	it('is read up to 200,000 orders, which is what a limit may ask for', async () => {
		expect((await readEndless(5000, MOST)).found).toHaveLength(MOST);
		const { found, pages } = await readEndless(5000, Infinity);
		expect(found).toMatchObject(tooLong);
		expect(pages).toBe(41);
	});

	it('is read for 10,000 pages, however little is on each', async () => {
		const { found, pages } = await readEndless(1, Infinity);
		expect(found).toMatchObject(tooLong);
		expect(pages).toBe(10_000);
	});
});
