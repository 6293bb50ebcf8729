import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
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

/** Between two reports of a download, in ms. */
const A_MOMENT = 5_000;

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
		await download(dir, `Node ${version}`, say, async (partial, log) => {
			const args = ['install', '--prefix', partial, '--ignore-scripts', '--no-save'];
			const { code, output } = await npm([...args, `${name}@${version}`], log);
			if (code !== 0) throw new Error(`Node ${version} could not be installed\n${tail(output)}`);
		});
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
		const missing = isInstalled(version) ? [] : await missingParts(version);
		if (missing.length === 0) {
			const ready = await installN8n(version, node, say);
			keep(key, version);
			return ready;
		}
		const others = missing.length > 1 ? ` and ${missing.length - 1} more parts` : '';
		say(`skipping n8n ${version}: the registry does not have its ${missing[0]}${others}`);
	}
	throw new Error(`None of n8n ${candidates.join(', ')} can be installed from this registry`);
}

const dirOf = (version: string) => join(cacheDir, 'n8n', version);
const markerOf = (version: string) => join(dirOf(version), 'installed.json');
const isInstalled = (version: string) => existsSync(markerOf(version));

/** n8n's own packages, released together with it: now and then one of them never reaches the registry. */
const N8N_PART = /^(@n8n|@n8n_io)\/|^n8n-/;

/** @returns the parts that a version of n8n names, but that the registry does not have */
async function missingParts(version: string): Promise<string[]> {
	const needed = npmView([`n8n@${version}`, 'dependencies']) as Record<string, string> | undefined;
	const waiting = Object.entries(needed ?? {})
		.filter(([name, wanted]) => N8N_PART.test(name) && /^\d+\.\d+\.\d+$/.test(wanted))
		.map(([name, wanted]) => `${name}@${wanted}`);
	const missing: string[] = [];
	const ask = async () => {
		for (let part = waiting.pop(); part; part = waiting.pop()) {
			await promisify(execFile)('npm', ['view', part, 'version']).catch((error: unknown) => {
				if (!/E404/.test(String(error))) throw error;
				missing.push(part);
			});
		}
	};
	await Promise.all([ask(), ask(), ask(), ask()]);
	return missing;
}

async function installN8n(
	version: string,
	wantedNode: string | undefined,
	say: Say,
): Promise<InstalledN8n> {
	const dir = dirOf(version);
	if (!isInstalled(version)) {
		const engines = npmView([`n8n@${version}`, 'engines.node']) as string | undefined;
		const node = await provideNode(wantedNode ?? lowestMajor(engines), say);
		await download(dir, `n8n ${version} (2 to 3 GB)`, say, async (partial, log) => {
			writeFileSync(join(partial, 'package.json'), JSON.stringify(installation(version)));
			const env = withNode(node);
			const args = ['install', '--prefix', partial, '--ignore-scripts', '--omit=dev'];
			const { code, output } = await npm(args, log, { env });
			if (code !== 0) throw new Error(`n8n ${version} could not be installed\n${tail(output)}`);
			// The only native module that n8n cannot start without. Node.js includes its headers.
			const headers = existsSync(join(node.home, 'include', 'node', 'node.h'));
			if (headers) env.npm_config_nodedir = node.home;
			const rebuild = ['rebuild', 'sqlite3', '--prefix', partial, '--ignore-scripts=false'];
			const built = await npm(rebuild, log, { env });
			if (built.code !== 0) throw new Error(`sqlite3 could not be built\n${tail(built.output)}`);
			const marker = join(partial, 'installed.json');
			writeFileSync(marker, JSON.stringify({ engines, node: node.version }));
		});
	}
	const { engines } = JSON.parse(readFileSync(markerOf(version), 'utf8')) as { engines?: string };
	const node = await provideNode(wantedNode ?? lowestMajor(engines), say);
	return { version, dir, cli: join(dir, 'node_modules', 'n8n', 'bin', 'n8n'), node };
}

/**
 * Fills a folder of the cache, and says every few seconds how far it is. The folder gets its name only
 * when it is complete, so that a download that was interrupted is never taken for an installation.
 *
 * @param fill gets the folder to fill, and the file for what npm prints
 */
async function download(
	dir: string,
	what: string,
	say: Say,
	fill: (partial: string, log: string) => Promise<void>,
) {
	const partial = `${dir}.partial`;
	if (existsSync(partial)) say(`${what}: an earlier download was interrupted, starting over`);
	for (const stale of [dir, partial]) rmSync(stale, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	const began = Date.now();
	const progress = setInterval(() => {
		execFile('du', ['-sm', partial], (_, size) => {
			const seconds = Math.round((Date.now() - began) / 1000);
			const megabytes = parseInt(size, 10) || 0;
			const sofar = megabytes > 1 ? `${megabytes} MB` : 'looking up what it consists of';
			say(`${what}: ${sofar}, ${seconds} s`);
		});
	}, A_MOMENT);
	try {
		say(`${what}: downloading to ${dir}`);
		await fill(partial, join(cacheDir, 'download.log'));
		renameSync(partial, dir);
	} finally {
		clearInterval(progress);
	}
	say(`${what}: installed in ${Math.round((Date.now() - began) / 1000)} s`);
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
