import { CredentialStore, type CredentialData } from '../../test/harness/credentials.cts';
import { lookUpWithNode } from './contenders.cts';
import type { BatchFigures } from './figures.cts';
import { measure } from './measure.cts';

export interface Batch {
	/** of the credential */
	data: CredentialData;
	iccids: string[];
}

/** Runs one batch and tells its time, the heap at its peak and the heap its items keep. */
process.once('message', async ({ data, iccids }: Batch) => {
	const credential = new CredentialStore(data);
	await lookUpWithNode(credential, iccids.slice(0, 50), 20);
	global.gc?.();
	const before = process.memoryUsage().heapUsed;
	let peak = before;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 10);
	const { wallMs, cpuMs } = await measure(() => lookUpWithNode(credential, iccids, 20));
	clearInterval(watch);
	const figures: BatchFigures = { wallMs, cpuMs, heapMb: (peak - before) / 1e6 };
	process.send?.(figures);
});

process.on('disconnect', () => process.exit());
