import { sizeMb, type Package } from '../../../mioesim/shapes/package';

/** Limits for a list of packages; null means no limit. */
export interface PackageFilter {
	minDataGb: number | null;
	maxDataGb: number | null;
	minDays: number | null;
	maxDays: number | null;
	/** US dollars, as `price` of the package: per day for a daypass. */
	maxPrice: number | null;
}

const MB_PER_GB = 1024;

/** Unlimited counts as more than any number; null when the package doesn't say. */
function dataMb({ isUnlimited, data }: Package): number | null {
	return isUnlimited ? Infinity : sizeMb(data);
}

/** A daypass runs for as many days as the order asks for, within its limits. */
function daysOf({ isDaypass, days, minDays, maxDays }: Package): [number | null, number | null] {
	return isDaypass ? [minDays ?? 1, maxDays ?? Infinity] : [days, days];
}

const isFrom = (value: number | null, least: number | null) =>
	least === null || (value !== null && value >= least);

const isUpTo = (value: number | null, most: number | null) =>
	most === null || (value !== null && value <= most);

/** A package that doesn't show a value never matches a limit on it. */
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

/** By data, then days, then price; unknown values last. */
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
