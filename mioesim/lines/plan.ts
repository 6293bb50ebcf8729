import { isDaily, isUnlimited, packageLabel, sizeMb, type Package } from '../shapes/package';
import { placeKey } from '../shapes/places';

/** A data plan as a shop sells it. */
export interface Plan {
	/** A name, an ISO code, or what people say. */
	destination: string;
	/** As typed, e.g. `5 GB`. */
	data: string;
	days: number;
}

/**
 * The size of a plan as people write it: `5 GB`, `5gb`, `0,5 GB`, `500 MB`, `1GB/day`, `unlimited`; a
 * number without a unit is GB.
 *
 * @returns megabytes, infinite for unlimited data; null for anything else
 */
export function readPlanSize(typed: string): { mb: number; daily: boolean } | null {
	const content = typed.normalize('NFKC').trim().slice(0, 60);
	const daily = isDaily({ name: content });
	if (isUnlimited(content)) return { mb: Infinity, daily };
	const [, digits, unit, rest] =
		/^(?:每[天日])?\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*(gb?|mb?|tb?)?\s*(.*)$/i.exec(content) ?? [];
	if (digits === undefined || !(daily || /^(?:data|total)?$/i.test(rest))) return null;
	const mb = sizeMb(`${digits.replace(',', '.')} ${unit ?? 'GB'}`);
	return mb ? { mb, daily } : null;
}

/** One text for all spellings of a plan: the same line must have the same External Item ID. */
export function planKey({ destination, data, days }: Plan): string {
	const { mb = 0, daily = false } = readPlanSize(data) ?? {};
	const size = mb === Infinity ? 'unlimited' : `${inDecimal(mb)}MB${daily ? '-daily' : ''}`;
	return `${placeKey(destination)}-${size}-${days}d`;
}

/** Whether a package is exactly this plan. A daypass runs for the days that are ordered. */
export function isPlan(entry: Package, { data, days }: Plan): boolean {
	return distance(entry, readPlanSize(data), days) === 0;
}

/** 0 for exactly what is asked; twice the data is as far away as twice the days. */
function distance(entry: Package, asked: ReturnType<typeof readPlanSize>, days: number): number {
	const { isDaypass, name, data, isUnlimited: isEndless } = entry;
	const [least, most] = isDaypass
		? [entry.minDays || 1, entry.maxDays || Infinity]
		: [entry.days ?? 1e4, entry.days ?? 1e4];
	const mb = isEndless ? Infinity : (sizeMb(data) ?? 0);
	const wanted = asked?.mb ?? 0;
	const isSized = mb === wanted || inDecimal(mb) === inDecimal(wanted);
	const bySize = isSized ? 0 : Math.min(20, Math.abs(Math.log2((mb || 1) / wanted)));
	const byDays = Math.log2(1 + Math.max(0, least - days, days - most) / days);
	// Unlimited data is as much by the day as for the whole plan.
	const isAlike = mb === Infinity || (isDaypass || isDaily({ name, flows: data })) === asked?.daily;
	return bySize + byDays + (isAlike ? 0 : 5);
}

/** Half a GB is 512 MB to one, and 500 MB to another. */
const inDecimal = (mb: number) => (mb % 512 === 0 ? (mb / 1024) * 1000 : mb);

/** Labels of the packages that come nearest to the plan, e.g. `5 GB · 10 days · $4.20`. */
export function nearestTo({ data, days }: Plan, entries: readonly Package[]): string[] {
	const size = readPlanSize(data);
	const scored = entries.map((entry) => ({ entry, far: distance(entry, size, days) }));
	const nearest = scored.sort((left, right) => left.far - right.far);
	return [...new Set(nearest.map(({ entry }) => packageLabel(entry)))].slice(0, 5);
}
