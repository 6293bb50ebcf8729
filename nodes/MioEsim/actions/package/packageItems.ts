import { packagesOf } from '../../../../api/shapes/package';
import { packageFiltersField, readPackageFilter } from '../../fields/packageFilters';
import { returnAllFields, simplifyField } from '../../fields/common';
import { fits, sortPackages } from '../../output/packageList';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { ItemCall, OutputItem } from '../../operation';

/** What every list of packages has in its form. */
export const packageListFields = [...returnAllFields, packageFiltersField, simplifyField];

/** How the user wants a list of packages. */
export interface PackageListing {
	limit: number;
	/** @param data what an endpoint with packages replies */
	itemsOf(data: unknown): OutputItem[];
}

/** @throws {Failure} when a parameter cannot be read */
export function readListing(call: ItemCall): PackageListing {
	const limit = limitOf(call);
	if (!call.parameters.flag('simplify')) return { limit, itemsOf: rawItems };
	const filter = readPackageFilter(call.parameters);
	const itemsOf = (data: unknown) =>
		sortPackages(packagesOf(data).filter((entry) => fits(filter, entry))).map(asItem);
	return { limit, itemsOf };
}
