import { useBench } from '../../harness/bench.cts';
import { getOrders } from '../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';
import type { Order } from '../../../tools/simulator/store.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

/** The rows that the node requests per page. */
const PAGE = 100;

const numbers = (items: IDataObject[]) => items.map(({ orderNumber }) => orderNumber);
const newestFirst = (orders: Order[]) => orders.map(({ orderNum }) => orderNum).reverse();
const pagesRead = () => bench.sentTo('queryEsimOrder').map(({ pageNo }) => Number(pageNo));

/** Answers queryEsimOrder in the simulator's place. */
function answering(dataOf: (pageNo: number, pageSize: number) => unknown) {
	const fault = bench.sim.faults.add({
		kind: 'code',
		endpoint: 'queryEsimOrder',
		code: 0,
		times: null,
		match({ pageNo, pageSize }) {
			fault.data = dataOf(Number(pageNo), Number(pageSize));
			return true;
		},
	});
}

it.each([0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 3 * PAGE + 1])(
	'Return All brings %i orders, each once, newest first',
	async (count) => {
		const orders = bench.sim.seedOrders(count);
		const { success, error } = await bench.run(getOrders());
		expect(error).toEqual([]);
		expect(numbers(success)).toEqual(newestFirst(orders));
		const pages = Math.max(1, Math.ceil(count / PAGE));
		expect(pagesRead()).toEqual(Array.from({ length: pages }, (_, index) => index + 1));
		expect(bench.sim.violations).toEqual([]);
	},
);

it.each([
	[1, [1]],
	[PAGE, [1]],
	[PAGE + 1, [1, 2]],
	[500, [1, 2, 3]],
])('Limit %i reads the pages %j of 250 orders', async (limit, pages) => {
	const orders = bench.sim.seedOrders(250);
	const { success } = await bench.run(getOrders({ returnAll: false, limit }));
	expect(numbers(success)).toEqual(newestFirst(orders).slice(0, limit));
	expect(pagesRead()).toEqual(pages);
});

describe('another server', () => {
	const rowsOf = (from: number, to: number) =>
		Array.from({ length: Math.max(0, to - from) }, (_, index) => ({
			orderNum: `EP${from + index}`,
		}));
	const expected = (count: number) => rowsOf(0, count).map(({ orderNum }) => orderNum);

	it.each([29, 30, 31, 90, 250])(
		'that returns 30 rows a page at most: %i orders',
		async (count) => {
			answering((pageNo) => ({
				total: String(count),
				rows: rowsOf((pageNo - 1) * 30, Math.min(count, pageNo * 30)),
			}));
			const { success } = await bench.run(getOrders());
			expect(numbers(success)).toEqual(expected(count));
		},
	);

	it.each([1e308, 1e6])('that claims %d orders and has 40', async (total) => {
		answering((pageNo) => ({ total, rows: pageNo === 1 ? rowsOf(0, 40) : [] }));
		const { success } = await bench.run(getOrders());
		expect(numbers(success)).toEqual(expected(40));
		expect(pagesRead().length).toBeLessThan(25);
	});

	it.each([[undefined], [1e9]])('that goes on forever, with a total of %j', async (total) => {
		answering((pageNo) => ({ total, rows: rowsOf((pageNo - 1) * 5000, pageNo * 5000) }));
		const { success, error } = await bench.run(getOrders());
		expect(success).toEqual([]);
		expect(error).toMatchObject([
			{
				error: {
					message: 'MIOeSIM answered with a list of orders that is too long',
					retryable: false,
				},
			},
		]);
		expect(pagesRead().length).toBeLessThan(50);
	});

	it('that grows while its pages are read: no order twice, none lost', async () => {
		// Two orders arrive at the top before each page: rows move on to the next page.
		answering((pageNo, size) => {
			const arrived = 2 * (pageNo - 1);
			const from = (pageNo - 1) * size - arrived;
			return { total: 300, rows: rowsOf(from, Math.min(300, from + size)) };
		});
		const { success } = await bench.run(getOrders());
		expect(numbers(success)).toEqual(expected(300));
	});
});

it('a page that cannot be read fails the item: half a list would look complete', async () => {
	bench.sim.seedOrders(250);
	bench.sim.faults.add({ kind: 'http', match: { pageNo: '2' }, times: null });
	const { success, error } = await bench.run(getOrders());
	expect(success).toEqual([]);
	expect(error).toHaveLength(1);
});
