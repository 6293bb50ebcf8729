import { join } from 'node:path';

import type { BatchFigures, GrowthRow, Section, Task } from '../lib/figures.cts';
import { inFreshProcess } from '../lib/freshProcess.cts';
import type { Batch } from '../lib/growthProcess.cts';

const SCRIPT = join(__dirname, '../lib/growthProcess.cts');
const SIZES = { full: [1000, 2000, 5000, 10_000, 20_000], quick: [500, 1000, 2000] };

/** Time and memory against the number of items, each in a fresh process. */
export async function growth({ credential, iccids, size, log }: Task): Promise<Section<GrowthRow>> {
	const rows: GrowthRow[] = [];
	for (const count of SIZES[size]) {
		const batch: Batch = {
			data: credential.read(),
			iccids: Array.from({ length: count }, (_, index) => iccids[index % iccids.length]),
		};
		const figures = await inFreshProcess<BatchFigures>(SCRIPT, batch);
		rows.push({ count, ...figures, usPerItem: (figures.wallMs * 1000) / count });
		log(`${count} items: ${figures.wallMs.toFixed(0)} ms, ${figures.heapMb.toFixed(0)} MB`);
	}
	return { rows };
}
