import type { Client } from '../client/client';
import { Failure } from '../codes/failure';
import type { Package } from '../shapes/package';
import { destinationsCalled } from '../shapes/places';
import { doesNotFit, noSuchPlan, notRead, whichDestination } from './misfits';
import { isSameCode, type ChosenPackage, type Resolved } from './package';
import { isPlan, type Plan } from './plan';
import { priceOf } from './price';
import { orFailure, readOffer, readPackages, readSkus, type PricedSku } from './priceLists';

/** Where a package must be on sale. */
export interface Where {
	/** The distribution partner of physical cards. */
	dpId: string | null;
	/** The card to renew; null for a new card, and for all cards of an order. */
	iccid: string | null;
	/** For cards that exist; true if there is a card to renew. */
	isRenewal?: boolean;
}

/**
 * Finds the package in MIOeSIM's price lists. What can't be read stays unknown, and the API decides;
 * except for a plan, which only the lists can turn into a package.
 *
 * @throws {Failure} only when there is no session to ask with; {Cancelled}
 */
export async function resolvePackage(
	client: Client,
	chosen: ChosenPackage,
	where: Where,
): Promise<Resolved> {
	const read = where.iccid === null ? [] : await orFailure(readOffer(client, where.iccid));
	const offer = read instanceof Failure ? [] : read;
	if (chosen.by === 'plan') return await resolvePlan(client, chosen, where, offer);
	const fitting = packagesOf(offer).filter((entry) => isChosen(entry, chosen));
	if (fitting.length > 0) return dearest(fitting);
	const listed = await orFailure(inPriceLists(client, chosen, where.dpId));
	const found = listed instanceof Failure ? [] : listed;
	const misfit = isRuledOut(offer, chosen, found) ? doesNotFit(packagesOf(offer)) : null;
	return { ...dearest(found), misfit, unread: listed instanceof Failure ? listed : null };
}

const packagesOf = (offer: readonly PricedSku[]) => offer.flatMap(({ packages }) => packages ?? []);

function dearest(candidates: Package[]): Resolved {
	const [entry = null] = [...candidates].sort((left, right) => costOf(right) - costOf(left));
	return { entry, candidates, misfit: null, unread: null };
}

/** An unknown price may be the highest. */
const costOf = ({ price, cardFee }: Package) =>
	price === null || cardFee === null ? Number.MAX_VALUE : price + cardFee;

function isChosen(
	{ apiCode, skuId, priceId }: Package,
	chosen: Exclude<ChosenPackage, { by: 'plan' }>,
): boolean {
	return chosen.by === 'apiCode'
		? apiCode !== null && isSameCode(apiCode, chosen.apiCode)
		: (skuId ?? chosen.skuId) === chosen.skuId && String(priceId) === chosen.priceId;
}

/** Whether a package that the card's list doesn't contain doesn't fit it. */
function isRuledOut(
	offer: readonly PricedSku[],
	chosen: Exclude<ChosenPackage, { by: 'plan' }>,
	found: Package[],
): boolean {
	const skuIds = chosen.by === 'package' ? [chosen.skuId] : found.map(({ skuId }) => skuId);
	const isWhole = offer.some(({ skuId, packages }) => packages === null && skuIds.includes(skuId));
	if (offer.length === 0 || isWhole) return false;
	// Some packages have no API code in a list: then a missing code proves nothing.
	return chosen.by === 'package' || packagesOf(offer).every(({ apiCode }) => apiCode !== null);
}

async function inPriceLists(
	client: Client,
	chosen: Exclude<ChosenPackage, { by: 'plan' }>,
	dpId: string | null,
): Promise<Package[]> {
	const skuIds = chosen.by === 'package' ? [chosen.skuId] : await skusOfCode(client, chosen, dpId);
	return (await readPackages(client, skuIds, dpId)).filter((entry) => isChosen(entry, chosen));
}

/** The SKUs that may list an API code: the chosen destination, then those of the code's country. */
async function skusOfCode(
	client: Client,
	{ apiCode, skuId }: ChosenPackage & { by: 'apiCode' },
	dpId: string | null,
): Promise<Array<string | null>> {
	const [, country] = /^0{0,3}(\d{1,9})-/.exec(apiCode) ?? [];
	const skus = country === undefined ? [] : await readSkus(client, dpId);
	const ofCountry = skus.filter(({ countryCode }) => countryCode?.replace(/^0+/, '') === country);
	return [skuId, ...ofCountry.map((sku) => sku.skuId)];
}

async function resolvePlan(
	client: Client,
	plan: Plan,
	where: Where,
	offer: readonly PricedSku[],
): Promise<Resolved> {
	const pool = await orFailure(packagesFor(client, plan, where, offer));
	if (pool instanceof Failure) return nothing(pool);
	const usable = where.isRenewal ? pool.filter(({ renewable }) => renewable !== false) : pool;
	const candidates = usable.filter((entry) => isPlan(entry, plan));
	if (candidates.length === 0) return nothing(noSuchPlan(plan, usable));
	const [first] = dearestOfEach(candidates, plan).sort(
		(left, right) => planCost(left, plan) - planCost(right, plan),
	);
	return { entry: first, candidates, misfit: null, unread: null };
}

const nothing = (misfit: Failure): Resolved => ({
	entry: null,
	candidates: [],
	misfit,
	unread: null,
});

/** What a plan costs for one card with this package; an unknown price comes last. */
const planCost = (entry: Package, { days }: Plan) => priceOf(entry, 1, days)?.total ?? Infinity;

/** Of two rows of one package, the dearer counts. */
function dearestOfEach(rows: readonly Package[], plan: Plan): Package[] {
	const dearer = [...rows].sort((left, right) => planCost(left, plan) - planCost(right, plan));
	return [...new Map(dearer.map((entry) => [`${entry.skuId}/${entry.priceId}`, entry])).values()];
}

/**
 * The packages of a plan's destination: of the card to renew, if its list says which.
 *
 * @throws {Failure} when the destination isn't on sale, or its list can't be read
 */
async function packagesFor(
	client: Client,
	{ destination }: Plan,
	{ dpId }: Where,
	offer: readonly PricedSku[],
): Promise<Package[]> {
	const skus = offer.length > 0 ? offer : await notRead(readSkus(client, dpId));
	const called = destinationsCalled(skus, destination, (sku) => sku);
	if (called.length === 0) throw whichDestination(destination, skus, offer.length > 0);
	const whole = called.filter(({ packages }) => packages === null).map(({ skuId }) => skuId);
	return [...packagesOf(called), ...(await notRead(readPackages(client, whole, dpId)))];
}
