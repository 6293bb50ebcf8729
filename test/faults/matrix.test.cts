import { runMatrix } from './matrix.cts';

/** Printed with every run; FAULT_SEED runs the same batches again. */
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

test(`no order is bought twice, lost or denied, whatever fails (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runMatrix({ orders: 1200, seed, processes: 2 });
	expect(breaches).toEqual([]);
	expect(sum['orders to place']).toBeGreaterThanOrEqual(1200);
	expect(sum['calls that were made to fail']).toBeGreaterThan(500);
}, 180_000);

test(`one process logs in once for a dead token (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runMatrix({ orders: 300, seed, processes: 1, strangerEvery: 12 });
	expect(breaches).toEqual([]);
	expect(sum['tokens killed by strangers and faults']).toBeGreaterThan(50);
}, 120_000);
