import { runInput } from './input.cts';
import { runReplies } from './replies.cts';

/** The same in every run. FAULT_SEED draws others. */
const seed = Number(process.env.FAULT_SEED ?? 20_260_131);
const runs = 300;

test(`no parameters crash the node or order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runInput({ runs, seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(50);
	expect(sum['failed items']).toBeGreaterThan(50);
}, 300_000);

test(`no reply crashes the node or makes it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runReplies({ runs, seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(25);
	expect(sum['failed items']).toBeGreaterThan(50);
}, 400_000);
