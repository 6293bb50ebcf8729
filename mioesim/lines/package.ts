import type { Client } from '../client/client';
import { isSessionFailure, settle } from './reply';
import type { Failure } from '../codes/failure';
import { inputFailure } from '../codes/failures';
import { packageLabel, packagesOf, type Package } from '../shapes/package';
import { skuOfRow, type Sku } from '../shapes/sku';
import { list, records } from '../values';
import type { EndpointKey } from '../wire/endpoints';

/** The package of a purchase, however the user specified it. */
export type ChosenPackage =
	| { by: 'package'; skuId: string; priceId: string }
	/** The destination only says where to look first: an API code names its package by itself. */
	| { by: 'apiCode'; apiCode: string; skuId: string | null };

/** What a chosen package means in MIOeSIM's price lists. */
export interface Resolved {
	/** The row to check and to show, the dearest of the candidates; null when unknown. */
	entry: Package | null;
	/**
	 * Every row that is this package: an API code may stand in the lists of several SKUs, with different
	 * price IDs and prices (docs/api.md, section 7). Empty when unknown.
	 */
	candidates: Package[];
	/** Why this is no package for the card to renew; null when it is one, or when unknown. */
	misfit: Failure | null;
}

/** Where a package must be on sale. */
export interface Where {
	/** The distribution partner of physical cards. */
	dpId: string | null;
	/** The card to renew; null for a new card, and for all cards of an order. */
	iccid: string | null;
}

/** Identifies what is bought, for an external item id. */
export function packageKey(chosen: ChosenPackage): string {
	return chosen.by === 'apiCode' ? chosen.apiCode : `${chosen.skuId}-${chosen.priceId}`;
}

/** The package in a form that can be compared with an order. */
export function namedPackage(
	chosen: ChosenPackage,
): Record<'skuId' | 'priceId' | 'apiCode', string | null> {
	return chosen.by === 'apiCode'
		? { skuId: null, priceId: null, apiCode: chosen.apiCode }
		: { skuId: chosen.skuId, priceId: chosen.priceId, apiCode: null };
}

/** The parameters that specify the package in a request. */
export function packageParameters(chosen: ChosenPackage): Record<string, string> {
	return chosen.by === 'apiCode'
		? { apiCode: chosen.apiCode }
		: { skuId: chosen.skuId, priceId: chosen.priceId };
}

/** The endpoint that takes those parameters. */
export function endpointFor(chosen: ChosenPackage, kind: 'purchase' | 'renewal'): EndpointKey {
	if (kind === 'renewal') return chosen.by === 'apiCode' ? 'renewCardByApiCode' : 'renewCard';
	return chosen.by === 'apiCode' ? 'addEsimOrderByApiCode' : 'addEsimOrder';
}

/**
 * The price IDs that an order of this package may show; any other means another package. Empty when
 * unknown.
 */
export function priceIdsOf(chosen: ChosenPackage, { candidates }: Resolved): string[] {
	const listed = candidates.flatMap(({ priceId }) => (priceId === null ? [] : [String(priceId)]));
	return [...new Set([...(chosen.by === 'package' ? [chosen.priceId] : []), ...listed])];
}

/** Whether two API codes are one, in any case, and with the days in place of a daypass's `?`. */
export function isSameCode(left: string, right: string): boolean {
	const [first, second] = [left, right].map((code) => code.trim().toUpperCase().split('-'));
	return (
		first.length === second.length &&
		first.every((part, at) => {
			const other = second[at];
			return part === other || (part === '?' ? isDays(other) : other === '?' && isDays(part));
		})
	);
}

const isDays = (part: string) => /^\d{1,4}$/.test(part);

/**
 * Finds the package in MIOeSIM's price lists. What can't be read stays unknown, and the API decides.
 *
 * @throws {Failure} only when there is no session to ask with; {Cancelled}
 */
export async function resolvePackage(
	client: Client,
	chosen: ChosenPackage,
	where: Where,
): Promise<Resolved> {
	const offer = where.iccid === null ? null : await offerFor(client, where.iccid);
	const fitting = offer?.packages.filter((entry) => isChosen(entry, chosen)) ?? [];
	if (fitting.length > 0) return resolved(fitting);
	const found = await inPriceLists(client, chosen, where.dpId);
	const misfit = offer !== null && isRuledOut(offer, chosen, found) ? doesNotFit(offer) : null;
	return { ...resolved(found), misfit };
}

function resolved(candidates: Package[]): Resolved {
	const [entry = null] = [...candidates].sort((left, right) => costOf(right) - costOf(left));
	return { entry, candidates, misfit: null };
}

/** An unknown price may be the highest. */
const costOf = ({ price, cardFee }: Package) =>
	price === null ? Number.MAX_VALUE : price + (cardFee ?? 0);

function isChosen({ apiCode, skuId, priceId }: Package, chosen: ChosenPackage): boolean {
	return chosen.by === 'apiCode'
		? apiCode !== null && isSameCode(apiCode, chosen.apiCode)
		: (skuId ?? chosen.skuId) === chosen.skuId && String(priceId) === chosen.priceId;
}

/** What MIOeSIM offers for a card. */
interface Offer {
	/** All of them can be renewed with, whatever their `flowType` says. */
	packages: Package[];
	/** SKUs that are named without packages: any of theirs fits (docs/api.md, section 7). */
	wholeSkus: ReadonlySet<string | null>;
}

/** @returns null when it can't be known */
async function offerFor(client: Client, iccid: string): Promise<Offer | null> {
	const data = await read(client, 'getIccidSupportPackageInfo', { iccid });
	const skus = records(data).map((row) => ({ skuId: skuOfRow(row).skuId, own: packagesOf(row) }));
	if (skus.length === 0) return null;
	return {
		packages: skus.flatMap(({ own }) => own).map((entry) => ({ ...entry, renewable: true })),
		wholeSkus: new Set(skus.filter(({ own }) => own.length === 0).map(({ skuId }) => skuId)),
	};
}

/** Whether a package that the card's list doesn't contain doesn't fit it. */
function isRuledOut(offer: Offer, chosen: ChosenPackage, found: Package[]): boolean {
	const skuIds = chosen.by === 'package' ? [chosen.skuId] : found.map(({ skuId }) => skuId);
	if (skuIds.some((skuId) => offer.wholeSkus.has(skuId))) return false;
	// Some packages have no API code in a list: then a missing code proves nothing.
	return chosen.by === 'package' || offer.packages.every(({ apiCode }) => apiCode !== null);
}

/** A failure lists no more packages than this. */
const MOST_LABELS = 15;

function doesNotFit({ packages }: Offer): Failure {
	const labels = packages.slice(0, MOST_LABELS).map(labelOf).join('; ');
	const more = packages.length - MOST_LABELS;
	const rest = more > 0 ? `; and ${more} more, see Package > Get Many by Card` : '';
	return inputFailure(
		'The package does not fit this SIM card',
		packages.length === 0
			? 'MIOeSIM lists no package that fits this card. Buy a new eSIM with Order > Create'
			: `The card can be renewed with: ${labels}${rest}`,
	);
}

function labelOf(entry: Package): string {
	const { destination, priceId, skuId } = entry;
	return `${destination ?? `Destination ${skuId}`} ${packageLabel(entry)} (skuId ${skuId}, priceId ${priceId})`;
}

/** @returns the rows that are this package; none when one of the lists can't be read */
async function inPriceLists(
	client: Client,
	chosen: ChosenPackage,
	dpId: string | null,
): Promise<Package[]> {
	const skuIds = chosen.by === 'package' ? [chosen.skuId] : await skusOfCode(client, chosen, dpId);
	if (skuIds === null) return [];
	const lists = await Promise.all(
		skuIds.map(async (skuId) =>
			dpId === null
				? await read(client, 'getPackages', { skuId })
				: await read(client, 'getDpSkuSupportPackageInfo', { dpId, skuId }),
		),
	);
	if (lists.includes(undefined)) return [];
	return lists.flatMap(packagesOf).filter((entry) => isChosen(entry, chosen));
}

/**
 * The SKUs that may list an API code: the chosen destination, then those of the code's country. Null when
 * the destinations can't be read.
 */
async function skusOfCode(
	client: Client,
	{ apiCode, skuId }: ChosenPackage & { by: 'apiCode' },
	dpId: string | null,
): Promise<string[] | null> {
	const [, country] = /^0{0,3}(\d{1,9})-/.exec(apiCode) ?? [];
	const skus = country === undefined ? [] : await destinations(client, dpId);
	if (skus === null) return null;
	const ofCountry = skus.filter(({ countryCode }) => countryCode?.replace(/^0+/, '') === country);
	const ids = [skuId, ...ofCountry.map((sku) => sku.skuId)].filter((id) => id !== null);
	return [...new Set(ids)];
}

async function destinations(client: Client, dpId: string | null): Promise<Sku[] | null> {
	const data =
		dpId === null
			? await read(client, 'getSkus', {})
			: await read(client, 'getDpSupportSkuInfo', { dpId });
	return data === undefined ? null : list(data).map(skuOfRow);
}

/** @returns undefined when it can't be read */
async function read(
	client: Client,
	key: EndpointKey,
	parameters: Record<string, string>,
): Promise<unknown> {
	const reply = await settle(client.ask(key, parameters));
	if (reply.ok) return reply.data;
	if (isSessionFailure(reply.failure)) throw reply.failure;
	return undefined;
}
