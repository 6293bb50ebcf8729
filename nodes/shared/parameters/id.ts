import { ExpressionParser } from 'n8n-workflow';

import { isBlank, quoted, readText, refuse, withoutMarks } from './text';

/**
 * IDs from the user's systems. Two items with equal IDs are one purchase, so what a missing field leaves
 * behind must never count as an ID: the second customer would get the first customer's eSIM. A template is
 * judged by its parts (`emptyPart`), and a value by the tables below; nothing else is guessed.
 */

/** How long an ID may be for MIOeSIM is unknown; no shop uses longer ones. */
const LONGEST_ID = 255;

/** What programs and people write for "nothing", in any case. `Nan` is a name and a province. */
const NOTHING = new Set(
	`undefined|null|nil|none|nan|n/a|n.a.|nothing|empty|blank|unknown|missing|unset|tbd|tba|not set|not available
	|not applicable|no value|no data|true|false|infinity|-infinity|keine|k.a.|aucun|aucune|ninguno|ninguna|nenhum
	|nessuno|нет|geen|无|無|空|なし|未設定|未设置|没有|없음|لا يوجد|ندارد`.split(/\s*\|/),
);

/** `[order_id]` and `<Order ID>` are placeholders, `[VIP] 12` is not: the name must end with one of these. */
const PLACEHOLDER_ENDS = new Set(
	`id ids no nr num number name key code ref reference email mail phone date time value field order invoice item
	line sku uuid guid token customer transaction title text quantity amount status type`.split(/\s+/),
);

/** Left by template languages, mail merges, form builders and printf; and n8n's preview without data. */
const PLACEHOLDERS = [
	/\{\{|[$#@!]\{|\{[%$!#@]|<%|\*\|\w|\[\[\p{L}|^=[\p{L}$({]|^:[a-z_]\w*$/iu,
	/\{:?\p{L}[\p{L}_]*(?:[ .:-][\p{L}_]+)*:?\d{0,2}\}|\{\d?\}/u,
	/(?<![\p{L}\p{N}])%(?:%?[a-z_]+(?:\.[a-z_]+)*\d?%%?|[sd])(?![\p{L}\p{N}])/iu,
	/^\$(?:json|input|node|items?|vars?|env|\(|[a-z]+(?:_[a-z]+)+$)|(##|@@|\$\$)[a-z]\w*\1/i,
	/\[(?:(?:execute|run) [^\]]{1,80}|no (?:path|data|node)[^\]]{0,60}|invalid[^\]]{0,60}|undefined|null|empty|blank)\]/i,
];

/** What spreadsheets in the languages of Excel show for a failed formula. */
const SHEET_ERROR = new RegExp(
	`(?<![\\p{L}\\p{N}])(?:#(?:N/[ABD]|Н/Д|I/T|DIV/0|GETTING_DATA)(?![\\p{L}\\p{N}])|#[¡¿]?(?:${[
		'REF|VALUE|DIV/0|NAME|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|EXTERNAL|PYTHON|UNKNOWN|ERROR|CIRC',
		'BEZUG|WERT|ZAHL|ÜBERLAUF|KALK|VALEUR|NOM|NOMBRE|NUL|PROPAGATION|CALCUL|VALOR|NULO|DESBORDAMIENTO',
		'NOME|NÚM|DESPEJAR|RIF|VALORE|NULLO|VERW|WAARDE|NAAM|GETAL|LEEG|DEEL/0|ССЫЛКА|ЗНАЧ|ИМЯ|ЧИСЛО|ПУСТО',
		'ДЕЛ/0|ADR|ARG|NAZWA|LICZBA|ZERO|DZIEL/0|REFERENS|VÄRDEFEL|NAMN|OGILTIGT|SKÄRNING|DIVISION/0|REFERENCE',
		'VÆRDI|NAVN|VERDI|BAŞV|DEĞER|AD|SAYI|BOŞ|SAYI/0|HODNOTA|NÁZEV|ČÍSLO|VIITTAUS|ARVO|NIMI|LUKU|JAKO/0',
	].join('|')})[!?])|^Err:\\d{3}$`,
	'iu',
);

/** Why a text identifies nothing, as the end of a sentence that begins with the parameter's name. */
type Reason = readonly [{ test(value: string): boolean }, string];

const NO_NAME: readonly Reason[] = [
	[{ test: (value) => value.length > LONGEST_ID }, `is longer than ${LONGEST_ID} characters`],
	[{ test: isNothing }, 'comes from an empty field'],
	[/[\p{Cc}\p{Zl}\p{Zp}]/u, 'contains a line break or another control character'],
	[/[\p{Cs}\uFFFD]/u, 'contains a broken character'],
	[{ test: isPlaceholder }, 'contains a placeholder that was not filled in'],
	[
		/\[object \p{L}{1,40}\]|(?<![\p{L}\p{N}])Invalid Date(?:Time)?(?![\p{L}\p{N}])/u,
		'contains an object or a date instead of text',
	],
	[SHEET_ERROR, 'is the result of a failed spreadsheet formula'],
	// A spreadsheet's notation for long numbers, which keeps only the digits it shows.
	[/^\d(?:[.,]\d{1,20})?E\+\d{1,3}$/i, 'is a number that a spreadsheet has rounded'],
	// As a part of an ID; but a compound is a word of its own, and a random ID may contain `NaN`.
	[
		/^(?:(?![\w-]{20,}$).*(?<![\p{L}\p{N}])NaN|.*(?<![\p{L}\p{N}])(?:undefined|null))(?![\p{L}\p{N}]|-\p{Ll}{3,} )/u,
		'comes from an empty field',
	],
];

function isPlaceholder(value: string): boolean {
	if (PLACEHOLDERS.some((pattern) => pattern.test(value))) return true;
	for (const [whole, name] of value.matchAll(/[[<](\p{L}[\p{L}\d _.-]{0,60})[\]>]/gu)) {
		const words = name.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ').split(/[ _.-]/);
		const last = words[words.length - 1].replace(/\d+$/, '').toLowerCase();
		if (PLACEHOLDER_ENDS.has(last) && (words.length > 1 || whole === value)) return true;
	}
	return false;
}

function isNothing(value: string): boolean {
	const bare = value.replace(/^["'([{<«\s]{1,9}/, '').replace(/["')\]}>»\s]{1,9}$/, '');
	return NOTHING.has(bare.toLowerCase()) && bare !== 'Nan';
}

/** `shop`, `SHOP`, `WooCommerce`, `订单`; random IDs are none of these. */
const WORD =
	'(?:\\p{Lu}?\\p{Ll}[\\p{Ll}\\p{M}]*|\\p{Lu}+|\\p{Lo}[\\p{Lo}\\p{M}]*|(?:\\p{Lu}\\p{Ll}{2,}){2,3})';

/** Letters and a separator with nothing after it: `SHOP-`, `my_shop_`, `Order #`. */
const ONLY_PREFIX = new RegExp(
	`^#?(?:${WORD}[-_])*${WORD}(?:\\s?[-_:/\\\\|~‐-―−：－]|\\s#|-#)$`,
	'u',
);

const NO_LETTER: Reason = [/^[^\p{L}\p{N}]*$/u, 'contains no letter or digit'];

const NO_ID: readonly Reason[] = [
	...NO_NAME,
	NO_LETTER,
	[/^na$/i, 'comes from an empty field'],
	[ONLY_PREFIX, 'has an empty part'],
];

/**
 * An ID in one spelling. Letters with accents, blanks and invisible marks differ between systems that
 * mean the same ID. Nothing else is changed: `①` and `1` are two IDs.
 *
 * @throws {Failure} when the value is not an ID
 */
export function readId(value: unknown, label: string): string {
	return checked(value, label, NO_ID);
}

/** A code, a filter or the beginning of an ID: may be any text but a placeholder or a word for nothing. */
export function readCode(value: unknown, label: string): string {
	return checked(value, label, NO_NAME);
}

function checked(value: unknown, label: string, reasons: readonly Reason[]): string {
	const content = withoutMarks(readText(value, label).replace(/\p{Zs}/gu, ' ')).normalize('NFC');
	const found = reasons.find(([pattern]) => pattern.test(content));
	if (!found) return content;
	return refuse(
		`'${label}' ${found[1]}`,
		`The value for this item is ${quoted(content)}. Check the expression in '${label}', and the field that it reads`,
	);
}

/**
 * The first expression of a template that gives nothing, with its braces; null when each gives something,
 * or nothing is around it. `SHOP-{{ $json.id }}` without an id is the same text for every item.
 *
 * @param written the parameter as saved, beginning with `=`
 * @param value what the whole template gives
 */
export function emptyPart(
	written: string,
	value: unknown,
	evaluate: (expression: string) => unknown,
): string | null {
	const chunks = ExpressionParser.splitExpression(written.slice(1));
	const codes = chunks.filter(({ type }) => type === 'code');
	const texts = chunks.filter(({ type }) => type === 'text').map(({ text }) => text);
	if (codes.length < 2 && texts.every(isBlank)) return null;
	// What a single expression gave is what stands between the texts: n8n need not evaluate it again.
	const single = codes.length === 1 ? between(value, texts[0], texts.slice(1).join('')) : null;
	const parts = codes.map((code) => ExpressionParser.joinExpression([code]));
	return parts.find((part) => givesNothing(single ?? evaluate(part))) ?? null;
}

function between(value: unknown, before: string, after: string): string | null {
	if (typeof value !== 'string' || !value.startsWith(before) || !value.endsWith(after)) return null;
	return value.slice(before.length, value.length - after.length);
}

function givesNothing(part: unknown): boolean {
	if (Array.isArray(part)) return part.length === 0 || part.some(givesNothing);
	const content = withoutMarks(String(part ?? '')).slice(0, LONGEST_ID);
	return [...NO_NAME, NO_LETTER].some(([pattern]) => pattern.test(content));
}
