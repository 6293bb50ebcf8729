import type { Failure } from '../codes/failure';
import { isDaily, isUnlimited, packageLabel, sizeMb, type Package } from '../shapes/package';
import { placeKey } from '../shapes/places';
import type { EndpointKey } from '../wire/endpoints';
import type { Asked, ChosenPackage, Plan, Wish } from './line';

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

/** What a wish tells that can be compared with an order. */
export function namedBy({
	kind,
	chosen,
	daypassDays,
}: Wish): Pick<Asked, 'kind' | 'skuId' | 'priceIds' | 'apiCode' | 'daypassDays'> {
	return {
		kind,
		skuId: chosen.by === 'package' ? chosen.skuId : null,
		priceIds: chosen.by === 'package' ? [chosen.priceId] : [],
		apiCode: chosen.by === 'apiCode' ? chosen.apiCode : null,
		daypassDays,
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

export function endpointFor({ kind, chosen: { by } }: Wish): EndpointKey {
	if (kind === 'renewal') return by === 'apiCode' ? 'renewCardByApiCode' : 'renewCard';
	return by === 'apiCode' ? 'addEsimOrderByApiCode' : 'addEsimOrder';
}

/** The days to order: those of a plan, if the package that it is has a price per day. */
export function daysToOrder({ chosen, daypassDays }: Wish, entry: Package | null): number | null {
	return chosen.by === 'plan' ? (entry?.isDaypass ? chosen.days : null) : daypassDays;
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

/** The cost of an order from the price list, in US dollars. */
export interface Price {
	/** For one card and one day of a daypass, or for the whole plan. */
	unitPrice: number;
	/** Days that are charged one by one: 1 unless it is a daypass. */
	paidDays: number;
	/** Added for each card. */
	cardFee: number;
	/** For all cards. */
	total: number;
}

/** @returns null when the price list doesn't show it */
export function priceOf(
	entry: Package | null,
	cards: number | null,
	daypassDays: number | null,
): Price | null {
	if (entry === null || entry.price === null || entry.cardFee === null || cards === null)
		return null;
	const { price, cardFee } = entry;
	const paidDays = entry.isDaypass ? (daypassDays ?? 1) : 1;
	const total = cents(cards * (price * paidDays + cardFee)) / 100;
	return { unitPrice: price, paidDays, cardFee, total };
}

export function cents(amount: number): number {
	return Math.round(amount * 100);
}

/**
 * The dearest of the rows that are the package. Null when unknown: a row without a price may be it.
 *
 * @param cards how many are paid for; null when unknown
 */
export function highestPriceOf(
	{ entry, candidates }: Resolved,
	wish: Wish,
	cards: number | null,
): Price | null {
	// Of several packages that are a plan, one is ordered.
	const rows = candidates.filter(
		({ skuId, priceId }) =>
			wish.chosen.by !== 'plan' || (skuId === entry?.skuId && priceId === entry?.priceId),
	);
	const prices = rows.flatMap((row) => priceOf(row, cards, daysToOrder(wish, entry)) ?? []);
	if (prices.length < rows.length) return null;
	return prices.sort((left, right) => right.total - left.total)[0] ?? null;
}

/**
 * The size of a plan as people write it: `5 GB`, `5gb`, `0,5 GB`, `500 MB`, `1GB/day`, `unlimited`; a
 * number without a unit is GB.
 *
 * @returns megabytes, infinite for unlimited data; null for anything else
 */
export function readPlanSize(typed: string): { mb: number; daily: boolean } | null {
	const content = typed.normalize('NFKC').trim().slice(0, 60);
	const daily = isDaily({ name: content });
	if (isUnlimited(content)) return { mb: Infinity, daily };
	const [, digits, unit, rest] =
		/^(?:每[天日])?\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*(gb?|mb?|tb?)?\s*(.*)$/i.exec(content) ?? [];
	if (digits === undefined || !(daily || /^(?:data|total)?$/i.test(rest))) return null;
	const mb = sizeMb(`${digits.replace(',', '.')} ${unit ?? 'GB'}`);
	return mb ? { mb, daily } : null;
}

/** One text for all spellings of a plan: the same line must have the same External Item ID. */
function planKey({ destination, data, days }: Plan): string {
	const { mb = 0, daily = false } = readPlanSize(data) ?? {};
	const size = mb === Infinity ? 'unlimited' : `${inDecimal(mb)}MB${daily ? '-daily' : ''}`;
	return `${placeKey(destination)}-${size}-${days}d`;
}

/** Whether a package is exactly this plan. A daypass runs for the days that are ordered. */
export function isPlan(entry: Package, { data, days }: Plan): boolean {
	return distance(entry, readPlanSize(data), days) === 0;
}

/** 0 for exactly what is asked; twice the data is as far away as twice the days. */
function distance(entry: Package, asked: ReturnType<typeof readPlanSize>, days: number): number {
	const { isDaypass, name, data, isUnlimited: isEndless } = entry;
	const [least, most] = isDaypass
		? [entry.minDays || 1, entry.maxDays || Infinity]
		: [entry.days ?? 1e4, entry.days ?? 1e4];
	const mb = isEndless ? Infinity : (sizeMb(data) ?? 0);
	const wanted = asked?.mb ?? 0;
	const isSized = mb === wanted || inDecimal(mb) === inDecimal(wanted);
	const bySize = isSized ? 0 : Math.min(20, Math.abs(Math.log2((mb || 1) / wanted)));
	const byDays = Math.log2(1 + Math.max(0, least - days, days - most) / days);
	// Unlimited data is as much by the day as for the whole plan.
	const isAlike = mb === Infinity || (isDaypass || isDaily({ name, flows: data })) === asked?.daily;
	return bySize + byDays + (isAlike ? 0 : 5);
}

/** Half a GB is 512 MB to one, and 500 MB to another. */
const inDecimal = (mb: number) => (mb % 512 === 0 ? (mb / 1024) * 1000 : mb);

/** Labels of the packages that come nearest to the plan, e.g. `5 GB · 10 days · $4.20`. */
export function nearestTo({ data, days }: Plan, entries: readonly Package[]): string[] {
	const size = readPlanSize(data);
	const scored = entries.map((entry) => ({ entry, far: distance(entry, size, days) }));
	const nearest = scored.sort((left, right) => left.far - right.far);
	return [...new Set(nearest.map(({ entry }) => packageLabel(entry)))].slice(0, 5);
}
