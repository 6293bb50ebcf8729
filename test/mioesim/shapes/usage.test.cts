import { reasonToKeep, usageOf, type CardUsage } from '../../../dist/mioesim/shapes/usage';
import type { JsonRecord } from '../../../dist/mioesim/values';

const NOW = Date.parse('2026-03-21T12:00:00+08:00');

it.each([
	['the plan has started', { beginDate: '2026-03-21 12:00', usedMb: 0 }],
	['data was used', { beginDate: null, usedMb: '0.1 KB' }],
	['its dates cannot be read', { beginDate: 'soon', usedMb: 0 }],
	['its dates cannot be read', { endDate: 'soon', usedMb: 0 }],
	['the plan has an end but no start', { endDate: '2026-04-01', usedMb: 0 }],
	['its usage is not known', { usedMb: 'some' }],
	['its usage is not known', { usedMb: null }],
	['its usage is not known', { usedMb: 'some', name: '1GB/Day' }],
	[null, { usedMb: null, name: '1GB/Day' }],
	[null, { usedMb: '0' }],
	[null, { usedMb: 0, beginDate: '2026-03-21 12:01', endDate: '2026-04-01' }],
	[null, { usedMb: 0, beginDate: '未激活', endDate: '0000-00-00 00:00:00' }],
])('only what is proven counts as unused: %j of %j', (reason, plan) =>
	expect(reasonToKeep({}, plan, NOW)).toBe(reason),
);

const iccid = '8985202241000012345';
const gigabyte = {
	...{ iccid, flows: 1, unit: 'GB', usedMb: '256.126', name: 'Japan 1GB', priceId: '441' },
};
const running = { ...gigabyte, beginDate: '2026-03-02', endDate: '2026-04-01' };
const ended = { ...gigabyte, beginDate: '2026-03-01', endDate: '2026-03-20' };
const future = { ...gigabyte, usedMb: null, beginDate: '2026-03-21 12:01', endDate: '2026-05-01' };
const daypass = { ...running, name: '1GB/Day' };
const endless = { ...running, name: 'Unlimited' };
const rowOf = (plan: object, status = 0) => ({
	...{ orderNum: 'EP1', status, skuName: 'JP', packageList: [{ ...plan }, { iccid: 'other' }] },
});
const spans = { startDate: '2026-03-02T00:00:00+08:00', endDate: '2026-04-01T23:59:59+08:00' };

it('usage of a plan, and of its card', () => {
	const amounts = {
		...{ usedMb: 256.126, totalMb: 1024, remainingMb: 767.87, usedPercent: 25.01 },
		...{ started: true, ...spans, note: null },
	};
	const order = { orderNumber: 'EP1', status: 0, statusName: 'Paid', productName: 'Japan 1GB' };
	const kind = { priceId: 441, isDaypass: false, isUnlimited: false, ended: false };
	const card = { ...amounts, usedMb: 256.13, iccid, plans: [{ ...order, ...kind, ...amounts }] };
	expect(usageOf(iccid, [rowOf(running)], NOW)).toEqual(card);
	expect(usageOf(iccid, [rowOf({ iccid: 'other' })], NOW)).toBeNull();
	const bare = usageOf(iccid, [rowOf({ iccid, endDate: '2026-03-21 12:00' })], NOW);
	expect(bare?.plans).toMatchObject([{ productName: 'JP', started: false, ended: true }]);
	const begun = usageOf(iccid, [rowOf({ iccid, beginDate: '2026-03-21 12:00' })], NOW);
	expect(begun?.plans[0].started).toBe(true);
});

const notes = {
	daypass: 'MIOeSIM records no usage for daypass plans',
	partly: 'Daypass plans are not counted: MIOeSIM records no usage for them',
	endless: 'This plan has unlimited data',
	partlyEndless: 'A plan on this card has unlimited data',
};
it.each<[what: string, plans: object[], figures: unknown[], ofPlan?: string | null]>([
	['an end', [ended], [256.13, 1024, 0, 25.01, true, null]],
	['an ended order', [rowOf(running, 5)], [256.13, 1024, 0, 25.01, true, null]],
	['one of two ended', [running, ended], [512.25, 2048, 767.87, 25.01, true, null]],
	['one cancelled', [running, rowOf(ended, 2)], [256.13, 1024, 767.87, 25.01, true, null]],
	['all cancelled', [rowOf(ended, 3)], [null, null, null, null, false, null]],
	['too much used', [{ ...running, usedMb: 2048 }], [2048, 1024, 0, 200, true, null]],
	['a future start', [future], [null, 1024, null, null, false, null]],
	['one to come', [future, running], [256.13, 2048, 767.87, 12.51, true, null]],
	['a daypass', [daypass], [null, null, null, null, true, notes.daypass], notes.daypass],
	[
		'one daypass',
		[daypass, running],
		[256.13, 1024, 767.87, 25.01, true, notes.partly],
		notes.daypass,
	],
	['no limit', [endless], [256.13, null, null, null, true, notes.partlyEndless], notes.endless],
	[
		'one without',
		[endless, running],
		[512.25, null, null, null, true, notes.partlyEndless],
		notes.endless,
	],
	[
		'one over',
		[{ ...ended, name: 'Unlimited' }, running],
		[512.25, 1024, 767.87, 50.02, true, null],
		notes.endless,
	],
	['a tiny size', [{ ...running, flows: 0.000001 }], [256.13, 0, 0, null, true, null]],
])('usage of a card with %s', (_, plans, figures, note = null) => {
	const rows = plans.map((plan) => ('packageList' in plan ? plan : rowOf(plan)) as JsonRecord);
	const usage = usageOf(iccid, rows, NOW) as CardUsage;
	const { usedMb, totalMb, remainingMb, usedPercent, started } = usage;
	expect([usedMb, totalMb, remainingMb, usedPercent, started, usage.note]).toEqual(figures);
	expect(usage.plans[0].note).toBe(note);
	for (const each of usage.plans) if (each.totalMb === null) expect(each.remainingMb).toBeNull();
});
