import {
	dataSize,
	isDaypass,
	isUnlimited,
	planSizeMb,
	usedMbOf,
} from '../../../dist/mioesim/shapes/planSize';
import { hasStarted, reasonToKeep, usageOf } from '../../../dist/mioesim/shapes/usage';

it.each([
	['5GB', null, '5 GB'],
	['5 GB', null, '5 GB'],
	[' 5gb ', null, '5 GB'],
	[5, 'GB', '5 GB'],
	['5.0', 'gb', '5 GB'],
	['0.5', 'G', '0.5 GB'],
	[500, 'M', '500 MB'],
	['500MB/Day', null, '500 MB/Day'],
	['1GB', 'GB', '1 GB GB'],
	['Unlimited', null, 'Unlimited'],
	['无限', null, '无限'],
	['5 green apples', null, '5 green apples'],
	[null, 'GB', 'GB'],
	['', '', null],
	[null, null, null],
])('%j and %j are written as %j', (amount, unit, size) =>
	expect(dataSize(amount, unit)).toBe(size),
);

it.each([
	['Japan Unlimited / 5 Days', true],
	['UNLIMITED DATA', true],
	['日本无限流量 5天', true],
	['無限流量', true],
	['不限量', true],
	['不限流量 5 天', true],
	['1GB 不限速', false],
	['5GB 不限时', false],
	['5GB + unlimited calls', false],
	['5 GB, unlimited speed', false],
	['Limited 5 GB', false],
	['', false],
	[null, false],
	[5, false],
])('%j: unlimited %j', (name, is) => {
	expect(isUnlimited(name)).toBe(is);
	expect(planSizeMb({ flows: 5, unit: 'G', name })).toBe(is ? null : 5120);
});

it.each(
	'1GB/Day|Japan 1GB / day|每天1GB|每日500MB|1 GB per day|Daily 1GB|5GB/天|Day Pass|日租卡|1GB/日|500MB a day'.split(
		'|',
	),
)('%j is a daypass', (name) => {
	expect(isDaypass({}, { name })).toBe(true);
	expect(planSizeMb({ flows: 1, unit: 'GB', name })).toBeNull();
});

it.each(['5GB / 3 Days', '5GB/日本', '1GB/1 Day', 'Holiday 5GB', 'Unlimited', '', null, 5])(
	'%j is no daypass',
	(name) => {
		expect(isDaypass({}, { name })).toBe(false);
		expect(isDaypass({ daypassDay: '3' }, { name })).toBe(true);
	},
);

it.each([
	[0, 0],
	['12.5', 12.5],
	['512MB', 512],
	['1,024.5', 1024.5],
	['1.024,5', 1024.5],
	['1.5 GB', 1536],
	['512 KB', 0.5],
	['1,024 MB', 1024],
	['12,5', 12.5],
	['', null],
	[null, null],
	['-1', null],
	[-1, null],
	['a lot', null],
	['512 B', null],
	['1,2,3', null],
	['1.2.3', null],
])('%j of data used is %j MB', (told, mb) => expect(usedMbOf(told)).toBe(mb));

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

it('a plan whose begin lies in the future has not started', () => {
	const plan = { iccid: '8985202241000', beginDate: '2026-03-21 12:01', flows: 1, unit: 'GB' };
	const usage = usageOf(plan.iccid, [{ packageList: [plan] }], NOW);
	expect(usage).toMatchObject({ started: false, plans: [{ started: false }] });
	expect(usageOf(plan.iccid, [{ packageList: [plan] }], NOW + 60_000)?.started).toBe(true);
	expect(hasStarted({ startDate: null }, NOW)).toBe(false);
});
