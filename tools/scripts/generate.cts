/**
 * Writes every file that is made from the code: the output schemas, the tables in the docs, the drawing
 * of imports. `npm run generate`; test/docs/generated.test.cts tells when it is due.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { drawing, ROOT } from './import-graph.cts';
import { schemas } from './schemas.cts';
import { credentialTest, operations } from './tables.cts';

/** A block of a page, between `<!-- name -->` and `<!-- /name -->`. */
const blocks = [
	{ page: 'docs/operations.md', name: 'operations', content: operations },
	{ page: 'docs/credential.md', name: 'credential test', content: credentialTest },
	{ page: '.github/CONTRIBUTING.md', name: 'imports', content: drawing },
];

function withBlock({ page, name, content }: (typeof blocks)[number]): string {
	const text = readFileSync(join(ROOT, page), 'utf8');
	const [before, rest = ''] = text.split(`<!-- ${name} -->`);
	const [, after = ''] = rest.split(`<!-- /${name} -->`);
	return `${before}<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->${after}`;
}

/** @returns the content of every such file, by its path */
export async function generated(): Promise<Record<string, string>> {
	const pages = blocks.map((block) => [block.page, withBlock(block)] as const);
	return { ...(await schemas()), ...Object.fromEntries(pages) };
}

async function write() {
	for (const [path, content] of Object.entries(await generated())) {
		mkdirSync(dirname(join(ROOT, path)), { recursive: true });
		writeFileSync(join(ROOT, path), content);
	}
}

if (require.main === module) void write().then(() => process.exit());
