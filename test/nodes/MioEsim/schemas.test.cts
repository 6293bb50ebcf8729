import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { FOLDER, schemas } from '../../../tools/scripts/schemas.cts';

test("the output schemas match the node's output", async () => {
	const expected = await schemas();
	const entries = await readdir(FOLDER, { recursive: true });
	const files = entries.filter((name) => name.endsWith('.json'));
	expect(files.sort()).toEqual(Object.keys(expected).sort());
	for (const [path, content] of Object.entries(expected)) {
		// If this fails, run: npm run build && node --require tsx/cjs scripts/schemas.cts
		expect({ path, content: await readFile(join(FOLDER, path), 'utf8') }).toEqual({
			path,
			content,
		});
	}
});

test('the schemas are next to the compiled node, where n8n looks for them', async () => {
	const shipped = join(__dirname, '../../../dist/nodes/MioEsim/__schema__/v1.0.0');
	const read = async (folder: string) => await readFile(join(folder, 'order/create.json'), 'utf8');
	expect(await read(shipped)).toBe(await read(FOLDER));
});
