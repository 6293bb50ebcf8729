import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, IDeduplicationOutput, INodeType } from 'n8n-workflow';

import type * as Node from '../../../dist/nodes/MioEsim/MioEsim.node';
import type * as Port from '../../../dist/nodes/shared/port';
import { clock } from '../../../dist/nodes/shared/port';
import { useBench } from '../../harness/bench.cts';
import { MIOESIM, startNode } from '../../harness/engine.cts';
import type { FailedItem } from '../../harness/items.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { byId, createOrder } from '../../harness/parameters.cts';

const bench = useBench();
const bought = () => bench.sim.ledger.filter(({ kind }) => kind !== 'cancellation');
const turn = async () => await new Promise<void>((resolve) => setImmediate(resolve));

/** The rows behind Remove Duplicates: each is read, then written back as a whole, as in n8n. */
const rows = new Map<string, string[]>();

async function change(row: string, edit: (read: string[]) => string[]): Promise<void> {
	await turn();
	const edited = edit([...(rows.get(row) ?? [])]);
	await turn();
	rows.set(row, edited);
}

type Store = Parameters<typeof DataDeduplicationService.init>[0];
type Context = Parameters<Store['removeProcessed']>[2];
const rowOf = ({ workflow, node }: Context) => `${workflow.id} ${node?.id}`;
const store: Partial<Store> = {
	async checkProcessedAndRecord(items, _scope, context, { maxEntries = 0 }) {
		const output: IDeduplicationOutput = { new: [], processed: [] };
		await change(rowOf(context), (read) => {
			for (const item of items) {
				output[read.includes(String(item)) ? 'processed' : 'new'].push(item);
			}
			return [...read, ...output.new.map(String)].slice(-maxEntries);
		});
		return output;
	},
	async removeProcessed(items, _scope, context) {
		await change(rowOf(context), (read) => read.filter((each) => !items.includes(each)));
	},
};

/** More than a read and a write of the store take: time is counted in turns of the event loop. */
const PAUSE_TURNS = 50;
const LONG_MS = 2000;
let isRace = false;

/** In a race, a long pause ends when an order is booked. */
async function pause(ms: number): Promise<void> {
	for (let turns = 0; turns < PAUSE_TURNS; turns++) await turn();
	while (isRace && ms >= LONG_MS && bought().length === 0) await turn();
}

const setStore = (value?: object) => Reflect.set(DataDeduplicationService, 'instance', value);
beforeEach(async () => {
	// n8n-core outlives this file.
	setStore();
	await DataDeduplicationService.init(store as Store);
	rows.clear();
	isRace = false;
	bench.withSession();
	clock.pause = pause;
});
afterAll(() => setStore());

/** The node in another process: with a ledger and locks of its own. */
function otherProcess() {
	const types: Record<string, INodeType> = {};
	jest.isolateModules(() => {
		const port = jest.requireActual<typeof Port>('../../../dist/nodes/shared/port');
		Object.assign(port.clock, clock);
		const { MioEsim } = jest.requireActual<typeof Node>('../../../dist/nodes/MioEsim/MioEsim.node');
		types[MIOESIM] = new MioEsim();
	});
	return { types };
}

interface Bought {
	orderNumber: string;
	duplicate: boolean;
}

const IDS = { externalOrderId: 'SHOP-1', additionalFields: { externalItemId: 'LINE-1' } };
const order = () => createOrder(bench.sim.catalogue.oddities.plain, IDS);

/** A renewal of a card that was ordered before. */
function renewal(): IDataObject {
	const { skuId, priceId } = bench.sim.catalogue.oddities.plain;
	const seeding = { skuId, priceId, status: 0, personal: true, activated: false };
	const [{ plans }] = bench.sim.seedOrders(1, seeding);
	return {
		resource: 'order',
		operation: 'renew',
		renewBy: 'iccid',
		iccid: plans[0].card.iccid,
		orderBy: 'package',
		skuId: byId(String(skuId)),
		priceId: byId(String(priceId)),
		simplify: true,
		output: 'order',
		...IDS,
	};
}

/** The next look-up finds nothing, whatever there is. */
function hideOnce(): void {
	const data = { total: 0, rows: [] };
	bench.sim.faults.add({ kind: 'code', endpoint: 'queryEsimOrder', code: 0, data });
}

const isTold = ({ error }: FailedItem, text: string) => {
	expect(error).toMatchObject({ outcome: 'unknown' });
	expect(error.message).toContain(text);
};

it.each([
	['an order', order],
	['a renewal', renewal],
])('%s is bought once by two processes at the same moment', async (_, parametersOf) => {
	isRace = true;
	const parameters = parametersOf();
	const results = await Promise.all([
		bench.run<Bought>(parameters),
		bench.run<Bought>(parameters, otherProcess()),
	]);
	const items = results.flatMap(({ success }) => success);
	expect(results.flatMap(({ error }) => error)).toEqual([]);
	expect(items.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
	expect(items[0].orderNumber).toBe(items[1].orderNumber);
	expect(bought()).toHaveLength(1);
	expect(bench.callsOf('refundOrder')).toEqual([]);
});

it.each([
	['an order', order],
	['a renewal', renewal],
])(
	'%s that another process has claimed, and that is listed late, is a duplicate',
	async (_, of) => {
		const parameters = of();
		const [{ orderNumber }] = (await bench.run<Bought>(parameters)).success;
		forgetSent();
		hideOnce();
		const { success, error } = await bench.run<Bought>(parameters);
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ orderNumber, duplicate: true }]);
		expect(bought()).toHaveLength(1);
	},
);

it('a line that another process has claimed, and that is not listed, stays unknown', async () => {
	bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'before' });
	isTold((await bench.run(order())).error[0], 'was lost');
	// The process ends without knowing.
	forgetSent();
	isTold((await bench.run(order())).error[0], 'Another run is buying this line');
	expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	expect(bought()).toEqual([]);
	// Without External IDs in common, nothing is claimed.
	const other = { ...order(), externalOrderId: 'SHOP-2' };
	expect((await bench.run<Bought>(other)).success).toMatchObject([{ duplicate: false }]);
});

it('an order that another process is cancelling is watched, and no call is sent', async () => {
	const [{ orderNumber }] = (await bench.run<Bought>(order())).success;
	const cancel = { resource: 'order', operation: 'cancel', orderNumber };
	bench.sim.faults.add({ kind: 'drop', endpoint: 'refundOrder', phase: 'before' });
	isTold((await bench.run(cancel)).error[0], 'was lost');
	forgetSent();
	isTold((await bench.run(cancel)).error[0], 'Another run is cancelling cards of this order');
	expect(bench.callsOf('refundOrder')).toHaveLength(1);
});

it('the stop button before sending leaves no claim', async () => {
	const { credential } = bench;
	const { run } = startNode({ credential, parameters: order() });
	const stop = () => {
		run.cancel();
		return true;
	};
	bench.sim.faults.add({ kind: 'delay', ms: 0, endpoint: 'queryEsimOrder', match: stop });
	await run;
	expect(bench.callsOf('addEsimOrder')).toEqual([]);
	for (let turns = 0; turns < 10 * PAUSE_TURNS; turns++) await turn();
	expect((await bench.run<Bought>(order())).success).toMatchObject([{ duplicate: false }]);
});

it('a refusal leaves no claim', async () => {
	bench.sim.faults.add({ kind: 'code', endpoint: 'addEsimOrder', code: -2 });
	expect((await bench.run(order())).error).toHaveLength(1);
	forgetSent();
	expect((await bench.run<Bought>(order())).success).toMatchObject([{ duplicate: false }]);
});
