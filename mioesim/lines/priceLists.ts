import type { Client } from '../client/client';
import { Failure, isSessionFailure, settle } from '../codes/failure';
import { packagesOf, type Package } from '../shapes/package';
import { destinationsCalled } from '../shapes/places';
import { skuOfRow, type Sku } from '../shapes/sku';
import { records } from '../values';
import type { ChosenPackage, Line, Plan, Wish } from './line';
import { costOf, daysToOrder, distance, isSameCode, priceIdsOf, type Resolved } from './package';
import { doesNotFit, noSuchPlan, refusalsOf, whichDestination } from './refusals';

/** What is not known about a package. */
const unlisted: Resolved = { entry: null, candidates: [], misfit: null, unread: null };

/**
 * Checks what can be known before money moves, and sets which package an API code or a plan means.
 *
 * @param counting how many cards the item pays for; null when unknown
 * @returns why nothing must be bought; null when it may be
 * @throws {Failure} only when there is no session to ask with
 */
export async function check(
	client: Client,
	line: Line,
	counting: Promise<number | null>,
): Promise<Failure | null> {
	const { wish, dpId } = line;
	const { chosen, checkPackage, highestPrice } = wish;
	const isRead = chosen.by !== 'package' || checkPackage || highestPrice !== null;
	// What the card to renew can be renewed with.
	const isFit = wish.kind === 'renewal' && (checkPackage || chosen.by === 'plan');
	const [iccid = null] = isFit ? line.asked.iccids : [];
	const resolved = isRead ? await resolvePackage(client, wish, dpId, iccid) : unlisted;
	const { entry } = resolved;
	line.entry = entry;
	line.asked = {
		...line.asked,
		priceIds: priceIdsOf(chosen, resolved),
		daypassDays: daysToOrder(wish, entry),
	};
	const [refusal = null] = refusalsOf(resolved, wish, await counting);
	return refusal;
}

/**
 * Finds the package in MIOeSIM's price lists. What can't be read stays unknown, and the API decides;
 * except for a plan, which only the lists can turn into a package.
 *
 * @param dpId the distribution partner of physical cards
 * @param iccid the card to renew; null for a new card, and for all cards of an order
 * @throws {Failure} only when there is no session to ask with; {Cancelled}
 */
export async function resolvePackage(
	client: Client,
	{ kind, chosen, daypassDays }: Pick<Wish, 'kind' | 'chosen' | 'daypassDays'>,
	dpId: string | null,
	iccid: string | null,
): Promise<Resolved> {
	const read = iccid === null ? [] : await orFailure(readOffer(client, iccid));
	const offer = read instanceof Failure ? [] : read;
	if (chosen.by === 'plan') {
		const pool = await packagesFor(client, chosen, dpId, offer);
		if (pool instanceof Failure) return { ...unlisted, misfit: pool };
		const isUsable = ({ renewable }: Package) => kind === 'purchase' || renewable !== false;
		return cheapest(pool.filter(isUsable), chosen);
	}
	const fitting = listed(offer).filter((entry) => isChosen(entry, chosen));
	if (fitting.length > 0) return dearest(fitting, daypassDays);
	const reply = await orFailure(inPriceLists(client, chosen, dpId));
	const [found, unread] = reply instanceof Failure ? [[], reply] : [reply, null];
	const misfit = isRuledOut(offer, chosen, found) ? doesNotFit(listed(offer)) : null;
	return { ...dearest(found, daypassDays), misfit, unread };
}

/** What can't be read stays unknown. Without a session, every other call fails, too: that is thrown. */
async function orFailure<T>(reading: Promise<T>): Promise<T | Failure> {
	const reply = await settle(reading);
	if (reply.ok) return reply.data;
	if (isSessionFailure(reply.failure)) throw reply.failure;
	return reply.failure;
}

/** A destination that a card can be renewed for. */
export interface Offered extends Sku {
	/** Null when any of its packages fits. */
	packages: Package[] | null;
}

/**
 * What a card can be renewed with: every package that its list names, whatever its `flowType` says, and
 * every package of a SKU that it names without packages (docs/api.md, section 7).
 *
 * @returns empty when the list says nothing
 * @throws {Failure} when it can't be read
 */
export async function readOffer(client: Client, iccid: string): Promise<Offered[]> {
	const data = await client.ask('getIccidSupportPackageInfo', { iccid });
	return records(data).map((row) => {
		const own = packagesOf(row).map((entry) => ({ ...entry, renewable: true }));
		return { ...skuOfRow(row), packages: own.length > 0 ? own : null };
	});
}

const listed = (offer: readonly Offered[]) => offer.flatMap(({ packages }) => packages ?? []);

async function readSkus(client: Client, dpId: string | null): Promise<Offered[]> {
	const data =
		dpId === null ? await client.ask('getSkus') : await client.ask('getDpSupportSkuInfo', { dpId });
	return records(data).map((row) => ({ ...skuOfRow(row), packages: null }));
}

/** The packages of several destinations. @throws {Failure} when one of their lists can't be read */
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

function dearest(candidates: Package[], daypassDays: number | null): Resolved {
	const byPrice = byCost(daypassDays);
	const [entry = null] = [...candidates].sort((left, right) => byPrice(right, left));
	return { ...unlisted, entry, candidates };
}

/** Those with an unknown price come last. */
const byCost = (days: number | null) => (left: Package, right: Package) =>
	costOf(left, days) - costOf(right, days);

/** A package that is named by its IDs or its code. */
type Named = Exclude<ChosenPackage, { by: 'plan' }>;

function isChosen({ apiCode, skuId, priceId }: Package, chosen: Named): boolean {
	return chosen.by === 'apiCode'
		? apiCode !== null && isSameCode(apiCode, chosen.apiCode)
		: (skuId ?? chosen.skuId) === chosen.skuId && String(priceId) === chosen.priceId;
}

/** Whether a package that the card's list doesn't contain doesn't fit it. */
function isRuledOut(offer: readonly Offered[], chosen: Named, found: Package[]): boolean {
	const skuIds = chosen.by === 'package' ? [chosen.skuId] : found.map(({ skuId }) => skuId);
	const isWhole = offer.some(({ skuId, packages }) => packages === null && skuIds.includes(skuId));
	if (offer.length === 0 || isWhole) return false;
	// Some packages have no API code in a list: then a missing code proves nothing.
	return chosen.by === 'package' || listed(offer).every(({ apiCode }) => apiCode !== null);
}

/** The package in the lists of the chosen destination and, for an API code, in those of its country. */
async function inPriceLists(
	client: Client,
	chosen: Named,
	dpId: string | null,
): Promise<Package[]> {
	const code = chosen.by === 'apiCode' ? chosen.apiCode : '';
	const [, country] = /^0{0,3}(\d{1,9})-/.exec(code) ?? [];
	const skus = country === undefined ? [] : await readSkus(client, dpId);
	const ofCountry = skus.filter(({ countryCode }) => countryCode?.replace(/^0+/, '') === country);
	const skuIds = [chosen.skuId, ...ofCountry.map(({ skuId }) => skuId)];
	return (await readPackages(client, skuIds, dpId)).filter((entry) => isChosen(entry, chosen));
}

/** The cheapest package that is the plan. Of two rows of one package, the dearer counts. */
function cheapest(pool: readonly Package[], plan: Plan): Resolved {
	const candidates = pool.filter((entry) => distance(entry, plan) === 0);
	if (candidates.length === 0) return { ...unlisted, misfit: noSuchPlan(plan, pool) };
	const rows = [...candidates].sort(byCost(plan.days));
	const each = new Map(rows.map((entry) => [`${entry.skuId}/${entry.priceId}`, entry]));
	const [entry] = [...each.values()].sort(byCost(plan.days));
	return { ...unlisted, entry, candidates };
}

/** The packages of a plan's destination, and of the card to renew if its list says which; or why there are none. */
async function packagesFor(
	client: Client,
	{ destination }: Plan,
	dpId: string | null,
	offer: readonly Offered[],
): Promise<Package[] | Failure> {
	const skus = offer.length > 0 ? offer : await orFailure(readSkus(client, dpId));
	if (skus instanceof Failure) return notRead(skus);
	const called = destinationsCalled(skus, destination);
	if (called.length === 0) return whichDestination(destination, skus, offer.length > 0);
	const whole = called.filter(({ packages }) => packages === null).map(({ skuId }) => skuId);
	const packages = await orFailure(readPackages(client, whole, dpId));
	return packages instanceof Failure ? notRead(packages) : [...listed(called), ...packages];
}

/** A plan needs the price list. */
function notRead(failure: Failure): Failure {
	return failure.with({
		outcome: 'notExecuted',
		resolution: `Nothing was ordered, because MIOeSIM's price list could not be read. ${failure.details.resolution}`,
	});
}
