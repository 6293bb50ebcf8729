import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { errorCodes, loginErrorCodes } from '../../dist/mioesim/codes/errorCodes';
import { httpFailure, replyFailure } from '../../dist/mioesim/codes/failures';
import { networkTexts } from '../../dist/mioesim/codes/networkTexts';
import { scripts } from '../../package.json';
import { exampleNames } from '../harness/examples.cts';
import { MioEsimApi } from '../../dist/credentials/MioEsimApi.credentials';
import type { FailedItem } from '../harness/items.cts';

const ROOT = join(__dirname, '../..');

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const pages = [
	...readdirSync(ROOT),
	...['docs', 'examples'].flatMap((folder) =>
		readdirSync(join(ROOT, folder)).map((file) => join(folder, file)),
	),
].filter((file) => file.endsWith('.md'));

const readme = read('README.md');
/** Without the padding of table cells. */
const flat = readme.replace(/ +/g, ' ');

test.each(pages)('%s: the files it links to exist', (page) => {
	const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^(https?|mailto):/.test(target));
	const missing = targets
		.map((target) => join(dirname(page), target))
		.filter((path) => !existsSync(join(ROOT, path)));
	expect(missing).toEqual([]);
});

test.each(pages)('%s: the sections it links to exist', (page) => {
	const anchors = read(page)
		.split('\n')
		.filter((line) => /^#+ /.test(line))
		.map((line) =>
			line
				.replace(/^#+ /, '')
				.toLowerCase()
				.replace(/[^\p{L}\p{N}\s-]/gu, '')
				.replace(/ /g, '-'),
		);
	const wanted = [...read(page).matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
	expect(wanted.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});

test.each(pages)('%s: the scripts it names exist', (page) => {
	const named = [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
	expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test.each(Object.entries(errorCodes))(
	'the README explains code %s in MIOeSIM’s words',
	(code, texts) => {
		const [resolution] = texts.resolution.split('\n');
		expect(flat).toContain(`| ${code} | ${texts.meaning} | ${resolution} |`);
	},
);

test('the README lists the texts of the credential test, and no others', () => {
	const [, table = ''] =
		/<!-- credential test -->([^]*)<!-- \/credential test -->/.exec(flat) ?? [];
	const rows = table.split('\n').filter((line) => line.startsWith('| '));
	const texts = [
		...Object.values(loginErrorCodes),
		...Object.values(networkTexts),
		httpFailure(302, 'login').details,
		replyFailure('an HTML page', 'login').details,
	].map(({ meaning, resolution }) => `| ${meaning} | ${resolution} |`);
	// The first two lines are the head of the table.
	expect(rows.slice(2)).toEqual(texts);
});

test('the README’s failed item has the fields of a real one', () => {
	const json = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
	const failed = JSON.parse(json) as FailedItem;
	expect(Object.keys(failed.error)).toEqual([
		'message',
		'code',
		'type',
		'apiMessage',
		'resolution',
		'retryable',
		'outcome',
		'resource',
		'operation',
		'endpoint',
		'documentationUrl',
	]);
});

test('the credential’s documentation link leads to a section', () => {
	const [, anchor] = new MioEsimApi().documentationUrl.split('#');
	expect(readme.toLowerCase().replace(/ /g, '-')).toContain(`##-${anchor}`);
});

test('every example is in the list of examples', () => {
	const list = read('examples/README.md');
	expect(exampleNames().filter((name) => !list.includes(`(${name}.md)`))).toEqual([]);
});
