import { runKills } from './kill.cts';

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

test(`a killed process buys nothing twice (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runKills({ rounds: 6, seed });
	expect(breaches).toEqual([]);
	expect(sum['processes killed in the middle']).toBeGreaterThan(3);
	expect(sum['orders that came back as duplicate']).toBe(sum['orders booked before the kill']);
}, 120_000);
