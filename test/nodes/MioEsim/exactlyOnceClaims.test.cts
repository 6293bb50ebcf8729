import { DataDeduplicationService } from 'n8n-core';
import type { IDataObject, IDeduplicationOutput, INodeType } from 'n8n-workflow';

import type * as Node from '../../../dist/nodes/MioEsim/MioEsim.node';
import type * as Port from '../../../dist/nodes/shared/port';
import { clock } from '../../../dist/nodes/shared/port';
import { useBench } from '../../harness/bench.cts';
import { MIOESIM, startNode } from '../../harness/engine.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { cancelOrder, createOrder, renewCard } from '../../harness/parameters.cts';
import { freshOrder } from './operations/world.cts';

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

const IDS = { externalOrderId: 'SHOP-1', additionalFields: { externalItemId: 'LINE-1' } };
const order = () => createOrder(bench.sim.catalogue.oddities.plain, IDS);

/** A renewal of a card that was ordered before. */
const renewal = () =>
	renewCard(bench.sim.catalogue.oddities.plain, freshOrder(bench.sim).iccids[0], IDS);

const isUnknown = async (parameters: IDataObject, said: string) => {
	expect(await bench.failure(parameters)).toMatchObject({
		outcome: 'unknown',
		message: expect.stringContaining(said),
	});
};
const found = async (parameters: IDataObject) => {
	const { success, error } = await bench.run(parameters);
	expect(error).toEqual([]);
	return success;
};

const kinds = [
	['an order', order],
	['a renewal', renewal],
] as const;

it.each(kinds)('%s is bought once by two processes at the same moment', async (_, parametersOf) => {
	isRace = true;
	const parameters = parametersOf();
	const results = await Promise.all([bench.run(parameters), bench.run(parameters, otherProcess())]);
	const items = results.flatMap(({ success }) => success);
	expect(results.flatMap(({ error }) => error)).toEqual([]);
	expect(items.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
	expect(items[0].orderNumber).toBe(items[1].orderNumber);
	expect(bought()).toHaveLength(1);
	expect(bench.callsOf('refundOrder')).toEqual([]);
});

it.each(kinds)(
	'%s that another process has claimed, and that is listed late, is a duplicate',
	async (_, of) => {
		const parameters = of();
		const [{ orderNumber }] = await found(parameters);
		forgetSent();
		// The next look-up finds nothing, whatever there is.
		bench.answerWith('queryEsimOrder', 0, { data: { total: 0, rows: [] }, times: 1 });
		expect(await found(parameters)).toMatchObject([{ orderNumber, duplicate: true }]);
		expect(bought()).toHaveLength(1);
	},
);

it('a line that another process has claimed, and that is not listed, stays unknown', async () => {
	bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder', phase: 'before' });
	await isUnknown(order(), 'was lost');
	// The process ends without knowing.
	forgetSent();
	await isUnknown(order(), 'Another run is buying this line');
	expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	expect(bought()).toEqual([]);
	// Without External IDs in common, nothing is claimed.
	const other = { ...order(), externalOrderId: 'SHOP-2' };
	expect(await found(other)).toMatchObject([{ duplicate: false }]);
});

it('an order that another process is cancelling is watched, and no call is sent', async () => {
	const cancel = cancelOrder((await found(order()))[0].orderNumber);
	bench.sim.faults.add({ kind: 'drop', endpoint: 'refundOrder', phase: 'before' });
	await isUnknown(cancel, 'was lost');
	forgetSent();
	await isUnknown(cancel, 'Another run is cancelling cards of this order');
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
	expect(await found(order())).toMatchObject([{ duplicate: false }]);
});
