import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { files, ROOT } from '../tools/scripts/import-graph.cts';

/** The rooms of the house: `nodes → mioesim ← credentials` (CONTRIBUTING.md). */

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** What a file imports, whether for values or for types: files of this repository, and packages. */
const importsOf = (file: string): string[] =>
	[...read(file).matchAll(/\bfrom '([^']+)'/g)].map(([, target]) => {
		if (!target.startsWith('.')) return target;
		const path = normalize(join(dirname(file), target));
		return files.find((name) => name === `${path}.ts` || name === join(path, 'index.ts')) ?? path;
	});

const graph = new Map(files.map((file) => [file, importsOf(file)]));

/** Which files of a folder import something else than what they may. */
const strays = (folder: string, ...allowed: string[]) =>
	[...graph]
		.filter(([file]) => file.startsWith(folder))
		.flatMap(([file, targets]) =>
			targets
				.filter((target) => !allowed.some((each) => target.startsWith(each)))
				.map((target) => `${file} -> ${target}`),
		);

it('mioesim imports nothing but itself, and has no word of n8n', () => {
	// What vendor/ imports is bundled into it.
	const ours = (each: string) => !each.startsWith('mioesim/vendor/');
	expect(strays('mioesim/', 'mioesim/', 'node:').filter(ours)).toEqual([]);
	const inside = files.filter((file) => file.startsWith('mioesim/') && ours(file));
	expect(inside.length).toBeGreaterThan(40);
	expect(inside.filter((file) => /n8n/i.test(read(file)))).toEqual([]);
});

it('credentials import mioesim, and nothing of the nodes', () => {
	expect(strays('credentials/', 'credentials/', 'mioesim/', 'n8n-workflow')).toEqual([]);
});

it('node and trigger import mioesim and what they share, not each other', () => {
	const shared = ['mioesim/', 'nodes/shared/', 'n8n-workflow', 'node:'];
	expect(strays('nodes/shared/', ...shared)).toEqual([]);
	expect(strays('nodes/MioEsim/', 'nodes/MioEsim/', ...shared)).toEqual([]);
	expect(strays('nodes/MioEsimTrigger/', 'nodes/MioEsimTrigger/', ...shared)).toEqual([]);
});

it('no import comes back to its file', () => {
	const cycles: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, path: string[]): void => {
		if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
		if (done.has(file) || path.includes(file)) return;
		for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
		done.add(file);
	};
	for (const file of files) visit(file, []);
	expect(cycles).toEqual([]);
});
