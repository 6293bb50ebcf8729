import { reasonToKeep, usageOf } from '../../../dist/mioesim/shapes/usage';
import type { JsonRecord } from '../../../dist/mioesim/values';

const NOW = Date.parse('2026-03-21T12:00:00+08:00');

it.each([
	['the plan has started', { beginDate: '2026-03-21 11:59', usedMb: 0 }],
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
	iccid,
	flows: 1,
	unit: 'GB',
	usedMb: '256.126',
	name: 'Japan 1GB',
	priceId: '441',
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
	const plans = [{ ...order, ...kind, ...amounts }];
	expect(usageOf(iccid, [rowOf(running)], NOW)).toEqual({
		...amounts,
		usedMb: 256.13,
		iccid,
		plans,
	});
	expect(usageOf(iccid, [rowOf({ iccid: 'other' })], NOW)).toBeNull();
	const bare = usageOf(iccid, [rowOf({ iccid, endDate: '2026-03-21 12:00' }, 3)], NOW);
	const none = { usedMb: null, totalMb: null, remainingMb: null, usedPercent: null, note: null };
	const noted = {
		productName: 'JP',
		started: false,
		ended: true,
		endDate: '2026-03-21T12:00:00+08:00',
	};
	expect(bare).toMatchObject({ ...none, endDate: null, plans: [{ ...none, ...noted }] });
});

const noDaypass = 'MIOeSIM records no usage for daypass plans';
it.each<[string, object[], object]>([
	['an ended plan', [ended], { totalMb: 1024, remainingMb: 0, usedPercent: 25.01 }],
	['an order that has ended', [rowOf(running, 5)], { remainingMb: 0, plans: [{ ended: true }] }],
	[
		'an ended and a running plan',
		[running, ended],
		{ totalMb: 2048, remainingMb: 767.87, note: null },
	],
	['a cancelled plan', [running, rowOf(ended, 2)], { totalMb: 1024, ...spans }],
	['more than all', [{ ...running, usedMb: 2048 }], { remainingMb: 0, usedPercent: 200 }],
	[
		'a plan to come',
		[future],
		{ started: false, usedMb: null, remainingMb: null, usedPercent: null },
	],
	[
		'a plan to come later',
		[future, running],
		{ started: true, totalMb: 2048, remainingMb: 767.87 },
	],
	[
		'a daypass',
		[daypass],
		{ usedMb: null, totalMb: null, note: noDaypass, plans: [{ note: noDaypass }] },
	],
	[
		'a daypass and a plan',
		[daypass, running],
		{
			...{ totalMb: 1024, started: true },
			note: 'Daypass plans are not counted: MIOeSIM records no usage for them',
		},
	],
	[
		'unlimited data',
		[endless, running],
		{
			...{ usedMb: 512.25, totalMb: null, remainingMb: null, usedPercent: null },
			note: 'A plan on this card has unlimited data',
			plans: [
				{ isUnlimited: true, totalMb: null, note: 'This plan has unlimited data' },
				{ note: null },
			],
		},
	],
	[
		'unlimited data that is over',
		[{ ...ended, name: 'Unlimited' }, running],
		{ totalMb: 1024, note: null },
	],
	[
		'less than can be shown',
		[{ ...running, flows: 0.000001, unit: 'KB' }],
		{ totalMb: 0, usedPercent: null },
	],
])('usage of a card with %s', (_, plans, expected) => {
	const rows = plans.map((plan) => ('packageList' in plan ? plan : rowOf(plan)) as JsonRecord);
	expect(usageOf(iccid, rows, NOW)).toMatchObject(expected);
	expect(usageOf(iccid, rows, NOW + 60_000)?.started).toBe(true);
});
