import { SEED as seed, size } from '../harness/size.cts';
import { runInput } from './input.cts';
import { runReplies } from './replies.cts';

test(`no parameters crash the node or make it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runInput({ runs: size(6, 100), seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(40);
	expect(sum['  of these, refused before anything was sent']).toBeGreaterThan(40);
}, 3_600_000);

test(`no reply crashes the node or makes it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { sum, breaches } = await runReplies({ runs: size(1, 50), seed });
	expect(breaches).toEqual([]);
	expect(sum['runs that succeeded']).toBeGreaterThan(5);
	expect(sum['failed items']).toBeGreaterThan(8);
}, 3_600_000);
