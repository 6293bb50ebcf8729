/** The cost of some work. */
export interface Cost {
	wallMs: number;
	cpuMs: number;
}

/** Wall and CPU time of some work in this process, and its result. */
export async function measure<T>(work: () => Promise<T>): Promise<Cost & { result: T }> {
	const cpu = process.cpuUsage();
	const start = performance.now();
	const result = await work();
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	return { wallMs, cpuMs: (user + system) / 1000, result };
}

export function median(values: number[]): number {
	const sorted = [...values].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs contenders in turn, so that whatever else the machine is doing affects all of them alike.
 *
 * @param rounds rounds that are measured
 * @param warmUps rounds before them that are not measured
 * @returns medians by contender
 */
export async function compare<TName extends string>(
	contenders: Record<TName, () => Promise<void>>,
	rounds: number,
	warmUps = 1,
): Promise<Record<TName, Cost>> {
	const names = Object.keys(contenders) as TName[];
	const seen = new Map<TName, Cost[]>(names.map((name) => [name, []]));
	for (let round = 0; round < warmUps + rounds; round++) {
		for (const name of names) {
			const { wallMs, cpuMs } = await measure(contenders[name]);
			if (round >= warmUps) seen.get(name)?.push({ wallMs, cpuMs });
		}
	}
	return Object.fromEntries(
		[...seen].map(([name, figures]) => [
			name,
			{
				wallMs: median(figures.map(({ wallMs }) => wallMs)),
				cpuMs: median(figures.map(({ cpuMs }) => cpuMs)),
			},
		]),
	) as Record<TName, Cost>;
}
