import { runNode } from '../../../test/harness/engine.cts';
import type { CatalogueRow, Section, Task } from '../lib/figures.cts';
import { measure } from '../lib/measure.cts';

/** Every package of every destination in one operation, then with some destinations failing. */
export async function catalogue({
	sim,
	credential,
	size,
	log,
}: Task): Promise<Section<CatalogueRow>> {
	const rows: CatalogueRow[] = [];
	for (const { latency, rate } of [
		{ latency: 0, rate: 0 },
		{ latency: 20, rate: 0 },
		...(size === 'full' ? [{ latency: 100, rate: 0 }] : []),
		{ latency: 0, rate: 0.3 },
	]) {
		await sim.ask('reset');
		await sim.ask('latency', { ms: latency });
		if (rate > 0) await sim.ask('failures', { endpoint: 'getPackages', rate, seed: 1 });
		const before = process.memoryUsage().heapUsed;
		const { wallMs, result } = await measure(() =>
			runNode({
				credential,
				parameters: {
					resource: 'package',
					operation: 'getAll',
					allDestinations: true,
					returnAll: true,
					simplify: true,
					options: { concurrency: 20 },
				},
			}),
		);
		const { calls } = await sim.ask('stats');
		rows.push({
			latency,
			faultRate: rate,
			calls,
			wallMs,
			packages: result.success.length,
			failed: result.error.length,
			heapMb: Math.max(0, process.memoryUsage().heapUsed - before) / 1e6,
		});
		log(`${result.success.length} packages in ${calls} calls, ${wallMs.toFixed(0)} ms`);
	}
	await sim.ask('reset');
	await sim.ask('latency', { ms: 0 });
	return { rows };
}
