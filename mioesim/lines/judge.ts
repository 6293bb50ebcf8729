import { isIntact } from '../codes/orderStatus';
import { redact } from '../redact';
import type { Order, OrderFacts } from '../shapes/order';
import { percentDecoded } from '../values';
import type { Asked, ExternalIds, Line } from './line';
import { isSameCode } from './package';

/**
 * Where an order comes from: the reply to the line's own call (or the object that it named), or the list
 * of orders with the line's IDs, before buying (`earlier`) and after it (`later`: in doubt, receipt).
 */
export type Road = 'reply' | 'earlier' | 'later';

interface Told {
	order: Pick<Order, 'status' | keyof ExternalIds>;
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

/** Two values that were asked for and told. */
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

/**
 * @param valuesOf what is asked for, and what is told; null where a side doesn't say
 * @param phrase how they differ, unless they are identical; null when they mean the same
 */
function trait<T>(
	weight: Trait['weight'],
	valuesOf: (asked: Asked, told: OrderFacts) => readonly [T | null, T | null],
	phrase: (is: T, wanted: T) => string | null,
): Trait {
	return {
		weight,
		isTold: (asked, told) => !valuesOf(asked, told).includes(null),
		differ: (asked, told) => {
			const [wanted, is] = valuesOf(asked, told);
			return wanted === null || is === null || wanted === is ? null : phrase(is, wanted);
		},
	};
}

/** An empty list says nothing. */
const said = (values: readonly string[]) => (values.length > 0 ? values : null);

const kinds = { purchase: 'a new purchase', renewal: 'a renewal' } as const;
const simTypes = { esim: 'an eSIM', physical: 'a physical SIM card' } as const;

/** What is told has a weight (docs/exactly-once.md). The stronger first: `last` looks at those above it. */
const traits: readonly Trait[] = [
	trait(
		inRows,
		(asked, told) => [asked.kind, told.kind],
		(is, wanted) => `as ${kinds[is]} instead of ${kinds[wanted]}`,
	),
	trait(
		always,
		(asked, told) => [said(asked.priceIds), said(told.priceIds)],
		(are, wanted) => {
			const other = are.find((each) => !wanted.includes(each));
			return other === undefined ? null : `with package ${other} instead of ${wanted.join(' or ')}`;
		},
	),
	trait(
		weak,
		(asked, told) => [asked.apiCode, told.apiCode],
		(is, wanted) =>
			isSameCode(is, wanted) ? null : `with API code ${redact(is)} instead of ${redact(wanted)}`,
	),
	trait(
		weak,
		(asked, told) => [asked.skuId, told.skuId],
		(is, wanted) => `for destination ${is} instead of ${wanted}`,
	),
	trait(
		always,
		(asked, told) => [asked.count, told.count],
		(is, wanted) => `with a count of ${is} instead of ${wanted}`,
	),
	trait(
		always,
		(asked, told) => [asked.daypassDays, told.daypassDays],
		(is, wanted) => `with a daypass of ${is} instead of ${wanted} days`,
	),
	trait(
		always,
		(asked, told) => [said(asked.iccids), said(told.iccids)],
		(are, wanted) => {
			const others = are.filter((iccid) => !wanted.includes(iccid));
			return others.length === 0
				? null
				: `for ${cardNames(others)} instead of ${cardNames(wanted)}`;
		},
	),
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
export function judge({ ids, asked }: Line, { order, facts }: Told, road: Road): Verdict {
	// An ID that is not told, or only changed in form, is not another's.
	if (road === 'reply' && Object.values(compareIds(ids, order)).includes('other')) {
		return { is: 'other', differences: [], warnings: [] };
	}
	const differences: string[] = [];
	const warnings: string[] = [];
	for (const each of traits) {
		const difference = each.differ(asked, facts);
		if (difference === null) continue;
		const weight = weightOf(each, road, asked, facts);
		if (weight === 'decides') differences.push(difference);
		if (weight === 'warns') warnings.push(difference);
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

/** How an ID that MIOeSIM tells compares with the one that was sent (docs/api.md, section 7). */
export type SameId =
	| 'equal'
	/** Another case or encoding of it. */
	| 'altered'
	/** The beginning of it, or all of it but signs around it. */
	| 'cut'
	/** Not told, or masked. */
	| 'untold'
	/** Another ID. */
	| 'other';

/** What is told of both IDs. A database cuts both to one length, or neither. */
export function compareIds(
	{ externalOrderId, externalItemId }: ExternalIds,
	told: { [Name in keyof ExternalIds]: string | null },
): { order: SameId; item: SameId } {
	const order = sameId(externalOrderId, told.externalOrderId);
	const item = sameId(externalItemId, told.externalItemId);
	const lengths = [
		[order, told.externalOrderId, externalOrderId.length],
		[item, told.externalItemId, externalItemId.length],
	] as const;
	const isCutTo = (length: number) =>
		lengths.every(([, id, whole]) => id !== null && id.length === Math.min(whole, length));
	const settled = ([is, id]: (typeof lengths)[number]) =>
		is === 'beginning' ? (isCutTo(id?.length ?? 0) ? 'cut' : 'other') : is;
	return { order: settled(lengths[0]), item: settled(lengths[1]) };
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
	'&#x27;': "'",
	'&#47;': '/',
	'&nbsp;': ' ',
};

/** @returns `beginning` when it is only the beginning, which may be another ID */
export function sameId(sent: string, told: string | null): SameId | 'beginning' {
	if (told === null || /^\*+$|\*{3}/.test(told)) return 'untold';
	if (told === sent) return 'equal';
	const [ours, theirs] = [plain(sent), plain(told)];
	if (ours === theirs || garbledForms(sent).some((form) => plain(form) === theirs))
		return 'altered';
	if (bare(ours) === bare(theirs) || isLossy(sent, theirs)) return 'cut';
	return ours.startsWith(theirs) ? 'beginning' : 'other';
}

/** Without case, and without what an encoding changes. */
function plain(id: string): string {
	const decoded = id.replace(/&(?:[a-z]{2,5}|#x?\d{2,3});/gi, (entity) => {
		return ENTITIES[entity.toLowerCase()] ?? entity;
	});
	return percentDecoded(decoded)
		.toLowerCase()
		.replace(/[+\s]+/g, ' ')
		.trim();
}

/** What a server makes of text beyond ASCII that reads it in another charset. */
function garbledForms(id: string): string[] {
	if (isAscii(id)) return [];
	const bytes = Buffer.from(id);
	return ['latin1', 'windows-1252', 'gbk'].map((charset) => new TextDecoder(charset).decode(bytes));
}

/** Whether text beyond ASCII came back as question marks or U+FFFD, which may stand for anything. */
function isLossy(sent: string, theirs: string): boolean {
	const marks = (id: string) => id.replace(/(?:[^\x20-\x7e]|\?)+/g, '?');
	const isMarked = isAscii(theirs.replaceAll('\ufffd', '?'));
	return !isAscii(sent) && isMarked && marks(plain(sent)) === marks(theirs);
}

const isAscii = (id: string) => /^[\x20-\x7e]*$/.test(id);

/** Without signs around it, as in `#1001`. */
const bare = (id: string) => id.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}]+$/u, '');
