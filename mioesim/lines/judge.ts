import { isIntact } from '../codes/orderStatus';
import { htmlDecoded, redact } from '../redact';
import type { Order, OrderFacts } from '../shapes/order';
import { percentDecoded } from '../values';
import type { Asked, ExternalIds, Line } from './line';
import { isSameCode } from './package';

/**
 * Where an order comes from: the reply to the line's own call (or the object that it named), or the list
 * of orders with the line's IDs, before buying (`earlier`) and after it (`later`: in doubt, receipt).
 */
export type Road = 'reply' | 'earlier' | 'later';

/** What an order and a line tell differently. */
interface Comparison {
	/** What decides, with both values, e.g. `with a count of 1 instead of 2`. */
	differences: string[];
	/** What differs without deciding. */
	warnings: string[];
}

/**
 * - `same`: the line, as asked
 * - `different`: the line's IDs, but not what was asked
 * - `dead`: the line as asked, but cancelled, obsolete, locked or not paid
 * - `other`: somebody else's order
 */
export interface Verdict extends Comparison {
	is: 'same' | 'different' | 'dead' | 'other';
}

/** A difference decides, is worth a warning, decides if nothing stronger names the package, or is nothing. */
type Weights = Record<Road, 'decides' | 'warns' | 'last' | 'none'>;

const always: Weights = { reply: 'decides', earlier: 'decides', later: 'decides' };
const inRows: Weights = { reply: 'none', earlier: 'decides', later: 'decides' };
const weak: Weights = { reply: 'warns', earlier: 'last', later: 'last' };
const never: Weights = { reply: 'warns', earlier: 'warns', later: 'warns' };
const before: Weights = { reply: 'warns', earlier: 'decides', later: 'warns' };

/** What is told has a weight (docs/exactly-once.md), and words around its value. The stronger first. */
const traits: ReadonlyArray<readonly [keyof Asked, Weights, string, string?]> = [
	['kind', inRows, 'as'],
	['priceIds', always, 'with package'],
	['apiCode', weak, 'with API code'],
	['skuId', weak, 'for destination'],
	['count', always, 'with a count of'],
	['daypassDays', always, 'with a daypass of', ' days'],
	['iccids', always, 'for'],
	['mainOrderNumber', inRows, 'for order'],
	['simType', never, 'for'],
	['customerEmail', before, 'with the customer email'],
];

const kinds = new Map([
	['purchase', 'a new purchase'],
	['renewal', 'a renewal'],
	['esim', 'an eSIM'],
	['physical', 'a physical SIM card'],
]);

/** Compares an order with a line, wherever that is asked. */
export function judge(
	{ ids, asked }: Line,
	{ order, facts }: { order: Pick<Order, 'status' | keyof ExternalIds>; facts: OrderFacts },
	road: Road,
): Verdict {
	// An ID that is not told, or only changed in form, is not another's.
	if (road === 'reply' && Object.values(compareIds(ids, order)).includes('other')) {
		return { is: 'other', differences: [], warnings: [] };
	}
	const compared = compare(asked, facts, road);
	const whole = isIntact(order.status) ? 'same' : 'dead';
	return { is: compared.differences.length > 0 ? 'different' : whole, ...compared };
}

/** What one side doesn't tell is no difference. */
export function compare(asked: Asked, told: OrderFacts, road: Road): Comparison {
	const differences: string[] = [];
	const warnings: string[] = [];
	// An order that is itself a renewal is renewed under the number of its main order: cards are more precise.
	const hasCards = asked.iccids.length > 0 && told.iccids.length > 0;
	let isNamed = false;
	for (const [trait, weights, words, unit = ''] of traits) {
		const [wanted, is] = [said(asked, trait), said(told, trait)];
		// Of what is compared, only API codes contain a `?` for the days.
		const others = is.filter((each) => !wanted.some((one) => isSameCode(one, each)));
		const isSkipped = trait === 'mainOrderNumber' && hasCards;
		if (wanted.length === 0 || is.length === 0 || isSkipped) continue;
		const weight = weights[road] === 'last' ? (isNamed ? 'warns' : 'decides') : weights[road];
		isNamed ||= trait !== 'kind';
		if (others.length === 0) continue;
		const other = shown(trait, trait === 'iccids' ? others : others.slice(0, 1));
		const difference = `${words} ${other} instead of ${shown(trait, wanted)}${unit}`;
		if (weight === 'decides') differences.push(difference);
		if (weight === 'warns') warnings.push(difference);
	}
	return { differences, warnings };
}

/** What a side tells: nothing, a value, or several. */
function said(side: OrderFacts, trait: keyof Asked): string[] {
	const values = [side[trait]].flat().flatMap((value) => (value === null ? [] : String(value)));
	if (trait !== 'customerEmail') return values;
	// An address that can be compared is whole, not masked.
	const plain = values.map((email) => email.toLowerCase());
	return plain.filter((email) => /^[^\s*@]+@[^\s*@]+$/.test(email));
}

function shown(trait: keyof Asked, values: readonly string[]): string {
	if (trait === 'iccids') return cardNames(values);
	return values.map((value) => kinds.get(value) ?? redact(value)).join(' or ');
}

/** The end of an ICCID is enough for a person, and too little to leak in a log. */
function cardNames(iccids: readonly string[]): string {
	const ends = iccids.map((iccid) => `…${iccid.slice(-4)}`).join(', ');
	return iccids.length === 1 ? `the card ${ends}` : `the cards ${ends}`;
}

/**
 * How an ID that MIOeSIM tells compares with the one that was sent (docs/api.md, section 7): in another case
 * or encoding it is `altered`; its beginning, or all of it but signs around it, is `cut`; a masked one is
 * `untold`.
 */
export type SameId = 'equal' | 'altered' | 'cut' | 'untold' | 'other';

/** What is told of both IDs. A database cuts both to one length, or neither. */
export function compareIds(
	sent: ExternalIds,
	told: { [Name in keyof ExternalIds]: string | null },
): { order: SameId; item: SameId } {
	const ids = [
		[sent.externalOrderId, told.externalOrderId],
		[sent.externalItemId, told.externalItemId],
	] as const;
	const [order, item] = ids.map(([whole, id]) => {
		const is = sameId(whole, id);
		if (is !== 'beginning') return is;
		const most = id?.length ?? 0;
		return ids.every(([each, cut]) => cut?.length === Math.min(each.length, most))
			? 'cut'
			: 'other';
	});
	return { order, item };
}

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
	return percentDecoded(htmlDecoded(id))
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
