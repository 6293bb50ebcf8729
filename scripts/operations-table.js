'use strict';

/**
 * The README's table of operations, made of the built node's description.
 *
 *     npm run build && node scripts/operations-table.js          prints it
 *     npm run build && node scripts/operations-table.js --write  puts it into README.md
 */

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { resources } = require('../dist/nodes/MioEsim/actions');
const { endpoints } = require('../dist/api/wire/endpoints');

const README = join(__dirname, '../README.md');
const START = '<!-- operations -->';
const END = '<!-- /operations -->';

/** `order:create` sends to two endpoints, by the way the package is named; so does `order:renew`. */
const alternatives = { addEsimOrder: 'addEsimOrderByApiCode', renewCard: 'renewCardByApiCode' };

function endpointsOf({ endpoint }) {
	if (endpoint === null) return '';
	const keys = [endpoint, alternatives[endpoint]].filter(Boolean);
	return keys.map((key) => `\`${endpoints[key].path.split('/').pop()}\``).join(', ');
}

const rows = resources.flatMap((resource) =>
	resource.operations.map((operation) => [
		resource.name,
		operation.name,
		operation.description.replace(/\.$/, ''),
		endpointsOf(operation),
	]),
);

/** Aligned as prettier aligns it. */
function tableOf(header, lines) {
	const widths = header.map((_, column) =>
		Math.max(3, ...[header, ...lines].map((line) => [...line[column]].length)),
	);
	const lineOf = (cells, fill = ' ') =>
		`| ${cells.map((cell, column) => cell + fill.repeat(widths[column] - [...cell].length)).join(' | ')} |`;
	const rule = lineOf(
		header.map(() => ''),
		'-',
	);
	return [lineOf(header), rule, ...lines.map((line) => lineOf(line))].join('\n');
}

const table = tableOf(['resource', 'operation', 'what it does', 'endpoint'], rows);

/** @returns {{ before: string, table: string, after: string }} the README, cut at the markers */
function readme() {
	const content = readFileSync(README, 'utf8');
	const [before, rest = ''] = content.split(START);
	const [inside, after = ''] = rest.split(END);
	return { before, table: inside.trim(), after };
}

module.exports = { table, readme };

if (require.main === module) {
	if (process.argv.includes('--write')) {
		const { before, after } = readme();
		writeFileSync(README, `${before}${START}\n\n${table}\n\n${END}${after}`);
	} else {
		console.log(table);
	}
}
