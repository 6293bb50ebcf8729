import { runKills } from './kill.cts';

/** The same in every run; set FAULT_SEED for others. */
const seed = Number(process.env.FAULT_SEED ?? 20_260_131);

test(`a killed process buys nothing twice (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runKills({ rounds: 2, seed });
	expect(breaches).toEqual([]);
	expect(sum['processes killed in the middle']).toBeGreaterThan(0);
	expect(sum['orders that were returned as duplicates']).toBe(sum['orders booked before the kill']);
}, 300_000);
