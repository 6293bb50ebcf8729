import { runCancellations } from './cancellations.cts';
import { runMatrix } from './matrix.cts';

/** The same batches and faults in every run; set FAULT_SEED for others. */
const seed = Number(process.env.FAULT_SEED ?? 20_260_131);

test(`no order is bought twice, lost, denied or passed on undelivered (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runMatrix({ orders: 80, seed, processes: 2 });
	expect(breaches).toEqual([]);
	expect(sum['orders to place']).toBeGreaterThanOrEqual(80);
	expect(sum['calls that were made to fail']).toBeGreaterThan(25);
	expect(sum['items on Success']).toBeGreaterThan(5);
}, 300_000);

test(`no cancellation is lost, denied or made twice (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runCancellations({ orders: 40, seed, processes: 2 });
	expect(breaches).toEqual([]);
	expect(sum['cancellations carried out by MIOeSIM']).toBeGreaterThan(2);
}, 300_000);

test(`one process logs in once per dead token (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runMatrix({ orders: 30, seed, processes: 1, strangerEvery: 12 });
	expect(breaches).toEqual([]);
	expect(sum['tokens killed by strangers and faults']).toBeGreaterThan(4);
}, 300_000);
