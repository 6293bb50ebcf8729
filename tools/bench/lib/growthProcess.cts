import { CredentialStore, type CredentialData } from '../../../test/harness/credentials.cts';
import { lookUpWithNode } from './contenders.cts';
import type { BatchFigures } from './figures.cts';
import { measure } from './measure.cts';

export interface Batch {
	/** fields of the credential */
	data: CredentialData;
	iccids: string[];
}

/** Runs one batch, and measures its time and the growth of the heap. */
async function run({ data, iccids }: Batch): Promise<BatchFigures> {
	const credential = new CredentialStore(data);
	await lookUpWithNode(credential, iccids.slice(0, 50), 20);
	global.gc?.();
	const before = process.memoryUsage().heapUsed;
	let peak = before;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 10);
	const { wallMs, cpuMs } = await measure(() => lookUpWithNode(credential, iccids, 20));
	clearInterval(watch);
	return { wallMs, cpuMs, heapMb: (peak - before) / 1e6 };
}

process.once('message', (batch: Batch) => {
	void run(batch).then((figures) => process.send?.(figures));
});

process.on('disconnect', () => process.exit());
