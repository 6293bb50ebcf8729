import { readFileSync, writeFileSync } from 'node:fs';

import type { AttackRow, Rows, RunRecord, SectionName, Sections } from '../lib/figures.cts';
import { ratiosOf } from '../lib/ratios.cts';

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const two = (value: number) => value.toFixed(2);
const one = (value: number) => value.toFixed(1);

/** Of Concurrency. */
const DEFAULT = 20;

type Column<TRow> = [heading: string, text: (row: TRow) => string];

/** The columns of each section: their heading, and the text of a row. */
const COLUMNS: { [TName in SectionName]: Column<Rows[TName]>[] } = {
	limit: [
		['Latency', ({ latency }) => `${latency} ms`],
		[
			'Concurrency',
			({ concurrency }) => `${concurrency}${concurrency === DEFAULT ? ' (default)' : ''}`,
		],
		['Items', ({ count }) => whole(count)],
		['Node', ({ nodeMs }) => `${whole(nodeMs)} ms`],
		['n8n’s helper alone', ({ helperMs }) => `${whole(helperMs)} ms`],
		['Bare undici', ({ bareMs }) => `${whole(bareMs)} ms`],
		['Node ÷ bare', ({ wallRatio }) => two(wallRatio)],
		['CPU per item: node', ({ nodeCpuUs }) => `${whole(nodeCpuUs)} µs`],
		['helper', ({ helperCpuUs }) => `${whole(helperCpuUs)} µs`],
		['bare', ({ bareCpuUs }) => `${whole(bareCpuUs)} µs`],
	],
	rival: [
		['Way', ({ name }) => (name === 'node' ? 'MIOeSIM node, defaults' : 'Code + HTTP Request')],
		['Items', ({ count }) => whole(count)],
		['Wall', ({ wallMs }) => `${whole(wallMs)} ms`],
		['CPU', ({ cpuMs }) => `${whole(cpuMs)} ms`],
		['Connections at once', ({ connections }) => whole(connections)],
	],
	catalogue: [
		['Latency', ({ latency }) => `${latency} ms`],
		['Calls that meet HTTP 500', ({ faultRate }) => `${whole(faultRate * 100)} %`],
		['Calls', ({ calls }) => whole(calls)],
		['Wall', ({ wallMs }) => `${whole(wallMs)} ms`],
		['Packages', ({ packages }) => whole(packages)],
		['Destinations on Error', ({ failed }) => whole(failed)],
		['Heap', ({ heapMb }) => `${whole(heapMb)} MB`],
	],
	sessions: [
		['Load', ({ what }) => what],
		['Logins', ({ logins }) => whole(logins)],
	],
	far: [
		['Orders', ({ orders }) => whole(orders)],
		['Settings', ({ settings }) => settings],
		['Per order: node', ({ nodeMs }) => `${whole(nodeMs)} ms`],
		['Bare loop', ({ bareMs }) => `${whole(bareMs)} ms`],
		['Node ÷ bare', ({ ratio }) => two(ratio)],
		['Goal', ({ goal }) => `at most ${two(goal)}`],
	],
	growth: [
		['Items', ({ count }) => whole(count)],
		['Wall', ({ wallMs }) => `${whole(wallMs)} ms`],
		['Per item', ({ usPerItem }) => `${whole(usPerItem)} µs`],
		['Heap at the peak', ({ heapMb }) => `${whole(heapMb)} MB`],
	],
	weight: [
		['Packed', ({ packedKb }) => `${one(packedKb)} kB`],
		['Files', ({ files }) => whole(files)],
		['Loading all nodes and the credential', ({ requireMs }) => `${one(requireMs)} ms`],
		['Descriptions sent to the editor', ({ descriptionKb }) => `${one(descriptionKb)} kB`],
	],
	attacks: [
		['Attack', ({ what }) => what],
		['Before', ({ was }) => was],
		['Now', costOf],
		['Shown by', ({ shownBy }) => `\`${shownBy}\``],
	],
};

function costOf({ now, logins, others, wallMs, rssMb }: AttackRow): string {
	if (now !== undefined) return now;
	const calls = (count: number | undefined, name: string) =>
		count ? [`${count} ${name}${count === 1 ? '' : 's'}`] : [];
	const time =
		wallMs < 1000 ? `${wallMs < 10 ? one(wallMs) : whole(wallMs)} ms` : `${one(wallMs / 1000)} s`;
	const memory = rssMb === undefined ? [] : [`${whole(rssMb)} MB`];
	return [...calls(logins, 'login'), ...calls(others, 'call'), time, ...memory].join(', ');
}

function table<TRow>(columns: Column<TRow>[], rows: TRow[]): string {
	const cells = rows.map((row) => columns.map(([, text]) => text(row)));
	const headings = columns.map(([heading]) => heading);
	const widths = headings.map((heading, index) =>
		Math.max(heading.length, ...cells.map((row) => row[index].length)),
	);
	const line = (row: string[]) =>
		`| ${row.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
	const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
	return [line(headings), rule, ...cells.map(line)].join('\n');
}

/** Undefined if the section did not run. */
function tableOf(sections: Sections, name: SectionName) {
	const rows: Rows[SectionName][] = sections[name]?.rows ?? [];
	return rows.length > 0 ? table(COLUMNS[name] as Column<Rows[SectionName]>[], rows) : undefined;
}

/** The sections that ran, each with its table. */
function tablesOf(record: RunRecord): [name: string, text: string][] {
	return (Object.keys(COLUMNS) as SectionName[]).flatMap((name) => {
		const text = tableOf(record, name);
		return text === undefined ? [] : [[name, text] satisfies [string, string]];
	});
}

function ratioTable(record: RunRecord) {
	const rows = Object.entries(ratiosOf(record));
	return table<[name: string, ratio: number]>(
		[
			['Ratio', ([name]) => name],
			['Worst', ([, ratio]) => two(ratio)],
		],
		rows,
	);
}

export function printTables(record: RunRecord) {
	console.log(`\n${record.machine}`);
	for (const [name, text] of tablesOf(record)) console.log(`\n${name}\n${text}`);
	console.log(`\nratios\n${ratioTable(record)}`);
}

/** Puts each table between its markers `<!-- name -->` and `<!-- /name -->`. */
export function intoPage(path: string, record: RunRecord) {
	let page = readFileSync(path, 'utf8');
	const parts = [...tablesOf(record), ['ratios', ratioTable(record)], ['machine', record.machine]];
	for (const [name, text] of parts) {
		const between = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
		page = page.replace(
			between,
			(_, start: string, end: string) => `${start}\n\n${text}\n\n${end}`,
		);
	}
	writeFileSync(path, page);
}
