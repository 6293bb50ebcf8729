import Table from 'cli-table3';
import type { Breach } from './judge.cts';

/** The result of one part of the fault tests. */
export interface Findings {
	/** names and numbers */
	sum: Record<string, number>;
	breaches: Pick<Breach, 'rule' | 'what' | 'calls'>[];
	rules: Record<string, string>;
}

/** Breaches shown in full. */
const SHOWN = 5;

/** Prints a table of names and numbers. */
export function printTable(title: string, rows: [name: string, figure: number][]): void {
	const table = new Table({ head: [title, ''], style: { head: [], border: [] } });
	for (const [name, figure] of rows) {
		table.push([name, { content: String(figure), hAlign: 'right' }]);
	}
	console.log(table.toString());
}

/** Prints how often each rule was broken, and the first few breaches in full. */
export function printBreaches({ rules, breaches }: Findings): void {
	printTable(
		'Breaches',
		Object.entries(rules).map(([rule, name]) => [
			name,
			breaches.filter((breach) => breach.rule === rule).length,
		]),
	);
	for (const breach of breaches.slice(0, SHOWN)) {
		const { rule, what, calls = [] } = breach;
		const batch = 'batch' in breach ? String(breach.batch) : '';
		console.log(`\n${rules[rule] ?? rule} ${batch}\n  ${what}\n${calls.join('\n')}`);
	}
}
