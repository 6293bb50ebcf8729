import type { JsonRecord } from '../../../dist/mioesim/values';
import { PageReader, placedBefore } from '../../../dist/nodes/MioEsimTrigger/readPages';
import { clock } from '../../../dist/nodes/shared/port';
import { useScript, type Script } from '../../harness/script.cts';

/** Which pages a poll reads, with scripted pages. */

const scripts = useScript();
const rows = (from: number, to: number): JsonRecord[] =>
	Array.from({ length: to - from }, (_, index) => ({ orderNum: `EP${from + index}` }));
const page = (total: number | null, from: number, to: number) => ({ total, rows: rows(from, to) });
const asked = (script: Script) => script.sent('queryEsimOrder').map(({ pageNo }) => pageNo);

/** A server with these pages; pages beyond them are empty. */
function reading(pages: unknown[], deadline = Infinity) {
	const script = scripts.next({
		queryEsimOrder: ({ pageNo }) => pages[Number(pageNo) - 1] ?? { total: null, rows: [] },
	});
	const seen: unknown[] = [];
	const reader = new PageReader(script.call.client, deadline, {}, (row) => seen.push(row.orderNum));
	return { script, reader, seen };
}

describe('a list', () => {
	test('is requested in pages of 100, and every row of a page is read', async () => {
		const { script, reader, seen } = reading([page(2, 0, 2)]);
		expect(await reader.all({ status: '0' }, 1)).toBeNull();
		expect(script.sent('queryEsimOrder')).toEqual([{ status: '0', pageNo: 1, pageSize: 100 }]);
		expect(seen).toEqual(['EP0', 'EP1']);
	});

	test.each<[string, unknown[], number[]]>([
		[
			'without a total ends at the first empty page',
			[page(null, 0, 2), page(null, 0, 0), page(null, 2, 4)],
			[1, 2],
		],
		[
			'without a total continues after pages with nothing new, and ends after three in a row',
			[
				page(null, 0, 2),
				page(null, 0, 2),
				page(null, 2, 4),
				...Array<unknown>(9).fill(page(null, 0, 2)),
			],
			[1, 2, 3, 4, 5, 6],
		],
		['of no orders is requested once', [page(0, 0, 0)], [1]],
		[
			'of rows without an order number ends, too',
			Array<unknown>(9).fill({ total: null, rows: [{ skuName: 'x' }] }),
			[1, 2, 3, 4],
		],
	])('%s', async (_, pages, numbers) => {
		const { script, reader } = reading(pages);
		expect(await reader.all({}, 1)).toBeNull();
		expect(asked(script)).toEqual(numbers);
	});

	test('continues if an empty page has its orders the second time', async () => {
		const { script, reader, seen } = reading([]);
		script.sequence('queryEsimOrder', page(3, 0, 1), page(3, 0, 0), page(3, 1, 2), page(3, 2, 3));
		expect(await reader.all({}, 1)).toBeNull();
		expect(asked(script)).toEqual([1, 2, 2, 3]);
		expect(seen).toEqual(['EP0', 'EP1', 'EP2']);
	});

	test('that is continued ends where it would have ended anyway', async () => {
		const pages = [page(35, 0, 10), page(35, 10, 20), page(35, 20, 30), page(35, 30, 35)];
		const { script, reader } = reading(pages);
		expect(await reader.all({}, 3)).toBeNull();
		expect(asked(script)).toEqual([3, 4]);
	});

	test('ends if the rest can be skipped', async () => {
		const { script, reader } = reading([page(9, 0, 3), page(9, 3, 6), page(9, 6, 9)]);
		const until = (found: JsonRecord[]) => found.some(({ orderNum }) => orderNum === 'EP4');
		expect(await reader.all({}, 1, until)).toBeNull();
		expect(asked(script)).toEqual([1, 2]);
	});
});

describe('the time of a poll', () => {
	test('is enough for at least one page; the rest is left to the next poll', async () => {
		const now = clock.now();
		const { script, reader } = reading([page(9, 0, 3), page(9, 3, 6)], now);
		expect(reader.isLate).toBe(false);
		expect(await reader.all({}, 1)).toBe(2);
		expect(reader.isLate).toBe(true);
		expect(await reader.all({ status: '2' }, 5)).toBe(5);
		expect(asked(script)).toEqual([1]);
	});

	test('is not over before the deadline', async () => {
		const { script, reader } = reading([page(6, 0, 3), page(6, 3, 6)], clock.now() + 1);
		expect(await reader.all({}, 1)).toBeNull();
		expect(asked(script)).toEqual([1, 2]);
	});

	test('an endless list is left after 1000 pages, counted over all lists', async () => {
		const { script, reader } = reading([]);
		script.on('queryEsimOrder', ({ pageNo }) => page(null, Number(pageNo), Number(pageNo) + 1));
		await reader.page({});
		expect(await reader.all({}, 1)).toBe(1000);
		expect(script.asked).toHaveLength(1000);
	});
});

describe('orders that are old enough to end a list', () => {
	const at = (...hours: Array<number | null>) =>
		hours.map((hour) => ({ createTime: hour === null ? null : `2026-03-01 ${hour}:00:00.0` }));
	const moment = Date.parse('2026-03-01T12:00:00+08:00');

	test.each<[string, Array<Array<number | null>>, boolean[]]>([
		['end a list that is sorted by newest first', [[15, 14], [13, 12], [11]], [false, false, true]],
		[
			'even if two were placed at the same moment',
			[
				[15, 15],
				[11, 11],
			],
			[false, true],
		],
		['but not at exactly that moment: there may be another one', [[12]], [false]],
		[
			'do not end a list that is sorted differently',
			[
				[11, 13],
				[10, 9],
			],
			[false, false],
		],
		[
			'or that turns out to be so later',
			[
				[14, 13],
				[14, 10],
			],
			[false, false],
		],
		['or that has an order with an unknown time', [[14, null], [10]], [false, false]],
	])('%s', (_, pages, ends) => {
		const until = placedBefore(moment);
		expect(pages.map((hours) => until(at(...hours)))).toEqual(ends);
	});
});
