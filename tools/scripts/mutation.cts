import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import areas from '../../test/mutation/areas.json';

/**
 * Changes the code in every way that Stryker knows, and runs the tests of the area each time: a change
 * that no test notices is a gap. `npm run mutation -- orders nodes/MioEsim/purchase/place.ts`; all areas
 * without names.
 */

const root = join(__dirname, '../..');

interface Mutant {
	status: string;
	mutatorName: string;
	replacement?: string;
	location: { start: Position; end: Position };
}
interface Position {
	line: number;
	column: number;
}
interface Report {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

/** Enough of a mutant to distinguish it from others, in one line. */
const short = (text: string) =>
	text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('`', "'").slice(0, 90);

function originalOf(source: string, { start, end }: Mutant['location']): string {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	const last = lines.length - 1;
	lines[last] = lines[last].slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	return lines.join(' ');
}

/** A row of docs/mutants.md. */
function rowOf(file: string, source: string, mutant: Mutant): string {
	const original = short(originalOf(source, mutant.location));
	const change = `\`${original}\` → \`${short(mutant.replacement ?? mutant.mutatorName)}\``;
	return `| ${file}:${mutant.location.start.line} | ${change} |`;
}

/** Lines move: a mutant is recognized by its file and its change. */
const withoutLine = (row: string) => row.replace(/:\d+ \|/, ' |').replaceAll(/ +/g, ' ');

const reportOf = (area: string) => join(root, `.cache/mutation/${area}.report.json`);

function report(area: string, isExplained: (row: string) => boolean): number {
	const path = reportOf(area);
	if (!existsSync(path)) return 1;
	const { files } = JSON.parse(readFileSync(path, 'utf8')) as Report;
	let open = 0;
	for (const [file, { source, mutants }] of Object.entries(files)) {
		const rows = mutants
			.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
			.map((mutant) => rowOf(file, source, mutant));
		const unexplained = rows.filter((row) => !isExplained(row));
		const alive = rows.length - unexplained.length;
		const counted = mutants.filter(({ status }) => !['Ignored', 'CompileError'].includes(status));
		open += unexplained.length;
		console.log(
			`${file}: ${counted.length} mutants, ${alive} survive and are explained, ${unexplained.length} survive`,
		);
		for (const row of unexplained) console.log(row);
	}
	return open;
}

const [name, ...mutated] = process.argv.slice(2);
const explained = readFileSync(join(root, 'docs/mutants.md'), 'utf8').split('\n').map(withoutLine);
const isExplained = (row: string) =>
	explained.some((line) => line.startsWith(withoutLine(row).trimEnd()));

let open = 0;
for (const area of name ? [name] : Object.keys(areas)) {
	// A run that fails must not show an older one's result.
	rmSync(reportOf(area), { force: true });
	const only = mutated.length > 0 ? ['--mutate', mutated.join()] : [];
	spawnSync('npx', ['stryker', 'run', 'test/mutation/stryker.config.mjs', ...only], {
		cwd: root,
		env: { ...process.env, MUTATION_AREA: area },
		stdio: 'inherit',
	});
	open += report(area, isExplained);
}
process.exitCode = open > 0 ? 1 : 0;
