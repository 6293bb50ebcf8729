import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A row of docs/claims.md: the promise, the page above it, and the test that shows it. */
interface Claim {
	claim: string;
	page: string;
	shownBy: string;
}

const claims: Claim[] = readFileSync(join(ROOT, 'docs/claims.md'), 'utf8')
	.split('\n## ')
	.flatMap((section) => {
		const page = /^\[[^\]]+\]\(([^)]+)\)/.exec(section)?.[1] ?? '';
		return section
			.split('\n')
			.filter((line) => line.startsWith('| ') && !/^\| (Claim|-)/.test(line))
			.map((line) => {
				// Code in a cell may contain an escaped pipe.
				const [claim = '', shownBy = ''] = line
					.slice(1, -1)
					.split(/(?<!\\)\|/)
					.map((cell) => cell.trim().replace(/\\\|/g, '|'));
				return { claim, page, shownBy };
			});
	});

/** `file`: “title of the test”, as it is in the file, or its beginning. */
const REFERENCE = /`([^`]+\.cts)`(?:: “([^”]+)”)?/g;

/** What follows `it(`, `test(`, `describe(` or the rows of an `each`. */
const TITLE = /(?:\b(?:it|test|describe)|[)\]`])\s*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gs;

const titlesOf = (source: string) =>
	[...source.matchAll(TITLE)].map(([, , title]) => title.replace(/\\(['"`\\])/g, '$1'));

test('every promise of the docs names the test that shows it', () => {
	expect(claims.length).toBeGreaterThan(30);
	expect(claims.filter(({ shownBy }) => [...shownBy.matchAll(REFERENCE)].length === 0)).toEqual([]);
});

test.each(claims)('$claim', ({ page, shownBy }) => {
	expect(existsSync(join(ROOT, 'docs', page))).toBe(true);
	for (const reference of shownBy.matchAll(REFERENCE)) {
		const [file = '', name] = reference.slice(1) as [string?, string?];
		const source = readFileSync(join(ROOT, file), 'utf8');
		// A skipped test does not run, and proves nothing.
		expect(source).not.toMatch(/\b(?:test|it|describe)\.(?:skip|only|todo)\b/);
		// A text anywhere else in the file, such as in a comment, proves nothing either.
		if (name !== undefined)
			expect(titlesOf(source).filter((title) => title.startsWith(name))).not.toEqual([]);
		else expect(file).not.toMatch(/^test\//);
	}
});
