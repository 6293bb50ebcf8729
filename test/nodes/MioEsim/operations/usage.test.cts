import { createClock } from '../../../../tools/simulator/index.cts';
import { clock } from '../../../../dist/nodes/shared/port';
import { useBench } from '../../../harness/bench.cts';
import { freshOrder } from './world.cts';

const DAY = 24 * 60 * 60 * 1000;
const simClock = createClock();
const world = useBench({ clock: simClock });
beforeEach(() => {
	clock.now = () => simClock.now();
});

const usage = (iccid: string, more = {}) => ({
	resource: 'card',
	operation: 'getUsage',
	iccid,
	simplify: true,
	...more,
});

test('usage of a running plan, for this card only', async () => {
	const { iccids, orderNumber } = freshOrder(world.sim);
	world.sim.setUsage(iccids[0], 1280);
	world.sim.setUsage(iccids[1], 4000);
	const { success } = await world.run(usage(iccids[0]));
	expect(success).toMatchObject([
		{
			iccid: iccids[0],
			usedMb: 1280,
			totalMb: 5120,
			remainingMb: 3840,
			usedPercent: 25,
			started: true,
			note: null,
			plans: [{ orderNumber, usedMb: 1280, isDaypass: false, started: true, ended: false }],
		},
	]);
	expect(success[0].plans).toHaveLength(1);
	const length = Date.parse(success[0].endDate) - Date.parse(success[0].startDate);
	expect(length).toBe(30 * DAY);
});

test('from every page, a hundred rows each', async () => {
	const iccid = '8985202241000099999';
	const packageList = [{ iccid, flows: '100', unit: 'MB', usedMb: '1.5' }];
	for (const page of [1, 2]) {
		const orderNums = Array.from({ length: 100 }, (_, index) => `EP${page}-${index}`);
		const rows = orderNums.map((orderNum) => ({ orderNum, status: 0, packageList }));
		const match = { pageNo: String(page) };
		world.answerWith('queryEsimOrder', 0, { data: { total: '200', page, rows }, match });
	}
	const { success } = await world.run(usage(iccid));
	expect(success[0]).toMatchObject({ usedMb: 300, totalMb: 20000, usedPercent: 1.5 });
	expect(success[0].plans).toHaveLength(200);
	expect(world.callsOf('queryEsimOrder')).toHaveLength(2);
});

test('many cards side by side, in the order of the items', async () => {
	const { sim } = world;
	// The credential uses the real clock: with another one, its session would expire at once.
	clock.now = Date.now;
	const { iccids } = freshOrder(sim, { count: 30 });
	sim.latency = 100;
	const items = iccids.map((iccid: string) => ({ iccid }));
	const more = { simplify: false, options: { concurrency: 10 } };
	const { outputs } = await world.run(usage('={{ $json.iccid }}', more), { items });
	sim.latency = 0;
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
		iccids.map((_: string, item: number) => ({ item })),
	);
	expect(sim.inFlight.peak).toBe(10);
});

test('a card without plans is a failed item, not an empty result', async () => {
	expect(await world.failure(usage('8985202241000000000'))).toMatchObject({
		message: 'MIOeSIM lists no data plan for this SIM card',
		endpoint: 'queryEsimOrder',
	});
});
