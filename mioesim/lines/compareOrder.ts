import type { OrderFacts } from '../shapes/orderFacts';
import { redact } from '../redact';
import type { Requested } from './requested';

/**
 * Compares an order with what an item asks for, field by field. A field that one side doesn't show is not
 * a difference.
 *
 * @returns the differences with both values, e.g. `with a count of 1 instead of 2`; empty when there is
 *   none
 */
export function compareOrder(requested: Requested, found: OrderFacts): string[] {
	return fields.flatMap((field) => field(requested, found) ?? []);
}

type Field = (requested: Requested, found: OrderFacts) => string | null;

/** One row for each field. To compare another field, add a row. */
const fields: readonly Field[] = [
	(asked, found) =>
		differ(asked.kind, found.kind, (is, wanted) => `as ${kinds[is]} instead of ${kinds[wanted]}`),
	(asked, found) =>
		differ(asked.skuId, found.skuId, (is, wanted) => `for destination ${is} instead of ${wanted}`),
	({ priceId }, { priceIds }) => {
		const other = priceIds.find((each) => each !== priceId) ?? null;
		return differ(priceId, other, (is, wanted) => `with package ${is} instead of ${wanted}`);
	},
	(asked, found) =>
		differ(
			asked.apiCode,
			found.apiCode,
			(is, wanted) => `with API code ${redact(is)} instead of ${redact(wanted)}`,
		),
	differByParts,
	(asked, found) =>
		differ(asked.count, found.count, (is, wanted) => `with a count of ${is} instead of ${wanted}`),
	(asked, found) =>
		differ(
			asked.daypassDays,
			found.daypassDays,
			(is, wanted) => `with a daypass of ${is} instead of ${wanted} days`,
		),
	(asked, found) =>
		differ(
			asked.simType,
			found.simType,
			(is, wanted) => `for ${simTypes[is]} instead of ${simTypes[wanted]}`,
		),
	({ iccids }, found) => {
		const others = found.iccids.filter((iccid) => !iccids.includes(iccid));
		return iccids.length > 0 && others.length > 0
			? `for ${cardNames(others)} instead of ${cardNames(iccids)}`
			: null;
	},
	(asked, found) => {
		// An order that is itself a renewal is renewed under the number of its main order, so cards are more
		// precise.
		if (asked.iccids.length > 0 && found.iccids.length > 0) return null;
		return differ(
			asked.mainOrderNumber,
			found.mainOrderNumber,
			(is, wanted) => `for order ${is} instead of ${wanted}`,
		);
	},
	(asked, found) =>
		differ(
			asked.customerEmail?.toLowerCase() ?? null,
			found.customerEmail?.toLowerCase() ?? null,
			(is, wanted) => `with the customer email ${redact(is)} instead of ${redact(wanted)}`,
		),
];

const kinds = { purchase: 'a new purchase', renewal: 'a renewal' } as const;
const simTypes = { esim: 'an eSIM', physical: 'a physical SIM card' } as const;

/** @returns null when one side is unknown, or both are equal */
function differ<T>(
	asked: T | null,
	found: T | null,
	phrase: (found: T, asked: T) => string,
): string | null {
	return asked === null || found === null || asked === found ? null : phrase(found, asked);
}

/**
 * When nothing else shows the package of an API code, the code itself does: `40-0-3-1-G` is destination,
 * type, days, amount and unit (docs/api.md, section 7).
 */
function differByParts({ apiCode, priceId }: Requested, found: OrderFacts): string | null {
	const parts = apiCodeParts(apiCode);
	const isTold = (priceId !== null && found.priceIds.length > 0) || found.apiCode !== null;
	if (parts === null || isTold) return null;
	return (
		differ(
			parts.skuId,
			found.skuId,
			(is, wanted) => `for destination ${is} instead of ${wanted}`,
		) ??
		differ(
			parts.days,
			found.planDays,
			(is, wanted) => `with a plan of ${is} instead of ${wanted} days`,
		)
	);
}

/** @returns null when the code doesn't have these parts */
export function apiCodeParts(
	apiCode: string | null,
): { skuId: string; days: number | null; isDaypass: boolean } | null {
	const match = /^(\d{1,9})-\d{1,9}-(\d{1,9}|\?)-/.exec(apiCode ?? '');
	if (match === null) return null;
	const [, skuId, days] = match;
	return { skuId, days: days === '?' ? null : Number(days), isDaypass: days === '?' };
}

/** The end of an ICCID is enough for a person, and too little to leak in a log. */
function cardNames(iccids: readonly string[]): string {
	const ends = iccids.map((iccid) => `…${iccid.slice(-4)}`).join(', ');
	return iccids.length === 1 ? `the card ${ends}` : `the cards ${ends}`;
}
