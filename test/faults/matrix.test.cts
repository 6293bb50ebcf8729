import { SEED as seed, size } from '../harness/size.cts';
import { runCancellations } from './cancellations.cts';
import { runKills } from './kill.cts';
import { runMatrix } from './matrix.cts';

jest.setTimeout(3_600_000);

test(`no order is bought twice, lost, denied or passed on undelivered (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runMatrix({ orders: size(40, 5000), seed, processes: 2 });
	expect(breaches).toEqual([]);
	expect(sum['orders to place']).toBeGreaterThanOrEqual(40);
	expect(sum['calls that were made to fail']).toBeGreaterThan(12);
	expect(sum['items on Success']).toBeGreaterThan(2);
});

test(`one process logs in once per dead token (FAULT_SEED=${seed})`, async () => {
	const orders = size(20, 500);
	const { sum, breaches } = await runMatrix({ orders, seed, processes: 1, strangerEvery: 12 });
	expect(breaches).toEqual([]);
	expect(sum['tokens killed by strangers and faults']).toBeGreaterThan(2);
});

test(`no cancellation is lost, denied or made twice (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runCancellations({ orders: size(30, 1000), seed, processes: 1 });
	expect(breaches).toEqual([]);
	expect(sum['cancellations carried out by MIOeSIM']).toBeGreaterThan(1);
});

test(`a killed process buys nothing twice (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runKills({ rounds: size(1, 20), seed });
	expect(breaches).toEqual([]);
	expect(sum['processes killed in the middle']).toBeGreaterThan(0);
	expect(sum['orders that were returned as duplicates']).toBe(sum['orders booked before the kill']);
});
