import type { Client } from '../client/client';
import { isSessionFailure, settle, type Failure } from '../codes/failure';
import { packagesOf, type Package } from '../shapes/package';
import { countryOf, type Country } from '../shapes/places';
import { records, text, told, type JsonRecord } from '../values';

/** A destination of MIOeSIM's price lists. */
export interface PricedSku extends Country {
	skuId: string | null;
	/** In English. */
	name: string | null;
	/** What the card's own list offers for it; null when any of its packages fits, or no card is asked. */
	packages: Package[] | null;
}

/**
 * Replaces a failure to read a list by the failure itself: what can't be read stays unknown.
 *
 * @throws {Failure} when there is no session to ask with: then every other call fails, too; {Cancelled}
 */
export async function orFailure<T>(reading: Promise<T>): Promise<T | Failure> {
	const reply = await settle(reading);
	if (reply.ok) return reply.data;
	if (isSessionFailure(reply.failure)) throw reply.failure;
	return reply.failure;
}

/**
 * The destinations on sale.
 *
 * @param dpId for the physical cards of this distribution partner
 * @throws {Failure} when they can't be read
 */
export async function readSkus(client: Client, dpId: string | null): Promise<PricedSku[]> {
	const data =
		dpId === null ? await client.ask('getSkus') : await client.ask('getDpSupportSkuInfo', { dpId });
	return records(data).map((row) => ({ ...skuOf(row), packages: null }));
}

/**
 * What a card can be renewed with: every package that its list names, whatever its `flowType` says, and
 * every package of a SKU that it names without packages (docs/api.md, section 7).
 *
 * @returns empty when the list says nothing
 * @throws {Failure} when it can't be read
 */
export async function readOffer(client: Client, iccid: string): Promise<PricedSku[]> {
	const data = await client.ask('getIccidSupportPackageInfo', { iccid });
	return records(data).map((row) => {
		const own = packagesOf(row).map((entry) => ({ ...entry, renewable: true }));
		return { ...skuOf(row), packages: own.length > 0 ? own : null };
	});
}

function skuOf(row: JsonRecord): Omit<PricedSku, 'packages'> {
	return {
		skuId: told(row, 'skuid', 'skuId'),
		name: text(row.displayEn) ?? text(row.display),
		...countryOf(row.countrycode ?? row.countryCode),
	};
}

/**
 * The packages of several destinations.
 *
 * @throws {Failure} when one of the lists can't be read
 */
export async function readPackages(
	client: Client,
	skuIds: Iterable<string | null>,
	dpId: string | null,
): Promise<Package[]> {
	const known = [...new Set(skuIds)].filter((skuId) => skuId !== null);
	const lists = await Promise.all(
		known.map(async (skuId) =>
			dpId === null
				? await client.ask('getPackages', { skuId })
				: await client.ask('getDpSkuSupportPackageInfo', { dpId, skuId }),
		),
	);
	return lists.flatMap(packagesOf);
}
