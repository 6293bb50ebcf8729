import { sizeMb } from '../../../api/shapes/planSize';
import type { Package } from '../../../api/shapes/package';

/** Bounds on what a list of packages holds; null: no bound. */
export interface PackageFilter {
	minDataGb: number | null;
	maxDataGb: number | null;
	minDays: number | null;
	maxDays: number | null;
	/** US dollars, as `price` of the package: of a daypass a day. */
	maxPrice: number | null;
}

const MB_PER_GB = 1024;

/** Unlimited is more than any number; null when the package does not tell. */
function dataMb({ isUnlimited, data }: Package): number | null {
	return isUnlimited ? Infinity : sizeMb(data);
}

/** A daypass runs as long as the order says, within its bounds. */
function daysOf({ isDaypass, days, minDays, maxDays }: Package): [number | null, number | null] {
	return isDaypass ? [minDays ?? 1, maxDays ?? Infinity] : [days, days];
}

const isFrom = (value: number | null, least: number | null) =>
	least === null || (value !== null && value >= least);

const isUpTo = (value: number | null, most: number | null) =>
	most === null || (value !== null && value <= most);

/** What a package does not tell fits no bound on it. */
export function fits(filter: PackageFilter, entry: Package): boolean {
	const data = dataMb(entry);
	const [shortest, longest] = daysOf(entry);
	const { minDataGb, maxDataGb } = filter;
	return (
		isFrom(data, minDataGb === null ? null : minDataGb * MB_PER_GB) &&
		isUpTo(data, maxDataGb === null ? null : maxDataGb * MB_PER_GB) &&
		isFrom(longest, filter.minDays) &&
		isUpTo(shortest, filter.maxDays) &&
		isUpTo(entry.price, filter.maxPrice)
	);
}

/** By data, then days, then price; what is not told comes last. */
export function sortPackages(packages: Package[]): Package[] {
	const keysOf = (entry: Package) => {
		const data = dataMb(entry);
		const keys = [data === Infinity ? Number.MAX_VALUE : data, daysOf(entry)[0], entry.price];
		return keys.map((key) => key ?? Infinity);
	};
	return packages
		.map((entry) => ({ entry, keys: keysOf(entry) }))
		.sort((left, right) => compare(left.keys, right.keys))
		.map(({ entry }) => entry);
}

function compare(left: number[], right: number[]): number {
	const index = left.findIndex((key, place) => key !== right[place]);
	return index < 0 ? 0 : left[index] < right[index] ? -1 : 1;
}
