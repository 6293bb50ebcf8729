import { CredentialStore } from '../../test/harness/credentials.cts';
import { lookUpWithNode } from './contenders.cts';
import { measure } from './measure.cts';

/** Runs one batch and tells its time, the heap at its peak and the heap its items keep. */
process.once('message', async ({ data, iccids }) => {
	const credential = new CredentialStore(data);
	await lookUpWithNode(credential, iccids.slice(0, 50), 20);
	global.gc();
	const before = process.memoryUsage().heapUsed;
	let peak = before;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 10);
	const { wallMs, cpuMs } = await measure(() => lookUpWithNode(credential, iccids, 20));
	clearInterval(watch);
	process.send({ wallMs, cpuMs, heapMb: (peak - before) / 1e6 });
});

process.on('disconnect', () => process.exit());
