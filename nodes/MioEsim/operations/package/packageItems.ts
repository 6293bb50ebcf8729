import { packagesOf } from '../../../../mioesim/shapes/package';
import { packageFiltersField, readPackageFilter } from '../../fields/packageFilters';
import { returnAllFields, simplifyField } from '../../fields/common';
import { fits, sortPackages } from '../../output/packageList';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { ItemCall, OutputItem } from '../../operation';

/** Fields that every list of packages has. */
export const packageListFields = [...returnAllFields, packageFiltersField, simplifyField];

/** How the user wants the list of packages. */
export interface PackageListing {
	limit: number;
	/** @param data the reply of an endpoint that lists packages */
	itemsOf(data: unknown): OutputItem[];
}

/** @throws {Failure} when a parameter can't be read */
export function readListing(call: ItemCall): PackageListing {
	const limit = limitOf(call);
	if (!call.parameters.flag('simplify')) return { limit, itemsOf: rawItems };
	const filter = readPackageFilter(call.parameters);
	const itemsOf = (data: unknown) =>
		sortPackages(packagesOf(data).filter((entry) => fits(filter, entry))).map(asItem);
	return { limit, itemsOf };
}
