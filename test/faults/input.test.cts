import { SEED as seed, size } from '../harness/size.cts';
import { runInput } from './input.cts';
import { runReplies } from './replies.cts';

test(`no parameters crash the node or make it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { succeeded, refused, breaches } = await runInput({ runs: size(6, 100), seed });
	expect(breaches).toEqual([]);
	expect(succeeded).toBeGreaterThan(40);
	expect(refused).toBeGreaterThan(40);
}, 3_600_000);

test(`no reply crashes the node or makes it order by mistake (FAULT_SEED=${seed})`, async () => {
	const { succeeded, failed, breaches } = await runReplies({ runs: size(1, 50), seed });
	expect(breaches).toEqual([]);
	expect(succeeded).toBeGreaterThan(5);
	expect(failed).toBeGreaterThan(8);
}, 3_600_000);
