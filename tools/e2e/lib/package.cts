import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npm } from './cache.cts';
import { run } from './processes.cts';

/** The package under test; set another one to test the scripts themselves. */
export const packageDir = resolve(process.env.E2E_PACKAGE_DIR || join(__dirname, '..', '..', '..'));

/**
 * Packs the package as for a release. It must have been built: this tests what users get, not what
 * could be built.
 *
 * @param folder of the tarball
 * @returns its path
 */
export async function pack(folder: string): Promise<string> {
	const { n8n } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const missing = [...n8n.nodes, ...n8n.credentials].filter(
		(file) => !existsSync(join(packageDir, file)),
	);
	if (missing.length > 0) {
		throw new Error(`Build the package first (npm run build): there is no ${missing[0]}`);
	}
	const { code, output } = await npm(
		['pack', '--ignore-scripts', '--pack-destination', folder],
		join(folder, 'pack.log'),
		{ cwd: packageDir },
	);
	if (code !== 0) throw new Error(`npm pack failed\n${output}`);
	const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (file === undefined) throw new Error(`npm pack left no tarball\n${output}`);
	return join(folder, file);
}

/**
 * Installs a packed package as n8n's own panel does: it is unpacked into `nodes/node_modules` of the
 * user folder, its dev, peer and optional dependencies are removed, and `npm install` runs without
 * scripts.
 *
 * @param userFolder N8N_USER_FOLDER
 */
export async function installLikePanel(tarball: string, userFolder: string) {
	const nodesDir = join(userFolder, '.n8n', 'nodes');
	const target = join(nodesDir, 'node_modules', 'n8n-nodes-mioesim');
	const log = join(userFolder, 'install.log');
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	const root = { name: 'installed-nodes', private: true, dependencies: {} };
	writeFileSync(join(nodesDir, 'package.json'), JSON.stringify(root));
	const tar = ['-xzf', tarball, '-C', target, '--strip-components=1'];
	const unpacked = await run('tar', tar, { log });
	if (unpacked.code !== 0) throw new Error(`tar failed\n${unpacked.output}`);
	const file = join(target, 'package.json');
	const { devDependencies, peerDependencies, optionalDependencies, ...kept } = JSON.parse(
		readFileSync(file, 'utf8'),
	) as Record<string, unknown>;
	writeFileSync(file, JSON.stringify(kept, null, '\t'));
	const args = ['install', '--ignore-scripts', '--install-strategy=shallow', '--no-package-lock'];
	const { code, output } = await npm(args, log, { cwd: target });
	if (code !== 0) throw new Error(`npm install of the package failed\n${output}`);
}
