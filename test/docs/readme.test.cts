import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { errorCodes } from '../../dist/mioesim/codes/errorCodes';
import { scripts } from '../../package.json';
import areas from '../mutation/areas.json';
import { exampleNames } from '../harness/examples.cts';
import { MioEsimApi } from '../../dist/credentials/MioEsimApi.credentials';
import type { FailedItem } from '../harness/items.cts';

const ROOT = join(__dirname, '../..');

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const pages = [
	...readdirSync(ROOT),
	...['docs', 'docs/decisions', 'examples', '.github'].flatMap((folder) =>
		readdirSync(join(ROOT, folder)).map((file) => join(folder, file)),
	),
].filter((file) => file.endsWith('.md'));

const readme = read('README.md');
const errors = read('docs/errors.md');

test.each(pages)('%s: the files it links to exist', (page) => {
	const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^(https?|mailto):/.test(target));
	const missing = targets
		.map((target) => join(dirname(page), target))
		.filter((path) => !existsSync(join(ROOT, path)));
	expect(missing).toEqual([]);
});

const anchorsOf = (page: string) =>
	read(page)
		.split('\n')
		.filter((line) => /^#+ /.test(line))
		.map((line) =>
			line
				.replace(/^#+ /, '')
				.toLowerCase()
				.replace(/[^\p{L}\p{N}\s-]/gu, '')
				.replace(/ /g, '-'),
		);

test.each(pages)('%s: the sections it links to exist', (page) => {
	const missing = [...read(page).matchAll(/\]\(([^)#\s:]*)#([^)]*)\)/g)].filter(
		([, target, anchor]) =>
			!anchorsOf(target === '' ? page : join(dirname(page), target)).includes(anchor),
	);
	expect(missing.map(([link]) => link)).toEqual([]);
});

test.each(pages)('%s: the scripts it names exist', (page) => {
	const named = [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
	expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('the README takes five minutes, and leads to every page', () => {
	expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1500);
	const docs = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
	// Tells what `npm run mutation` cannot: CONTRIBUTING.md leads there.
	const unlinked = docs.filter((file) => !readme.includes(`(docs/${file})`));
	expect(unlinked).toEqual(['mutants.md']);
});

test.each(Object.entries(errorCodes))(
	'errors.md explains code %s in MIOeSIM’s words',
	(code, texts) => {
		const [resolution] = texts.resolution.split('\n');
		// Without the padding of table cells.
		const flat = errors.replace(/ +/g, ' ');
		expect(flat).toContain(`| ${code} | ${texts.meaning} | ${resolution} |`);
	},
);

test('the failed item of errors.md has the fields of a real one', () => {
	const json = /```json\n([\s\S]*?)```/.exec(errors)?.[1] ?? '';
	const failed = JSON.parse(json) as FailedItem;
	expect(Object.keys(failed.error)).toEqual([
		...['message', 'code', 'type', 'apiMessage', 'resolution', 'retryable', 'outcome'],
		...['resource', 'operation', 'endpoint', 'documentationUrl'],
	]);
});

test('the credential’s documentation link leads to a section', () => {
	const [, anchor] = new MioEsimApi().documentationUrl.split('#');
	expect(readme.toLowerCase().replace(/ /g, '-')).toContain(`##-${anchor}`);
});

test.each(Object.entries(areas))('the area %s of mutation testing has its files', (_, area) => {
	// `a/{b,c}.ts`, `a/*.ts`
	const files = area.mutate.flatMap((pattern) => {
		const [, before = pattern, names = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? [];
		return names.split(',').map((name) => `${before}${name}${after}`);
	});
	const tests = area.tests.map((name) => `test/${name}.test.cts`);
	const paths = [...files, ...tests].map((path) => path.replace(/\*\.ts$|:[\d-]+$/, ''));
	expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every example is in the list of examples', () => {
	const list = read('examples/README.md');
	expect(exampleNames().filter((name) => !list.includes(`[${name}](`))).toEqual([]);
});
