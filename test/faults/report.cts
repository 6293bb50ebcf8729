import Table from 'cli-table3';
import type { JsonRecord } from '../../dist/api/values';

/** Prints a table of names and figures. */
export function printTable(title: string, rows: JsonRecord[]) {
	const table = new Table({ head: [title, ''], style: { head: [], border: [] } });
	for (const [name, figure] of rows)
		table.push([name, { content: String(figure), hAlign: 'right' }]);
	console.log(table.toString());
}

/** Prints how often each rule was broken, and the first breaches in full. */
export function printBreaches(
	rules: Record<string, string>,
	breaches: { rule: string; batch?: string; what: string; calls?: string[] }[],
) {
	printTable(
		'Breaches',
		Object.entries(rules).map(([rule, name]) => [
			name,
			breaches.filter((breach) => breach.rule === rule).length,
		]),
	);
	for (const { rule, batch = '', what, calls = [] } of breaches.slice(0, 5)) {
		console.log(`\n${rules[rule] ?? rule} ${batch}\n  ${what}\n${calls.join('\n')}`);
	}
}
