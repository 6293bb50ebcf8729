import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideN8n } from './cache.cts';
import { Instance } from './instance.cts';
import { installLikePanel, pack } from './package.cts';
import { Simulator } from './simulator.cts';

export type Workbench = Awaited<ReturnType<typeof setUpWorkbench>>;

/**
 * What every script here starts from: an n8n with the package installed, in a temporary folder, and a
 * simulator.
 */
export async function setUpWorkbench({
	n8n: version,
	node,
	env,
	simulatorPort,
	say,
}: {
	n8n?: string;
	node?: string;
	env?: Record<string, string>;
	simulatorPort?: number;
	say: (line: string) => void;
}) {
	const n8n = await provideN8n({ n8n: version, node, say });
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-mioesim-e2e-'));
	process.once('exit', () => {
		// The files of a failed run can be kept for inspection.
		if (!process.env.E2E_KEEP) rmSync(folder, { recursive: true, force: true });
		else console.log(`Kept: ${folder}`);
	});
	const packed = join(folder, 'packed');
	mkdirSync(packed);
	const tarball = await pack(packed);
	const instance = new Instance({ n8n, folder: join(folder, 'n8n'), env });
	await installLikePanel(tarball, instance.folder);
	const simulator = await Simulator.start({ folder, port: simulatorPort });
	return { n8n, folder, tarball, instance, simulator };
}
