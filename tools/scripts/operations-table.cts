/**
 * The README's table of operations, made from the built node's description.
 *
 *     npm run build && node --require tsx/cjs scripts/operations-table.cts          prints it
 *     npm run build && node --require tsx/cjs scripts/operations-table.cts --write  puts it into README.md
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { resources } from '../../dist/nodes/MioEsim/operations';
import { endpoints, type EndpointKey } from '../../dist/mioesim/wire/endpoints';
import type { Operation } from '../../dist/nodes/MioEsim/operation';

const README = join(__dirname, '../../README.md');
const START = '<!-- operations -->';
const END = '<!-- /operations -->';

/** `order:create` and `order:renew` each use two endpoints, depending on Order By. */
const alternatives: Partial<Record<string, EndpointKey>> = {
	addEsimOrder: 'addEsimOrderByApiCode',
	renewCard: 'renewCardByApiCode',
};

function endpointsOf({ endpoint }: Operation) {
	if (endpoint === null) return '';
	const keys = [endpoint, alternatives[endpoint]].filter((key) => key !== undefined);
	return keys.map((key) => `\`${basename(endpoints[key].path)}\``).join(', ');
}

const rows = resources.flatMap((resource) =>
	resource.operations.map((operation) => [
		resource.name,
		operation.name,
		operation.description.replace(/\.$/, ''),
		endpointsOf(operation),
	]),
);

/** Aligned like prettier's tables. */
function tableOf(header: string[], lines: string[][]) {
	const widths = header.map((_, column) =>
		Math.max(3, ...[header, ...lines].map((line) => Array.from(line[column]).length)),
	);
	const lineOf = (cells: string[], fill = ' ') =>
		`| ${cells.map((cell, column) => cell + fill.repeat(widths[column] - Array.from(cell).length)).join(' | ')} |`;
	const rule = lineOf(
		header.map(() => ''),
		'-',
	);
	return [lineOf(header), rule, ...lines.map((line) => lineOf(line))].join('\n');
}

export const table = tableOf(['resource', 'operation', 'what it does', 'endpoint'], rows);

/** @returns the README, cut at the markers */
export function readme(): { before: string; table: string; after: string } {
	const content = readFileSync(README, 'utf8');
	const [before, rest = ''] = content.split(START);
	const [inside, after = ''] = rest.split(END);
	return { before, table: inside.trim(), after };
}

if (require.main === module) {
	if (process.argv.includes('--write')) {
		const { before, after } = readme();
		writeFileSync(README, `${before}${START}\n\n${table}\n\n${END}${after}`);
	} else {
		console.log(table);
	}
}
