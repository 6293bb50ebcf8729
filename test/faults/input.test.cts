import { runInput } from './input.cts';
import { runReplies } from './replies.cts';

/** The same in every run; set FAULT_SEED for others. */
const seed = Number(process.env.FAULT_SEED ?? 20_260_131);

test(`no parameters crash the node or make it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runInput({ runs: 8, seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(50);
	expect(sum['  of these, refused before anything was sent']).toBeGreaterThan(50);
}, 300_000);

test(`no reply crashes the node or makes it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runReplies({ runs: 2, seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(8);
	expect(sum['failed items']).toBeGreaterThan(15);
}, 400_000);
