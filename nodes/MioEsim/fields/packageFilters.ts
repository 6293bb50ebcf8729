import type { INodeProperties } from 'n8n-workflow';

import type { ParameterReader } from '../../shared/parameters/reader';
import type { PackageFilter } from '../output/packageList';

function bound(
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
	typeOptions: INodeProperties['typeOptions'],
): INodeProperties {
	return { displayName, name, type: 'number', typeOptions, default: '', placeholder, description };
}

const decimal = { minValue: 0, numberPrecision: 2 };
const whole = { minValue: 1 };

export const packageFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	displayOptions: { show: { simplify: [true] } },
	options: [
		bound(
			'Maximum Data (GB)',
			'maximumData',
			'e.g. 10',
			'The largest amount of data. Excludes unlimited packages.',
			decimal,
		),
		bound(
			'Maximum Days',
			'maximumDays',
			'e.g. 30',
			'The most days a package may run. For a daypass, its minimum counts.',
			whole,
		),
		bound(
			'Maximum Price (USD)',
			'maximumPrice',
			'e.g. 12.50',
			'The most that a package may cost per card; for a daypass, per day',
			decimal,
		),
		bound(
			'Minimum Data (GB)',
			'minimumData',
			'e.g. 5',
			'The least data that a package must have. Includes unlimited packages.',
			decimal,
		),
		bound(
			'Minimum Days',
			'minimumDays',
			'e.g. 7',
			'The fewest days a package must run. For a daypass, its maximum counts.',
			whole,
		),
	],
};

/** @throws {Failure} when a filter can't be read */
export function readPackageFilter(parameters: ParameterReader): PackageFilter {
	return {
		minDataGb: parameters.optionalNumber('filters.minimumData'),
		maxDataGb: parameters.optionalNumber('filters.maximumData'),
		minDays: parameters.optionalInteger('filters.minimumDays'),
		maxDays: parameters.optionalInteger('filters.maximumDays'),
		maxPrice: parameters.optionalNumber('filters.maximumPrice'),
	};
}
