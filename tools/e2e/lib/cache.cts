import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { run, type RunOptions } from './processes.cts';

/** A Node.js that n8n can run on. */
export interface NodeRuntime {
	version: string;
	bin: string;
	home: string;
}

/** An installed n8n. */
export interface InstalledN8n {
	version: string;
	dir: string;
	cli: string;
	node: NodeRuntime;
}

type Say = (line: string) => void;

/**
 * n8n is large (about 3 GB), so it is installed once, outside the repository. `<cache>/node/<version>/`
 * contains Node.js, `<cache>/n8n/<version>/` n8n.
 */
export const cacheDir = join(
	process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
	'n8n-nodes-mioesim-e2e',
);

const A_WEEK = 7 * 24 * 3600 * 1000;

export function npm(args: string[], log: string, options: Partial<RunOptions> = {}) {
	return run('npm', [...args, '--no-audit', '--no-fund'], { log, limit: 1_800_000, ...options });
}

/** The registry's answer to the same question, as JSON. */
function npmView(args: string[]): unknown {
	const text = execFileSync('npm', ['view', ...args, '--json'], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	return text.trim() ? (JSON.parse(text) as unknown) : undefined;
}

function compareVersions(a: string, b: string) {
	const [left, right] = [a, b].map((version) => version.split('.').map(Number));
	return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/**
 * Published versions that match, newest first.
 *
 * @param wanted `2`, `1.123`, `1.123.x`, `2.41.1`; any version by default
 */
function publishedVersions(name: string, wanted = '') {
	const prefix = wanted.replace(/\.?x.*$/, '');
	const all = npmView([name, 'versions']) as string | string[] | undefined;
	return [all ?? []]
		.flat()
		.filter((version) => /^\d+\.\d+\.\d+$/.test(version))
		.filter((version) => !prefix || version === prefix || version.startsWith(`${prefix}.`))
		.sort(compareVersions)
		.reverse();
}

/**
 * Node.js from the npm registry, unless the one that runs this fits.
 *
 * @param wanted major or full version
 */
async function provideNode(wanted: string, say: Say): Promise<NodeRuntime> {
	const own = process.versions.node;
	if (own === wanted || own.startsWith(`${wanted}.`)) {
		return { version: own, bin: process.execPath, home: dirname(dirname(process.execPath)) };
	}
	const name = `node-${process.platform}-${process.arch}`;
	const kept = readKept(`node-${wanted}`);
	const version = kept ?? publishedVersions(name, wanted)[0];
	if (!version) throw new Error(`The registry has no Node ${wanted} for this machine (${name})`);
	const dir = join(cacheDir, 'node', version);
	const home = join(dir, 'node_modules', name);
	const bin = join(home, 'bin', 'node');
	if (!existsSync(bin)) {
		say(`installing Node ${version}`);
		mkdirSync(dir, { recursive: true });
		const log = join(cacheDir, `node-${version}.log`);
		const args = ['install', '--prefix', dir, '--ignore-scripts', '--no-save'];
		const { code, output } = await npm([...args, `${name}@${version}`], log);
		if (code !== 0) throw new Error(`Node ${version} could not be installed\n${tail(output)}`);
	}
	keep(`node-${wanted}`, version);
	return { version, bin, home };
}

/** n8n and the Node.js that it runs on, from the cache or the registry. */
export async function provideN8n({
	n8n,
	node,
	say = () => {},
}: {
	n8n?: string;
	node?: string;
	say?: Say;
}): Promise<InstalledN8n> {
	mkdirSync(cacheDir, { recursive: true });
	const key = `n8n-${n8n ?? 'newest'}`;
	const kept = readKept(key);
	const candidates = kept ? [kept] : publishedVersions('n8n', n8n).slice(0, 4);
	if (candidates.length === 0) throw new Error(`The registry has no n8n ${n8n}`);
	for (const version of candidates) {
		const ready = await installN8n(version, node, say);
		if (ready) {
			keep(key, version);
			return ready;
		}
		say(`n8n ${version} cannot be installed from this registry, trying the previous one`);
	}
	throw new Error(`None of n8n ${candidates.join(', ')} can be installed; see ${cacheDir}`);
}

async function installN8n(
	version: string,
	wantedNode: string | undefined,
	say: Say,
): Promise<InstalledN8n | undefined> {
	const dir = join(cacheDir, 'n8n', version);
	const marker = join(dir, 'installed.json');
	if (!existsSync(marker)) {
		const engines = npmView([`n8n@${version}`, 'engines.node']) as string | undefined;
		const node = await provideNode(wantedNode ?? lowestMajor(engines), say);
		say(`installing n8n ${version} for Node ${node.version} (2 to 3 GB, 3 to 4 minutes)`);
		mkdirSync(dir, { recursive: true });
		writeFileSync(join(dir, 'package.json'), JSON.stringify(installation(version)));
		const log = join(cacheDir, `n8n-${version}.log`);
		const env = withNode(node);
		const args = ['install', '--prefix', dir, '--ignore-scripts', '--omit=dev'];
		const { code, output } = await npm(args, log, { env });
		if (code !== 0) {
			rmSync(dir, { recursive: true, force: true });
			if (/ETARGET|E404/.test(output)) return undefined;
			throw new Error(`n8n ${version} could not be installed\n${tail(output)}`);
		}
		// The only native module that n8n cannot start without. Node.js includes its headers.
		const headers = existsSync(join(node.home, 'include', 'node', 'node.h'));
		if (headers) env.npm_config_nodedir = node.home;
		const rebuild = ['rebuild', 'sqlite3', '--prefix', dir, '--ignore-scripts=false'];
		const built = await npm(rebuild, log, { env });
		if (built.code !== 0) throw new Error(`sqlite3 could not be built\n${tail(built.output)}`);
		writeFileSync(marker, JSON.stringify({ engines, node: node.version }));
	}
	const { engines } = JSON.parse(readFileSync(marker, 'utf8')) as { engines?: string };
	const node = await provideNode(wantedNode ?? lowestMajor(engines), say);
	return { version, dir, cli: join(dir, 'node_modules', 'n8n', 'bin', 'n8n'), node };
}

/**
 * Older versions of n8n download a spreadsheet library from its maker's own host, which many networks
 * block. Nothing here reads spreadsheets, so the registry's edition is good enough.
 */
function installation(version: string) {
	return { private: true, dependencies: { n8n: version }, overrides: { xlsx: '0.18.5' } };
}

/** `>=20.19 <= 24.x` needs at least Node 20. */
function lowestMajor(engines: string | undefined) {
	return /(\d+)/.exec(engines ?? '')?.[1] ?? process.versions.node.split('.')[0];
}

/** An environment in which `node` is that Node.js, for npm and everything it starts. */
export function withNode(node: NodeRuntime): NodeJS.ProcessEnv {
	return { ...process.env, PATH: `${dirname(node.bin)}${delimiter}${process.env.PATH}` };
}

/** The version that a request like "newest" resolved to, so that runs within a week do not ask again. */
type KeptVersions = Partial<Record<string, { version: string; at: number }>>;

function readKept(key: string) {
	const file = join(cacheDir, 'versions.json');
	if (!existsSync(file)) return undefined;
	const entry = (JSON.parse(readFileSync(file, 'utf8')) as KeptVersions)[key];
	return entry && Date.now() - entry.at < A_WEEK ? entry.version : undefined;
}

function keep(key: string, version: string) {
	if (readKept(key)) return;
	const file = join(cacheDir, 'versions.json');
	const all = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptVersions) : {};
	all[key] = { version, at: Date.now() };
	writeFileSync(`${file}.new`, JSON.stringify(all, null, '\t'));
	renameSync(`${file}.new`, file);
}

const tail = (text: string) => text.slice(-3000);
