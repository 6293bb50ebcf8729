import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { generated } from '../../tools/scripts/generate.cts';
import { imports, ROOT } from '../../tools/scripts/import-graph.cts';
import { FOLDER } from '../../tools/scripts/schemas.cts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const schemasIn = (folder: string) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.json'))
		.map((name) => join(folder, name));

test('schemas, tables and the drawing of imports are as `npm run generate` makes them', async () => {
	const expected = await generated();
	for (const [path, content] of Object.entries(expected)) {
		expect({ path, content: read(path) }).toEqual({ path, content });
	}
	for (const path of schemasIn(FOLDER)) {
		expect(expected).toHaveProperty([path]);
		// n8n looks for them next to the compiled node.
		expect(read(join('dist', path))).toBe(read(path));
	}
});

test('the drawing has no cycle', () => {
	const left = new Map([...imports].map(([box, targets]) => [box, new Set(targets)]));
	expect(left.size).toBeGreaterThan(10);
	// Removes boxes without remaining imports until there is none left to remove.
	for (let free = [''].slice(1), turns = 0; turns === 0 || free.length > 0; turns++) {
		free = [...left].filter(([, targets]) => targets.size === 0).map(([box]) => box);
		for (const box of free) left.delete(box);
		for (const targets of left.values()) for (const box of free) targets.delete(box);
	}
	expect([...left.keys()]).toEqual([]);
});
