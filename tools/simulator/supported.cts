import type { Card, Order } from './store.cts';
import type { Simulator } from './simulator.cts';
import type { Sku } from './catalogue.cts';
import type { Package } from './packages.cts';

/**
 * The packages that a card can be renewed with: the renewable ones of its own destination, and of the
 * regions that include it.
 */

const REGIONS_OFFERED = 2;

/** @returns the order with which the card was delivered */
export const mainOrderOf = (card: Card): Order => card.plans[0].order;

/** @returns those of its own destination first; none for a card whose plan is not renewable */
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
