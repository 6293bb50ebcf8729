import type { IDataObject } from 'n8n-workflow';

import { text, type JsonRecord } from '../../../dist/mioesim/values';
import { eventNames } from '../../../dist/nodes/MioEsimTrigger/properties';
import { clock } from '../../../dist/nodes/shared/port';
import { useScript } from '../../harness/script.cts';
import { parametersOf, PollScript, DAY, HOUR, NOW, type Asked } from './script.cts';

/** A poll as a whole, with scripted answers. */

useScript();
let now = NOW;
beforeEach(() => {
	now = NOW;
	clock.now = () => now;
});

const at = (instant: number) => new Date(instant).toISOString();
const order = (orderNum: string, more: JsonRecord = {}): JsonRecord => ({
	orderNum,
	status: 0,
	createTime: at(NOW - HOUR),
	...more,
});
const list = (...rows: JsonRecord[]) => ({ total: rows.length, rows });
const empty = () => list();

/** MIOeSIM's lists of these orders: by status, or all of them. */
const listing = (rows: JsonRecord[]) => (asked: Asked) => {
	const { status } = asked;
	return list(...rows.filter((row) => status === undefined || text(row.status) === status));
};
const pollOf = (events: unknown, rows: JsonRecord[] = [], more: IDataObject = {}) =>
	new PollScript(parametersOf(events, more), listing(rows));
const keysOf = (items: Awaited<ReturnType<PollScript['poll']>>) =>
	items?.map((item) => `${item.event} ${item.order.orderNumber}`) ?? null;

test('the first poll only records; a later one emits what is new, once', async () => {
	const rows = [order('EP1', { email: 'a@example.com' })];
	const script = pollOf(['newOrder'], rows);
	expect(await script.poll()).toBeNull();
	rows.unshift(order('EP2', { email: 'b@example.com' }));
	const items = await script.poll();
	expect(items).toEqual([
		expect.objectContaining({
			event: 'newOrder',
			occurredAt: '2026-03-10T11:00:00+08:00',
			change: { from: null, fromName: null, to: 0, toName: 'Paid' },
			order: expect.objectContaining({ orderNumber: 'EP2' }) as object,
			card: null,
			customerEmail: 'b@example.com',
			sample: false,
		}),
	]);
	expect(await script.poll()).toBeNull();
	expect(Object.keys(script.memory.orders)).toEqual(['EP1', 'EP2']);
});

test('what the filters exclude is not emitted, now or later', async () => {
	const rows: JsonRecord[] = [];
	const more = { filters: { externalOrderIdPrefix: 'SHOP-' } };
	const script = pollOf(['newOrder'], rows, more);
	await script.poll();
	rows.push(order('EP1', { outerOrderId: 'X-1' }), order('EP2', { outerOrderId: 'SHOP-1' }));
	expect(keysOf(await script.poll())).toEqual(['newOrder EP2']);
	script.parameters = parametersOf(['newOrder']);
	expect(await script.poll()).toBeNull();
});

test.each<[string, JsonRecord]>([
	['createTime', { createTime: 'sometime' }],
	['beginDate', { packageList: [{ id: 1, beginDate: 'soon' }] }],
	['endDate', { packageList: [{ id: 1, beginDate: at(NOW - HOUR), endDate: '30.30.2026' }] }],
])('a poll fails for a %s that cannot be read, and the next one goes on', async (field, row) => {
	const rows: JsonRecord[] = [];
	const script = pollOf(['newOrder', 'planEnded'], rows);
	await script.poll();
	const before = JSON.stringify(script.staticData);
	rows.push(order('EP1', row));
	await expect(script.poll()).rejects.toMatchObject({
		message: `MIOeSIM lists order EP1 with a date that cannot be read, in ${field}`,
		description: expect.stringMatching(/^Nothing was reported, and no event is lost: /) as string,
	});
	expect(JSON.stringify(script.staticData)).toBe(before);
	rows[0] = order('EP1');
	expect(keysOf(await script.poll())).toEqual(['newOrder EP1']);
});

test('an order of another package is not reported if the server ignores Package Name', async () => {
	const rows: JsonRecord[] = [];
	const script = pollOf(['newOrder'], rows, { filters: { packageName: 'japan' } });
	await script.poll();
	rows.push(order('EP1', { skuName: 'Korea' }), order('EP2', { skuName: 'Japan' }), order('EP3'));
	expect(keysOf(await script.poll())).toEqual(['newOrder EP2', 'newOrder EP3']);
});

test('a row without an order number is skipped', async () => {
	const rows: JsonRecord[] = [];
	const script = pollOf(['newOrder'], rows);
	await script.poll();
	rows.push(order('EP1', { orderNum: null }), order('EP2'));
	expect(keysOf(await script.poll())).toEqual(['newOrder EP2']);
	expect(Object.keys(script.memory.orders)).toEqual(['EP2']);
});

describe('what n8n keeps', () => {
	test('does not change if a poll fails, and the next one finds the same events', async () => {
		const rows = [order('EP1')];
		const script = pollOf([...eventNames], rows);
		await script.poll();
		const before = JSON.stringify(script.staticData);
		rows.unshift(order('EP2'));
		const answer = script.answer;
		script.answer = (asked) => (asked.status === '6' ? { code: 'odd' } : answer(asked));
		await expect(script.poll()).rejects.toThrow('a list of orders that cannot be read');
		expect(JSON.stringify(script.staticData)).toBe(before);
		script.answer = answer;
		expect(keysOf(await script.poll())).toEqual(['newOrder EP2']);
	});

	test('starts over with another account, address or package name, and only then', async () => {
		const rows = [order('EP1')];
		const script = pollOf(['newOrder'], rows);
		const changes: Array<(() => void) | null> = [
			null,
			() => Object.assign(script.fields, { phoneNumber: '13900000000' }),
			null,
			() => Object.assign(script.fields, { baseUrl: 'http://other.test' }),
			() => Object.assign(script.parameters, { filters: { packageName: 'Japan' } }),
			null,
			() => Object.assign(script.fields, { password: 'changed' }),
			// The same characters, split differently.
			() => {
				Object.assign(script.fields, { baseUrl: 'http://other.testJapan' });
				Object.assign(script.parameters, { filters: {} });
			},
		];
		await script.poll();
		const emitted = [];
		for (const [index, change] of changes.entries()) {
			rows.unshift(order(`EP${index + 2}`));
			change?.();
			emitted.push(keysOf(await script.poll()));
		}
		expect(emitted).toEqual([
			['newOrder EP2'],
			null,
			['newOrder EP4'],
			null,
			null,
			['newOrder EP7'],
			['newOrder EP8'],
			null,
		]);
	});

	test('forgets orders that can produce no more events', async () => {
		const rows = [order('EP1', { status: 2, createTime: at(NOW - 5 * HOUR) })];
		const script = pollOf(['newOrder', 'orderStatusChanged'], rows);
		await script.poll();
		expect(Object.keys(script.memory.orders)).toEqual(['EP1']);
		now += 2 * HOUR;
		await script.poll();
		expect(script.memory.orders).toEqual({});
	});
});

describe('two polls at the same time', () => {
	const two = async (second: Partial<PollScript>) => {
		const slow = pollOf(['newOrder']);
		const other = Object.assign(pollOf(['newOrder']), second);
		const results = [slow.poll(), other.poll()];
		expect(await Promise.all(results)).toEqual([null, null]);
		return [slow.asked.length, other.asked.length];
	};

	test('of one node: the second is skipped, and the next one runs', async () => {
		expect(await two({})).toEqual([1, 0]);
		expect(await two({})).toEqual([1, 0]);
	});

	test('of two nodes or workflows: both run', async () => {
		expect(await two({ nodeId: 'another' })).toEqual([1, 1]);
		expect(await two({ workflowId: 'another' })).toEqual([1, 1]);
	});

	test('after one that failed, the next one runs', async () => {
		const script = pollOf(['newOrder']);
		script.answer = () => ({ code: 'odd' });
		await expect(script.poll()).rejects.toThrow();
		script.answer = empty;
		await script.poll();
		expect(script.memory.watches.newOrder?.isReady).toBe(true);
	});
});

describe("n8n's time for a poll", () => {
	test.each<[number | undefined, number]>([
		[undefined, 30_000],
		[300_000, 30_000],
		[400_000, 30_000],
		[100_000, 10_000],
		[5000, 1000],
	])('is %j ms: a call may take %i ms of it', async (budgetMs, timeout) => {
		const script = Object.assign(pollOf(['newOrder']), { budgetMs });
		await script.poll();
		expect(script.timeouts).toEqual([timeout]);
	});

	test.each<[number | undefined, number]>([
		[undefined, 18],
		[100_000, 6],
	])('is %j ms: no page is started after three fifths of it', async (budgetMs, calls) => {
		const tick = 10_000;
		const script = Object.assign(pollOf(['planStarted']), { budgetMs });
		script.answer = ({ pageNo }) => {
			now += tick;
			return { total: 9999, rows: [order(`EP${pageNo}`)] };
		};
		await script.poll();
		expect(script.asked).toHaveLength(calls);
		expect(script.memory.unfinished).toMatchObject({ step: 'started', page: calls + 1 });
		expect(script.memory.watches.planStarted?.isReady).toBe(false);
	});

	test('runs out: the next poll continues there, then with the rest, then from the beginning', async () => {
		const script = pollOf(['newOrder', 'planStarted', 'planEnded']);
		const nameOf = (asked: Asked) => Object.keys(asked).find((name) => name.endsWith('Time'));
		let isSlow = true;
		script.answer = (asked) => {
			if (isSlow && nameOf(asked) === 'sTime') now += 80_000;
			return nameOf(asked) === 'sTime' && isSlow ? { total: 2, rows: [order('EP1')] } : list();
		};
		await script.poll();
		const names = () =>
			script.asked.splice(0).map((asked) => `${String(nameOf(asked))} ${asked.pageNo}`);
		expect(names()).toEqual(['subTime 1', 'sTime 1']);
		expect(script.memory.watches).toMatchObject({
			newOrder: { isReady: true },
			planStarted: { isReady: false },
			planEnded: { isReady: false },
		});
		isSlow = false;
		await script.poll();
		expect(names()).toEqual(['sTime 2', 'eTime 1', 'subTime 1']);
		expect(script.memory.unfinished).toBeUndefined();
		expect(script.memory.watches).toMatchObject({
			planStarted: { isReady: true },
			planEnded: { isReady: true },
		});
		await script.poll();
		expect(names()).toEqual(['subTime 1', 'sTime 1', 'eTime 1']);
	});

	test('is enough for only one page: each poll reads the next list, even in an updated node', async () => {
		const script = pollOf([...eventNames]);
		script.answer = () => {
			now += 80_000;
			return list();
		};
		const steps: Array<string | undefined> = [];
		for (let polls = 0; polls < 13; polls++) {
			await script.poll();
			steps.push(script.memory.unfinished?.step);
		}
		expect(steps).toEqual([
			...['started', 'ends', 'in status -1', 'in status 6', 'in status 7'],
			...['changed to 2', 'changed to 3', 'changed to 5', 'changed to 4'],
			...['status 0', 'status 4', 'placed', 'started'],
		]);
	});

	test('runs out in a list that is no longer read: the others are read', async () => {
		const script = pollOf(['newOrder', 'planStarted']);
		script.answer = () => {
			now += 80_000;
			return { total: 2, rows: [order('EP1')] };
		};
		await script.poll();
		expect(script.memory.unfinished?.step).toBe('placed');
		script.answer = empty;
		script.parameters = parametersOf(['planStarted']);
		script.asked.length = 0;
		await script.poll();
		expect(script.asked.map(({ pageNo, sTime }) => [pageNo, sTime !== ''])).toEqual([['1', true]]);
		expect(script.memory.unfinished).toBeUndefined();
	});
});

test('an order that the first poll sees is not new, whichever list it is in', async () => {
	const script = pollOf(['newOrder', 'planStarted']);
	script.answer = ({ sTime }) => (sTime === undefined ? list() : list(order('EP1')));
	expect(await script.poll()).toBeNull();
	expect(await script.poll()).toBeNull();
});

describe('orders that were dropped to keep the memory small', () => {
	test('no longer have events; newer ones, and those without a time, do', async () => {
		const plan = (id: number) => [{ id, beginDate: at(NOW - HOUR) }];
		const rows: JsonRecord[] = [];
		const script = pollOf(['planStarted'], rows);
		await script.poll();
		const dropped = NOW - 9 * DAY;
		script.memory.droppedUpTo = dropped;
		script.memory.orders.EP3 = { status: null, createdAt: dropped - DAY };
		rows.push(
			order('EP1', { createTime: at(dropped), packageList: plan(1) }),
			order('EP2', { createTime: at(dropped + 1000), packageList: plan(2) }),
			// Still remembered.
			order('EP3', { createTime: at(dropped - DAY), packageList: plan(3) }),
			order('EP4', { createTime: null, packageList: plan(4) }),
		);
		expect(keysOf(await script.poll())).toEqual(
			['EP2', 'EP3', 'EP4'].map((each) => `planStarted ${each}`),
		);
		expect(Object.keys(script.memory.orders)).not.toContain('EP1');
	});

	test('do not exist if nothing was dropped', async () => {
		const script = pollOf(['planStarted']);
		await script.poll();
		script.answer = () =>
			list(order('EP1', { createTime: null, packageList: [{ id: 1, beginDate: at(NOW) }] }));
		expect(keysOf(await script.poll())).toEqual(['planStarted EP1']);
	});
});

describe('the numbers of orders in each status', () => {
	const year = order('EP1', { createTime: at(NOW - 100 * DAY) });

	/** A trigger that has recorded two old orders, and the rows that it will read next. */
	async function watching(events = ['orderStatusChanged']) {
		const rows = [{ ...year }, order('EP2', { status: 2, createTime: at(NOW - 100 * DAY) })];
		const script = pollOf(events, rows);
		await script.poll();
		script.asked.length = 0;
		return { rows, script };
	}

	test('follow what the poll has read: a change is reported, and costs no call in the next poll', async () => {
		const { rows, script } = await watching();
		rows[0].status = 2;
		expect(keysOf(await script.poll())).toEqual(['orderStatusChanged EP1']);
		expect(script.memory.statuses.counts).toMatchObject({ 2: 2 });
		script.asked.length = 0;
		expect(await script.poll()).toBeNull();
		expect(script.asked).toHaveLength(8);
	});

	test.each([HOUR, 6 * HOUR])(
		'count an order placed %i ms ago and cancelled since',
		async (ago) => {
			const { rows, script } = await watching();
			rows.unshift(order('EP3', { status: 3, createTime: at(NOW - ago) }));
			expect(await script.poll()).toBeNull();
			expect(script.asked.filter(({ status }) => status === '3')).toHaveLength(1);
			expect(script.memory.statuses.counts).toMatchObject({ 2: 1, 3: 1 });
			now += HOUR;
			expect(await script.poll()).toBeNull();
			expect(script.memory.statuses.counts).toMatchObject({ 2: 1, 3: 1 });
		},
	);

	test('do not count an old order again that was dropped', async () => {
		const { rows, script } = await watching();
		script.answer = (asked) =>
			// With the numbers of a year, and a list of all days.
			asked.status === '2' ? list(rows[1]) : listing([rows[0]])(asked);
		await script.poll();
		expect(script.memory.orders).not.toHaveProperty('EP2');
		rows[0].status = 3;
		script.answer = listing(rows);
		expect(keysOf(await script.poll())).toEqual(['orderStatusChanged EP1']);
		expect(script.memory.statuses.counts).toEqual({ 2: 1, 3: 1, 4: 0, 5: 0 });
	});

	/** MIOeSIM's lists of these orders; that of Cancelled has one order per page. */
	const paged = (rows: JsonRecord[]) => (asked: Asked) => {
		const whole = listing(rows)(asked);
		const page = Number(asked.pageNo) - 1;
		return asked.status === '2' ? { ...whole, rows: whole.rows.slice(page, page + 1) } : whole;
	};
	const cancelledPages = (script: PollScript) =>
		script.asked.filter(({ status }) => status === '2').map(({ pageNo }) => pageNo);

	test('that are missing are not requested before the list was read: a change would be lost', async () => {
		const { rows, script } = await watching();
		const { statuses } = script.memory;
		statuses.counts = {};
		rows.unshift(order('EP3', { status: 2, createTime: at(NOW - 90 * DAY) }));
		rows[1].status = 2;
		// Not in the list of placed orders, which goes back 6 hours.
		script.answer = (asked) => (asked.status === undefined ? empty() : paged(rows)(asked));
		expect(keysOf(await script.poll())).toEqual(['orderStatusChanged EP1']);
		expect(cancelledPages(script)).toEqual(['1', '2', '3']);
	});

	test('include what is read while statuses are learned: it is not counted again', async () => {
		const old = order('EP1', { createTime: at(NOW - 100 * DAY) });
		const rows = [old, order('EP2', { status: 2 }), order('EP3', { status: 2 })];
		const script = new PollScript(parametersOf(['orderStatusChanged']), paged(rows));
		await script.poll();
		expect(script.memory.statuses.counts).toMatchObject({ 2: 2 });
		expect(cancelledPages(script)).toEqual(['1']);
	});

	test('include an order whose status was missing once: it hides no change of another order', async () => {
		const { rows, script } = await watching();
		rows.unshift(order('EP3', { status: null }));
		const answer = script.answer;
		// It was counted all along.
		script.answer = (asked) =>
			asked.status === '2' ? { total: 2, rows: [rows[2]] } : answer(asked);
		const { statuses } = script.memory;
		statuses.counts[2] = 2;
		expect(await script.poll()).toBeNull();
		rows[0].status = rows[1].status = 2;
		script.answer = (asked) => (asked.status === undefined ? list(rows[0]) : paged(rows)(asked));
		expect(keysOf(await script.poll())).toEqual(['orderStatusChanged EP1']);
	});

	test('include an order without a time of purchase', async () => {
		const { rows, script } = await watching();
		rows.push(order('EP4', { status: 2, createTime: null }));
		const { statuses } = script.memory;
		statuses.counts[2] = 2;
		await script.poll();
		expect(script.memory.statuses.counts).toMatchObject({ 2: 2 });
	});

	test('no numbers are requested if changes are not watched', async () => {
		const script = pollOf(['newOrder', 'planStarted', 'planEnded']);
		await script.poll();
		expect(script.filters('status')).toEqual([undefined, undefined, undefined]);
	});
});
