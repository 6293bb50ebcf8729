/** Tables of the docs that are made from the built node. */

import { basename } from 'node:path';

import { resources } from '../../dist/nodes/MioEsim/operations';
import { endpoints, type EndpointKey } from '../../dist/mioesim/wire/endpoints';
import { loginErrorCodes } from '../../dist/mioesim/codes/errorCodes';
import { httpFailure, replyFailure } from '../../dist/mioesim/codes/failures';
import { networkTexts } from '../../dist/mioesim/codes/networkTexts';
import type { Operation } from '../../dist/nodes/MioEsim/operation';

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

export const operations = tableOf(
	['Resource', 'Operation', 'What it does', 'Endpoint'],
	resources.flatMap((resource) =>
		resource.operations.map((operation) => [
			resource.name,
			operation.name,
			operation.help.replace(/\.$/, ''),
			endpointsOf(operation),
		]),
	),
);

/** What the test of a credential may say. */
export const credentialTest = tableOf(
	['It says', 'What to do'],
	[
		...Object.values(loginErrorCodes),
		...Object.values(networkTexts),
		httpFailure(302, 'login').details,
		replyFailure('an HTML page', 'login').details,
	].map(({ meaning, resolution }) => [meaning, resolution.split('\n')[0]]),
);
