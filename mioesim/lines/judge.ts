import { isIntact } from '../codes/orderStatus';
import { redact } from '../redact';
import type { Order, OrderFacts } from '../shapes/order';
import { compareIds } from './ids';
import type { Asked, Line } from './line';
import { isSameCode } from './package';

/**
 * Where an order comes from: the reply to the line's own call (or the object that it named), or the list
 * of orders with the line's IDs, before buying (`earlier`) and after it (`later`: in doubt, receipt).
 */
export type Road = 'reply' | 'earlier' | 'later';

export interface Told {
	order: Order;
	facts: OrderFacts;
}

/**
 * - `same`: the line, as asked
 * - `different`: the line's IDs, but not what was asked
 * - `dead`: the line as asked, but cancelled, obsolete, locked or not paid
 * - `other`: somebody else's order
 */
export interface Verdict {
	is: 'same' | 'different' | 'dead' | 'other';
	/** What decides, with both values, e.g. `with a count of 1 instead of 2`. */
	differences: string[];
	/** What differs without deciding. */
	warnings: string[];
}

/** How much a difference counts: it decides, it is worth a warning, it decides if nothing stronger is told, or nothing. */
type Weight = 'decides' | 'warns' | 'last' | 'none';

/** A pair of values that were asked for and told. */
interface Trait {
	weight: Record<Road, Weight>;
	/** Whether both sides say something. */
	isTold(asked: Asked, told: OrderFacts): boolean;
	/** @returns null when both are equal, as far as they are told */
	differ(asked: Asked, told: OrderFacts): string | null;
}

const always: Trait['weight'] = { reply: 'decides', earlier: 'decides', later: 'decides' };
const inRows: Trait['weight'] = { reply: 'none', earlier: 'decides', later: 'decides' };
const weak: Trait['weight'] = { reply: 'warns', earlier: 'last', later: 'last' };
const never: Trait['weight'] = { reply: 'warns', earlier: 'warns', later: 'warns' };

/** A trait with one value on each side. */
function trait<T extends string | number>(
	weight: Trait['weight'],
	valuesOf: (asked: Asked, told: OrderFacts) => readonly [T | null, T | null],
	phrase: (is: T, wanted: T) => string,
): Trait {
	return {
		weight,
		isTold: (asked, told) => valuesOf(asked, told).every((value) => value !== null),
		differ: (asked, told) => {
			const [wanted, is] = valuesOf(asked, told);
			return wanted === null || is === null || wanted === is ? null : phrase(is, wanted);
		},
	};
}

const kinds = { purchase: 'a new purchase', renewal: 'a renewal' } as const;
const simTypes = { esim: 'an eSIM', physical: 'a physical SIM card' } as const;

/** What is told has a weight (docs/exactly-once.md). The stronger first: `last` looks at those above it. */
const traits: readonly Trait[] = [
	trait(
		inRows,
		(asked, told) => [asked.kind, told.kind],
		(is, wanted) => `as ${kinds[is]} instead of ${kinds[wanted]}`,
	),
	{
		weight: always,
		isTold: ({ priceIds }, told) => priceIds.length > 0 && told.priceIds.length > 0,
		differ: ({ priceIds }, told) => {
			const other = told.priceIds.find((each) => each !== '0' && !priceIds.includes(each));
			return priceIds.length === 0 || other === undefined
				? null
				: `with package ${other} instead of ${priceIds.join(' or ')}`;
		},
	},
	{
		weight: weak,
		isTold: ({ apiCode }, told) => apiCode !== null && told.apiCode !== null,
		differ: ({ apiCode }, told) =>
			apiCode === null || told.apiCode === null || isSameCode(apiCode, told.apiCode)
				? null
				: `with API code ${redact(told.apiCode)} instead of ${redact(apiCode)}`,
	},
	trait(
		weak,
		(asked, told) => [asked.skuId, told.skuId],
		(is, wanted) => `for destination ${is} instead of ${wanted}`,
	),
	trait(
		always,
		(asked, told) => [asked.count, told.count || null],
		(is, wanted) => `with a count of ${is} instead of ${wanted}`,
	),
	trait(
		always,
		(asked, told) => [asked.daypassDays, told.daypassDays],
		(is, wanted) => `with a daypass of ${is} instead of ${wanted} days`,
	),
	{
		weight: always,
		isTold: ({ iccids }, told) => iccids.length > 0 && told.iccids.length > 0,
		differ: ({ iccids }, told) => {
			const others = told.iccids.filter((iccid) => !iccids.includes(iccid));
			return iccids.length === 0 || others.length === 0
				? null
				: `for ${cardNames(others)} instead of ${cardNames(iccids)}`;
		},
	},
	trait(
		inRows,
		// An order that is itself a renewal is renewed under the number of its main order, so cards are more
		// precise.
		(asked, told) =>
			asked.iccids.length > 0 && told.iccids.length > 0
				? [null, null]
				: [upper(asked.mainOrderNumber), upper(told.mainOrderNumber)],
		(is, wanted) => `for order ${is} instead of ${wanted}`,
	),
	trait(
		never,
		(asked, told) => [asked.simType, told.simType],
		(is, wanted) => `for ${simTypes[is]} instead of ${simTypes[wanted]}`,
	),
	trait(
		{ reply: 'warns', earlier: 'decides', later: 'warns' },
		(asked, told) => [address(asked.customerEmail), address(told.customerEmail)],
		(is, wanted) => `with the customer email ${redact(is)} instead of ${redact(wanted)}`,
	),
];

/** The traits that show which package it is, the strongest first. */
const packageTraits = traits.slice(1, 4);

/**
 * Compares an order with a line, wherever that is asked. What one side doesn't tell is no difference.
 *
 * @param road where the order comes from
 */
export function judge(line: Line, { order, facts }: Told, road: Road): Verdict {
	if (road === 'reply' && !isOurs(line, order)) {
		return { is: 'other', differences: [idsOf(line, order)], warnings: [] };
	}
	const differences: string[] = [];
	const warnings: string[] = [];
	for (const each of traits) {
		const difference = each.differ(line.asked, facts);
		const weight = difference === null ? 'none' : weightOf(each, road, line.asked, facts);
		if (difference !== null && weight === 'decides') differences.push(difference);
		if (difference !== null && weight === 'warns') warnings.push(difference);
	}
	if (differences.length > 0) return { is: 'different', differences, warnings };
	return { is: isIntact(order.status) ? 'same' : 'dead', differences, warnings };
}

function weightOf(each: Trait, road: Road, asked: Asked, told: OrderFacts): Weight {
	const weight = each.weight[road];
	if (weight !== 'last') return weight;
	const stronger = packageTraits.slice(0, packageTraits.indexOf(each));
	return stronger.some(({ isTold }) => isTold(asked, told)) ? 'warns' : 'decides';
}

/** An ID that is not told, or only changed in form, is not another's. */
function isOurs({ ids }: Line, order: Order): boolean {
	return !Object.values(compareIds(ids, order)).includes('other');
}

function idsOf({ ids }: Line, { externalOrderId, externalItemId }: Order): string {
	return `it has the IDs ${redact(`${externalOrderId}, ${externalItemId}`)} instead of ${ids.externalOrderId}, ${ids.externalItemId}`;
}

const upper = (value: string | null) => value?.toUpperCase() ?? null;

/** An address that can be compared: whole, not masked. */
function address(email: string | null): string | null {
	const plain = email?.trim().toLowerCase() ?? '';
	return /^[^\s*@]+@[^\s*@]+$/.test(plain) ? plain : null;
}

/** The end of an ICCID is enough for a person, and too little to leak in a log. */
function cardNames(iccids: readonly string[]): string {
	const ends = iccids.map((iccid) => `…${iccid.slice(-4)}`).join(', ');
	return iccids.length === 1 ? `the card ${ends}` : `the cards ${ends}`;
}
