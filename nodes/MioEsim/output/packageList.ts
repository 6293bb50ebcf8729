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
	const mb = sizeMb(data);
	return isUnlimited ? Number.MAX_VALUE : mb && mb / MB_PER_GB;
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

const filters = {
	maximumData: atMost(dataGb),
	maximumDays: atMost(fewestDays),
	maximumPrice: atMost(price),
	minimumData: atLeast(dataGb),
	minimumDays: atLeast(mostDays),
};

const decimal = { minValue: 0, numberPrecision: 2 };
const whole = { minValue: 1 };

export const packageFiltersField = collection(
	'Filters',
	'filters',
	'Add filter',
	[
		numberField('Maximum Data (GB)', 'maximumData', {
			help: 'The largest amount of data. Excludes unlimited packages.',
			placeholder: 'e.g. 10',
			typeOptions: decimal,
		}),
		numberField('Maximum Days', 'maximumDays', {
			help: 'The most days a package may run. For a daypass, its minimum counts.',
			placeholder: 'e.g. 30',
			typeOptions: whole,
		}),
		numberField('Maximum Price (USD)', 'maximumPrice', {
			help: 'The most that a package may cost per card; for a daypass, per day',
			placeholder: 'e.g. 12.50',
			typeOptions: decimal,
		}),
		numberField('Minimum Data (GB)', 'minimumData', {
			help: 'The least data that a package must have. Includes unlimited packages.',
			placeholder: 'e.g. 5',
			typeOptions: decimal,
		}),
		numberField('Minimum Days', 'minimumDays', {
			help: 'The fewest days a package must run. For a daypass, its maximum counts.',
			placeholder: 'e.g. 7',
			typeOptions: whole,
		}),
	],
	{ displayOptions: simplified },
);

/**
 * @returns whether a package passes the filters of the item
 * @throws {Failure} when a filter can't be read
 */
export function readPackageFilter(parameters: ParameterReader): (entry: Package) => boolean {
	const limits = Object.entries(filters).map(([name, passes]) => {
		const read = name.endsWith('Days') ? readInteger : readDecimal;
		const limit = parameters.optional(`filters.${name}`, read);
		return (entry: Package) => limit === null || passes(entry, limit);
	});
	return (entry) => limits.every((isWithin) => isWithin(entry));
}

/** By data, then days, then price; unknown values last. */
export function sortPackages(packages: Package[]): Package[] {
	return packages
		.map((entry) => ({
			entry,
			keys: [dataGb, fewestDays, price].map((of) => of(entry) ?? Infinity),
		}))
		.sort((left, right) => left.keys.map((key, at) => key - right.keys[at]).find(Boolean) ?? 0)
		.map(({ entry }) => entry);
}
