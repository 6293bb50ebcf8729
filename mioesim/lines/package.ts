import type { Failure } from '../codes/failure';
import { isDaily, isUnlimited, packageLabel, sizeMb, type Package } from '../shapes/package';
import { placeKey } from '../shapes/places';
import type { EndpointKey } from '../wire/endpoints';
import type { ChosenPackage, Plan, Wish } from './line';

/** What a chosen package means in MIOeSIM's price lists. */
export interface Resolved {
	/** The cheapest that is the plan, else the dearest of the candidates; null when unknown. */
	entry: Package | null;
	/**
	 * Every row that is this package; empty when unknown. An API code may stand in the lists of several
	 * SKUs, with different price IDs and prices (docs/api.md, section 7), and several packages may be the
	 * same plan.
	 */
	candidates: Package[];
	/** Why there is no such package, or none for the card to renew; null when there is, or when unknown. */
	misfit: Failure | null;
	/** Why the price list could not be read. */
	unread: Failure | null;
}

/** Identifies what is bought, for an external item id: the same however a plan's price changes. */
export function packageKey(chosen: ChosenPackage): string {
	if (chosen.by === 'apiCode') return chosen.apiCode;
	if (chosen.by === 'package') return `${chosen.skuId}-${chosen.priceId}`;
	// One text for all spellings of a plan: the same line must have the same External Item ID.
	const { mb = 0, daily = false } = readPlanSize(chosen.data) ?? {};
	const size = mb === Infinity ? 'unlimited' : `${inDecimal(mb)}MB${daily ? '-daily' : ''}`;
	return `${placeKey(chosen.destination)}-${size}-${chosen.days}d`;
}

/** What a wish tells that can be compared with an order. */
export function namedBy({ kind, chosen, daypassDays }: Wish) {
	const { skuId, priceIds } =
		chosen.by === 'package'
			? { skuId: chosen.skuId, priceIds: [chosen.priceId] }
			: { skuId: null, priceIds: [] };
	const apiCode = chosen.by === 'apiCode' ? chosen.apiCode : null;
	return { kind, skuId, priceIds, apiCode, daypassDays };
}

/** @param entry the package that a plan is; without it, a plan has no parameters and can't be ordered */
export function packageParameters(chosen: ChosenPackage, entry: Package | null) {
	if (chosen.by === 'apiCode') return { apiCode: chosen.apiCode };
	if (chosen.by === 'package') return { skuId: chosen.skuId, priceId: chosen.priceId };
	return entry === null ? {} : { skuId: String(entry.skuId), priceId: String(entry.priceId) };
}

export function endpointFor({ kind, chosen: { by } }: Wish): EndpointKey {
	if (kind === 'renewal') return by === 'apiCode' ? 'renewCardByApiCode' : 'renewCard';
	return by === 'apiCode' ? 'addEsimOrderByApiCode' : 'addEsimOrder';
}

/** The days to order: those of a plan, once its package is known, if that has a price per day. */
export function daysToOrder({ chosen, daypassDays }: Wish, entry: Package | null): number | null {
	if (chosen.by !== 'plan' || entry === null) return daypassDays;
	return entry.isDaypass ? chosen.days : null;
}

/** The price IDs that an order of this package may show: another means another package. Empty when unknown. */
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

/** US dollars for one card; infinite when the price list doesn't show it: it may be the highest. */
export function costOf({ price, cardFee, isDaypass }: Package, daypassDays: number | null): number {
	if (price === null || cardFee === null) return Infinity;
	return price * (isDaypass ? (daypassDays ?? 1) : 1) + cardFee;
}

/**
 * The cost of an order in US dollars, with the price for one card and one day of a daypass, or for the whole
 * plan; the days that are charged one by one, 1 unless it is a daypass; and the fee for each card.
 *
 * @returns null when the price list doesn't show it
 */
export function priceOf(entry: Package | null, cards: number | null, daypassDays: number | null) {
	if (entry === null || cards === null) return null;
	const { price: unitPrice, cardFee } = entry;
	if (unitPrice === null || cardFee === null) return null;
	const total = cents(cards * costOf(entry, daypassDays)) / 100;
	return { unitPrice, paidDays: entry.isDaypass ? (daypassDays ?? 1) : 1, cardFee, total };
}

export const cents = (amount: number) => Math.round(amount * 100);

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

/**
 * How far a package is from a plan: 0 if it is exactly that; twice the data is as far away as twice the days.
 * A daypass runs for the days that are ordered.
 */
export function distance(entry: Package, plan: Plan): number {
	const { isDaypass, name, data, isUnlimited: isEndless } = entry;
	const { days } = plan;
	const asked = readPlanSize(plan.data);
	const [least, most] = isDaypass
		? [entry.minDays || 1, entry.maxDays || Infinity]
		: [entry.days ?? 1e4, entry.days ?? 1e4];
	const mb = isEndless ? Infinity : (sizeMb(data) ?? 0);
	const wanted = asked?.mb ?? 0;
	const isSized = inDecimal(mb) === inDecimal(wanted);
	const bySize = isSized ? 0 : Math.min(20, Math.abs(Math.log2((mb || 1) / wanted)));
	const byDays = Math.log2(1 + Math.max(0, least - days, days - most) / days);
	// Unlimited data is as much by the day as for the whole plan.
	const isAlike = mb === Infinity || (isDaypass || isDaily({ name, flows: data })) === asked?.daily;
	return bySize + byDays + (isAlike ? 0 : 5);
}

/** Half a GB is 512 MB to one, and 500 MB to another. */
const inDecimal = (mb: number) => (mb % 512 === 0 ? (mb / 1024) * 1000 : mb);

/** Labels of the packages that come nearest to the plan, e.g. `5 GB · 10 days · $4.20`. */
export function nearestTo(plan: Plan, entries: readonly Package[]): string[] {
	const scored = entries.map((entry) => ({ entry, far: distance(entry, plan) }));
	const nearest = scored.sort((left, right) => left.far - right.far);
	return [...new Set(nearest.map(({ entry }) => packageLabel(entry)))].slice(0, 5);
}
