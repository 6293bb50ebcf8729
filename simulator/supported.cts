import type { Card, Order } from './store.cts';
import type { Simulator } from './simulator.cts';
import type { Sku } from './catalogue.cts';
import type { Package } from './packages.cts';

/**
 * The packages a card can be renewed with: its own destination's renewable ones, and those of the regions
 * that include it.
 */

const REGIONS_OFFERED = 2;

/** @returns the order it was delivered with */
export const mainOrderOf = (card: Card): Order => card.plans[0].order;

/** @returns its own first; none for a card whose plan is not renewable */
export function supportedBy(sim: Simulator, card: Card): { sku: Sku; packages: Package[] }[] {
	const { sku: own, package: pack } = mainOrderOf(card);
	if (pack.flowType === 1) return [];
	const country = own.supportCountry[0];
	const regions = sim.catalogue.skus
		.filter((sku) => sku.countryCode > 99000 && sku.supportCountry.includes(country))
		.filter((sku) => sku !== own)
		.slice(0, REGIONS_OFFERED);
	return [own, ...regions].map((sku) => ({
		sku,
		packages: sim.catalogue.packages(sku.skuid).filter((each) => each.flowType === 0),
	}));
}
