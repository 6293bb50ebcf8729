/** The drawing of imports in CONTRIBUTING.md, made from the sources. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** What ships. */
const FOLDERS = ['nodes', 'mioesim', 'credentials'];

/** Every source file of what ships, from the root. */
export const files = FOLDERS.flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
		.map((name) => join(folder, name)),
);

/** Folders in which every folder and every single file has its own box. Others are one box as a whole. */
const DIVIDED = ['mioesim', 'nodes', 'nodes/MioEsim'];

/** The box of a file, by the folder names in CONTRIBUTING.md. */
function boxOf(path: string): string {
	const parts = path.replace(/\.ts$/, '').split('/');
	let depth = 1;
	while (depth < parts.length && DIVIDED.includes(parts.slice(0, depth).join('/'))) depth++;
	return parts
		.slice(0, depth)
		.join('/')
		.replace(/^nodes\//, '');
}

/** The boxes from which each box imports, without itself. */
export const imports = new Map<string, Set<string>>();
for (const file of files) {
	const box = boxOf(file);
	const targets = imports.get(box) ?? new Set<string>();
	imports.set(box, targets);
	for (const [, target] of readFileSync(join(ROOT, file), 'utf8').matchAll(/\bfrom '(\.[^']+)'/g)) {
		const other = boxOf(normalize(join(dirname(file), target)));
		if (other !== box) targets.add(other);
	}
}

/** Whether `to` can be reached from `from` without the direct arrow. */
function isReachedOtherwise(from: string, to: string): boolean {
	const seen = new Set<string>();
	const open = [...(imports.get(from) ?? [])].filter((box) => box !== to);
	for (let box = open.pop(); box !== undefined; box = open.pop()) {
		if (box === to) return true;
		if (seen.has(box)) continue;
		seen.add(box);
		open.push(...(imports.get(box) ?? []));
	}
	return false;
}

const idOf = (box: string) => box.replace(/\W/g, '_');

const boxes = [...imports.keys()].sort();

const lines = boxes.flatMap((from) => [
	`    ${idOf(from)}["${from}"]`,
	...[...(imports.get(from) ?? [])]
		.sort()
		.filter((to) => !isReachedOtherwise(from, to))
		.map((to) => `    ${idOf(from)} --> ${idOf(to)}`),
]);

/** Arrows that follow from others are left out. */
export const drawing = ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
