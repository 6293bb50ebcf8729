import type { Failure } from '../codes/failure';
import type { Package } from '../shapes/package';
import type { EndpointKey } from '../wire/endpoints';
import type { Asked } from './line';
import { planKey, type Plan } from './plan';

/** The package of a purchase, however the user specified it. */
export type ChosenPackage =
	| { by: 'package'; skuId: string; priceId: string }
	/** The destination only says where to look first: an API code names its package by itself. */
	| { by: 'apiCode'; apiCode: string; skuId: string | null }
	/** The cheapest package that is exactly this. */
	| ({ by: 'plan' } & Plan);

/** What a chosen package means in MIOeSIM's price lists. */
export interface Resolved {
	/**
	 * The row to check and to show: the cheapest that is the plan, else the dearest of the candidates. Null
	 * when unknown.
	 */
	entry: Package | null;
	/**
	 * Every row that is this package: an API code may stand in the lists of several SKUs, with different
	 * price IDs and prices (docs/api.md, section 7), and several packages may be the same plan. Empty when
	 * unknown.
	 */
	candidates: Package[];
	/** Why there is no such package, or none for the card to renew; null when there is, or when unknown. */
	misfit: Failure | null;
	/** Why the price list could not be read. */
	unread: Failure | null;
}

/** Identifies what is bought, for an external item id: the same however a plan's price changes. */
export function packageKey(chosen: ChosenPackage): string {
	if (chosen.by === 'plan') return planKey(chosen);
	return chosen.by === 'apiCode' ? chosen.apiCode : `${chosen.skuId}-${chosen.priceId}`;
}

/** The package in a form that can be compared with an order. */
export function namedPackage(chosen: ChosenPackage): Pick<Asked, 'skuId' | 'priceIds' | 'apiCode'> {
	return {
		skuId: chosen.by === 'package' ? chosen.skuId : null,
		priceIds: chosen.by === 'package' ? [chosen.priceId] : [],
		apiCode: chosen.by === 'apiCode' ? chosen.apiCode : null,
	};
}

/**
 * The parameters that specify the package in a request.
 *
 * @param entry the package that a plan is; without it, a plan has no parameters and can't be ordered
 */
export function packageParameters(
	chosen: ChosenPackage,
	entry: Package | null,
): Record<string, string> {
	if (chosen.by === 'apiCode') return { apiCode: chosen.apiCode };
	if (chosen.by === 'package') return { skuId: chosen.skuId, priceId: chosen.priceId };
	return entry === null ? {} : { skuId: String(entry.skuId), priceId: String(entry.priceId) };
}

/** The days to order: those of a plan, if the package that it is has a price per day. */
export function daysToOrder(
	chosen: ChosenPackage,
	entry: Package | null,
	daypassDays: number | null,
): number | null {
	return chosen.by === 'plan' ? (entry?.isDaypass ? chosen.days : null) : daypassDays;
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
