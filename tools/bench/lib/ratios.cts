import type { LimitRow, RunRecord, Sections } from './figures.cts';

/**
 * The figures that depend on the code and not on the machine: the node against other ways to do the
 * same, in the same run.
 */
export function ratiosOf({ limit, rival, growth, far }: Sections): Record<string, number> {
	const worst = (rows: LimitRow[], key: 'wallRatio' | 'cpuRatio' | 'helperCpuRatio') =>
		Math.max(...rows.map((row) => row[key]));
	const busy = (limit?.rows ?? []).filter(({ count }) => count >= 100);
	const slow = busy.filter(({ latency }) => latency > 0);
	const fast = busy.filter(({ latency }) => latency === 0);
	const ratios: Record<string, number> = {};
	if (slow.length) ratios['wall time, node to bare calls, with latency'] = worst(slow, 'wallRatio');
	if (fast.length) {
		ratios['CPU, node to n8n’s request helper alone'] = worst(fast, 'helperCpuRatio');
		ratios['CPU, node to bare calls'] = worst(fast, 'cpuRatio');
	}
	if (rival?.ratio) ratios['wall time, node to Code and HTTP Request'] = rival.ratio;
	for (const { orders, settings, ratio } of far?.rows ?? []) {
		ratios[`wall time of ${orders} orders from far away, ${settings}, node to bare loop`] = ratio;
	}
	if (growth?.rows.length) {
		const perItem = growth.rows.map(({ usPerItem }) => usPerItem);
		ratios['time per item, largest batch to smallest'] = perItem[perItem.length - 1] / perItem[0];
	}
	return ratios;
}

/** How much worse than recorded a ratio may become: time that is spent waiting hardly differs. */
const TOLERANCES: [name: RegExp, times: number][] = [
	[/from far away|with latency/, 1.25],
	[/./, 1.6],
];

const toleranceOf = (ratio: string): number =>
	TOLERANCES.find(([name]) => name.test(ratio))?.[1] ?? 1;

/** @returns exit code: 1 if a ratio is worse than the recorded one beyond its tolerance */
export function checkRatios(now: RunRecord, recorded: RunRecord | undefined): number {
	if (recorded === undefined) throw new Error(`Nothing is recorded for the size '${now.size}'`);
	const before = ratiosOf(recorded);
	let exitCode = 0;
	for (const [name, ratio] of Object.entries(ratiosOf(now))) {
		if (!Object.hasOwn(before, name)) continue;
		const most = before[name] * toleranceOf(name);
		const isWorse = ratio > most;
		console.log(
			`${isWorse ? 'FAILED' : 'ok    '} ${name}: ${ratio.toFixed(2)}, at most ${most.toFixed(2)}`,
		);
		if (isWorse) exitCode = 1;
	}
	return exitCode;
}
