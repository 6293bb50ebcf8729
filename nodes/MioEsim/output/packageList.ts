import { sizeMb, type Package } from '../../../mioesim/shapes/package';
import { readDecimal, readInteger } from '../../shared/parameters/number';
import type { ParameterReader } from '../../shared/parameters/reader';
import { collection, numberField } from '../../shared/builders';
import { simplified } from '../fields/common';

/** A number that a package can be found by; null when the package doesn't show it. */
type Value = (entry: Package) => number | null;

const MB_PER_GB = 1024;

/** Unlimited counts as more than any number. */
const dataGb: Value = ({ isUnlimited, data }) => {
	const mb = isUnlimited ? Infinity : sizeMb(data);
	return mb === null ? null : mb / MB_PER_GB;
};

/** A daypass runs for as many days as the order asks for, within its limits. */
const fewestDays: Value = ({ isDaypass, days, minDays }) => (isDaypass ? (minDays ?? 1) : days);
const mostDays: Value = ({ isDaypass, days, maxDays }) =>
	isDaypass ? (maxDays ?? Infinity) : days;

/** US dollars; per day for a daypass. */
const price: Value = (entry) => entry.price;

/** A package that doesn't show a value never matches a limit on it. */
const atMost = (of: Value) => (entry: Package, limit: number) => (of(entry) ?? Infinity) <= limit;
const atLeast = (of: Value) => (entry: Package, limit: number) => (of(entry) ?? -1) >= limit;

const decimal = { minValue: 0, numberPrecision: 2 };
const whole = { minValue: 1 };

const filters = [
	{
		passes: atMost(dataGb),
		field: numberField('Maximum Data (GB)', 'maximumData', {
			help: 'The largest amount of data. Excludes unlimited packages.',
			placeholder: 'e.g. 10',
			typeOptions: decimal,
		}),
	},
	{
		passes: atMost(fewestDays),
		field: numberField('Maximum Days', 'maximumDays', {
			help: 'The most days a package may run. For a daypass, its minimum counts.',
			placeholder: 'e.g. 30',
			typeOptions: whole,
		}),
	},
	{
		passes: atMost(price),
		field: numberField('Maximum Price (USD)', 'maximumPrice', {
			help: 'The most that a package may cost per card; for a daypass, per day',
			placeholder: 'e.g. 12.50',
			typeOptions: decimal,
		}),
	},
	{
		passes: atLeast(dataGb),
		field: numberField('Minimum Data (GB)', 'minimumData', {
			help: 'The least data that a package must have. Includes unlimited packages.',
			placeholder: 'e.g. 5',
			typeOptions: decimal,
		}),
	},
	{
		passes: atLeast(mostDays),
		field: numberField('Minimum Days', 'minimumDays', {
			help: 'The fewest days a package must run. For a daypass, its maximum counts.',
			placeholder: 'e.g. 7',
			typeOptions: whole,
		}),
	},
];

export const packageFiltersField = collection(
	'Filters',
	'filters',
	'Add filter',
	filters.map(({ field }) => field),
	{ displayOptions: simplified },
);

/**
 * @returns whether a package passes the filters of the item
 * @throws {Failure} when a filter can't be read
 */
export function readPackageFilter(parameters: ParameterReader): (entry: Package) => boolean {
	const limits = filters.map(({ field, passes }) => {
		const name = `filters.${field.name}`;
		const isWhole = field.typeOptions?.numberPrecision === undefined;
		const limit = parameters.optional(name, isWhole ? readInteger : readDecimal);
		return (entry: Package) => limit === null || passes(entry, limit);
	});
	return (entry) => limits.every((isWithin) => isWithin(entry));
}

/** By data, then days, then price; unknown values last. */
export function sortPackages(packages: Package[]): Package[] {
	const keysOf = (entry: Package) => {
		const data = dataGb(entry);
		const keys = [data === Infinity ? Number.MAX_VALUE : data, fewestDays(entry), entry.price];
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
