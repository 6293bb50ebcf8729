import fc from 'fast-check';
import { nodeOf, ROUTES, type JobSettings, type Route } from './batches.cts';
import { errorOf, judgeRoute, type Breach, type Report, type Result } from './judge.cts';
import { tryOut, type Ordeal } from './matrix.cts';
import { TIMEOUT } from './time.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Modes } from '../../tools/simulator/modes.cts';
import type { Content } from './content.cts';
import type { Plagued } from './faults.cts';

/** Cancellations in the fault matrix: money is refunded once, and only for the given cards. */

interface Item {
	tag: string;
	orderNumber: string;
	/** separated by commas; empty: every card */
	iccids: string;
}

interface Cancelling extends Plagued {
	items: Item[];
	route: Route;
	tries: number;
	/** whether it lists the cards; otherwise it means all of them */
	names: boolean;
}

const content: fc.Arbitrary<Content> = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({ name: 'as documented', modes: {} }) },
	{
		weight: 1,
		arbitrary: fc
			.constantFrom<
				Partial<Modes>
			>({ bookingMs: 40, bookedReply: 'drop' }, { bookingMs: 300, bookedReply: 'drop' }, { bookingMs: 300 })
			.map((modes) => ({ name: 'cancelled late', modes })),
	},
	{
		weight: 1,
		arbitrary: fc
			.constantFrom<Modes['bookedReply']>('http:400', 'http:404', 'http:502', 'code:99', 'code:500')
			.map((bookedReply) => ({ name: 'cancelled, and then refused', modes: { bookedReply } })),
	},
);

const line = fc.record({
	cards: fc.integer({ min: 1, max: 3 }),
	/** how many of them to cancel, if they are listed */
	named: fc.integer({ min: 1, max: 3 }),
	/** 0 can be cancelled, the others cannot */
	status: fc.constantFrom(0, 0, 0, 0, 0, 0, 2, 5, 6),
	/** the workflow sends it twice */
	again: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
});

const plan = fc.record({
	lines: fc.array(line, { minLength: 1, maxLength: 10 }),
	route: fc.constantFrom(...ROUTES),
	tries: fc.constantFrom(1, 1, 2, 3),
	faultRate: fc.constantFrom(0, 0.1, 0.25, 1 / 3),
	faultSeed: fc.nat(),
	content,
	names: fc.boolean(),
});

type Plan = typeof plan extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Places the orders that the batch is to cancel. */
function batchOf(sim: RunningSimulator, drawn: Plan, number: number): Cancelling {
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	const items: Item[] = [];
	drawn.lines.forEach(({ cards, named, status, again }, index) => {
		const [order] = sim.seedOrders(1, {
			...{ skuId, priceId, status, count: cards, activated: false, personal: true },
			outerOrderId: `shop-b${number}-${index}`,
		});
		const iccids = order.plans.slice(0, drawn.names ? named : 0).map(({ card }) => card.iccid);
		const item = { tag: `b${number}-${index}`, orderNumber: order.orderNum, iccids: iccids.join() };
		items.push(item);
		if (again) items.push(item);
	});
	return { ...drawn, id: `b${number}r0`, isTraceable: true, items };
}

const settingsOf = (batch: Cancelling): JobSettings => ({
	executionId: batch.id,
	items: batch.items.map((item) => ({ ...item })),
	errorConnected: batch.route === 'errorOutput',
	node: nodeOf(batch),
	parameters: {
		resource: 'order',
		operation: 'cancel',
		orderNumber: '={{ $json.orderNumber }}',
		// An expression without a value is refused: it would cancel every card.
		iccids: batch.names ? '={{ $json.iccids }}' : '',
		onlyUnused: true,
		options: { timeout: TIMEOUT },
	},
});

/** @param orders minimum number to cancel */
export const runCancellations = async ({ orders, ...ordeal }: Ordeal & { orders: number }) =>
	await tryOut<Cancelling>({ ...ordeal, settings: { settleMs: 1 } }, (sim) => {
		const chains: Cancelling[][] = [];
		let placed = 0;
		for (const drawn of fc.sample(plan, { seed: ordeal.seed, numRuns: orders })) {
			if (placed >= orders) break;
			chains.push([batchOf(sim, drawn, chains.length)]);
			placed += drawn.lines.length;
		}
		return { chains, settingsOf, judge: (batch) => (result) => judge(sim, batch, result) };
	});

function judge(sim: RunningSimulator, batch: Cancelling, result: Result): Breach[] {
	const breaches: Breach[] = [];
	const report: Report = (rule, what) => breaches.push({ rule, batch: batch.id, what });
	if (result.crash !== undefined) report('crash', result.crash);
	for (const item of batch.items) {
		const cancelled = cancelledOf(sim, item);
		if (new Set(cancelled).size < cancelled.length)
			report('twice', `${item.tag} ${cancelled.join()}`);
		const named = item.iccids.split(',');
		const others = item.iccids === '' ? [] : cancelled.filter((iccid) => !named.includes(iccid));
		if (others.length > 0) report('inexact', `${item.tag}: ${others.join()}`);
	}
	if (result.stoppedBy || result.crash !== undefined) return breaches;
	batch.items.forEach((item, index) => {
		const all = result.outputs.flat();
		const mine = all.filter(({ pairedItem }) => pairedItem?.item === index);
		judgeRoute(batch.route, { mine, wanted: 1, tag: item.tag }, result, report);
		const cancelled = cancelledOf(sim, item);
		const isGood = mine.some((each) => errorOf(each) === null);
		if (isGood && cancelled.length === 0) report('invented', item.tag);
		// The same line may be in the batch twice: one of the two must report it.
		const reports = all.filter(
			({ pairedItem }) => batch.items[pairedItem?.item ?? -1]?.tag === item.tag,
		);
		const isDenied = reports.every((each) => errorOf(each)?.outcome === 'notExecuted');
		if (cancelled.length > 0 && isDenied) {
			report('denied', `${item.tag}: ${JSON.stringify(reports.map(errorOf))}`);
		}
	});
	return breaches;
}

/** The ICCIDs of an item's order that were cancelled during the test. */
const cancelledOf = (sim: RunningSimulator, { orderNumber }: Item): string[] =>
	sim.ledger
		.filter(({ kind, orderNum }) => kind === 'cancellation' && orderNum === orderNumber)
		.flatMap(({ iccids }) => iccids);
