import { reasonToKeep, usageOf } from '../../../dist/mioesim/shapes/usage';

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
});
