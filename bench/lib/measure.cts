/** Wall and CPU time of some work in this process. */
export async function measure(work): Promise<{ wallMs: number; cpuMs: number }> {
	const cpu = process.cpuUsage();
	const start = performance.now();
	await work();
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	return { wallMs, cpuMs: (user + system) / 1000 };
}

export function median(values) {
	const sorted = [...values].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs contenders by turns, so that whatever else the machine does meets all of them alike.
 *
 * @param rounds measured ones
 * @param warmUps rounds before them that are not measured
 * @returns medians by contender
 */
export async function compare(
	contenders: Record<string, () => Promise<void>>,
	rounds: number,
	warmUps = 1,
) {
	const seen = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
	for (let round = 0; round < warmUps + rounds; round++) {
		for (const [name, work] of Object.entries(contenders)) {
			const figures = await measure(work);
			if (round >= warmUps) seen[name].push(figures);
		}
	}
	return Object.fromEntries(
		Object.entries(seen).map(([name, figures]) => [
			name,
			{
				wallMs: median(figures.map(({ wallMs }) => wallMs)),
				cpuMs: median(figures.map(({ cpuMs }) => cpuMs)),
			},
		]),
	);
}
