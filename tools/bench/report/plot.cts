import type { Sections } from '../lib/figures.cts';

/** Wall time of node and bare calls against the number of items, both on logarithmic axes. */

const WIDTH = 760;
const HEIGHT = 420;
const MARGIN = { left: 70, right: 170, top: 30, bottom: 50 };

const COLOURS: Record<number, string> = { 1: '#b45309', 5: '#0e7490', 20: '#4d7c0f' };

export function plot({ limit }: Sections): string {
	const rows = (limit?.rows ?? []).filter(({ latency }) => latency === 20);
	if (rows.length === 0) return '<svg xmlns="http://www.w3.org/2000/svg"/>';
	const counts = rows.map(({ count }) => count);
	const times = rows.flatMap(({ nodeMs, bareMs }) => [nodeMs, bareMs]);
	const x = scale(Math.min(...counts), Math.max(...counts), MARGIN.left, WIDTH - MARGIN.right);
	const y = scale(Math.min(...times), Math.max(...times), HEIGHT - MARGIN.bottom, MARGIN.top);
	const levels = [...new Set(rows.map(({ concurrency }) => concurrency))];
	const lines = levels.flatMap((concurrency, index) => {
		const own = rows.filter((row) => row.concurrency === concurrency);
		const path = (key: 'nodeMs' | 'bareMs') =>
			own.map((row, at) => `${at ? 'L' : 'M'}${x(row.count)} ${y(row[key])}`).join('');
		const colour = COLOURS[concurrency] ?? '#444';
		const label = MARGIN.top + 40 + index * 44;
		return [
			`<path d="${path('bareMs')}" stroke="${colour}" stroke-dasharray="5 4"/>`,
			`<path d="${path('nodeMs')}" stroke="${colour}" stroke-width="2.5"/>`,
			...own.map(
				(row) =>
					`<circle cx="${x(row.count)}" cy="${y(row.nodeMs)}" r="3.5" fill="${colour}" stroke="none"/>`,
			),
			legend(label, colour, '', `node, ${concurrency} at a time`),
			legend(label + 18, colour, ' stroke-dasharray="5 4"', 'bare calls'),
		];
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${MARGIN.left}" y="20" font-weight="bold">Time for N card usages at 20 ms of latency</text>
<g fill="none" stroke-width="1.5">
${[...grid(x, y, counts, times), ...lines].join('\n')}
</g>
<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">items</text>
</svg>
`;
}

/** Where a value lies on an axis. */
type Scale = (value: number) => number;

function scale(low: number, high: number, from: number, to: number): Scale {
	const span = Math.log10(high) - Math.log10(low) || 1;
	return (value) => Math.round(from + ((Math.log10(value) - Math.log10(low)) / span) * (to - from));
}

function* powers(values: number[]) {
	const high = Math.ceil(Math.log10(Math.max(...values)));
	for (let power = Math.floor(Math.log10(Math.min(...values))); power <= high; power++) {
		const value = 10 ** power;
		if (value >= Math.min(...values) * 0.99 && value <= Math.max(...values) * 1.01) yield value;
	}
}

function grid(x: Scale, y: Scale, counts: number[], times: number[]) {
	const bottom = HEIGHT - MARGIN.bottom;
	const right = WIDTH - MARGIN.right;
	return [
		...[...powers(counts)].map(
			(count) =>
				`<path d="M${x(count)} ${MARGIN.top}V${bottom}" stroke="#ddd"/><text x="${x(count)}" y="${bottom + 18}" text-anchor="middle" fill="#333">${count.toLocaleString('en-US')}</text>`,
		),
		...[...powers(times)].map(
			(ms) =>
				`<path d="M${MARGIN.left} ${y(ms)}H${right}" stroke="#ddd"/><text x="${MARGIN.left - 8}" y="${y(ms) + 4}" text-anchor="end" fill="#333">${ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`}</text>`,
		),
	];
}

function legend(height: number, colour: string, dashes: string, text: string) {
	const left = WIDTH - MARGIN.right + 15;
	return `<path d="M${left} ${height - 4}h24" stroke="${colour}"${dashes}/><text x="${left + 30}" y="${height}" fill="#333">${text}</text>`;
}
