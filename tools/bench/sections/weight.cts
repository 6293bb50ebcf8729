import { n8n } from '../../../package.json';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { Section, Task, WeightRow } from '../lib/figures.cts';
import { median } from '../lib/measure.cts';

const root = join(__dirname, '../../..');

/** The output of `npm pack --json`. */
interface Packed {
	/** bytes */
	size: number;
	files: unknown[];
}

interface Loading {
	ms: number;
	/** of the descriptions */
	bytes: number;
}

/** What an installation costs: bytes, files, and the time n8n needs to load the package. */
export function weight({ log }: Task): Section<WeightRow> {
	const [{ size, files }] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--dry-run'], {
			cwd: root,
			stdio: ['ignore', 'pipe', 'ignore'],
		}).toString(),
	) as Packed[];
	const paths = [...n8n.credentials, ...n8n.nodes].map((path) => join(root, path));
	const runs = Array.from({ length: 7 }, () => JSON.parse(fresh(loadTime(paths))) as Loading);
	const requireMs = median(runs.map(({ ms }) => ms));
	const descriptionKb = runs[0].bytes / 1000;
	log(`${(size / 1000).toFixed(1)} kB, ${files.length} files, loads in ${requireMs.toFixed(1)} ms`);
	return { rows: [{ packedKb: size / 1000, files: files.length, requireMs, descriptionKb }] };
}

/** n8n-workflow is loaded before any community node, so it is not counted. */
function loadTime(paths: string[]) {
	return `
		require('n8n-workflow');
		const start = performance.now();
		const loaded = ${JSON.stringify(paths)}.map((path) => Object.values(require(path)).map((X) => new X()));
		const ms = performance.now() - start;
		const bytes = JSON.stringify(loaded.flat().map((x) => x.description ?? x.properties)).length;
		console.log(JSON.stringify({ ms, bytes }));`;
}

function fresh(script: string) {
	return execFileSync(process.execPath, ['-e', script], { cwd: root }).toString();
}
