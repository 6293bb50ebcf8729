import { runInput } from './input.cts';
import { runReplies } from './replies.cts';

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const runs = 600;

test(`no parameters crash the node or order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runInput({ runs, seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(100);
	expect(sum['failed items']).toBeGreaterThan(100);
}, 120_000);

test(`no reply crashes the node or makes it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runReplies({ runs, seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(50);
	expect(sum['failed items']).toBeGreaterThan(100);
}, 400_000);
