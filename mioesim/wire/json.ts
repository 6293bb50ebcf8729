/**
 * JSON as MIOeSIM sends it. An ICCID has up to 20 digits and comes as a JSON number in places
 * (docs/api.md, section 5). A JavaScript number holds 15 of them, and the card would be another one.
 */

/** Maximum nesting of objects and lists. A reply of the API has about six levels. */
const MOST_LEVELS = 100;

/**
 * Maximum number of commas. 16 MB of orders have fewer; a reply full of tiny values such as `{},` would
 * keep a program busy for seconds and take hundreds of megabytes.
 */
const MOST_COMMAS = 1_000_000;

/** A number with fewer characters always fits into a JavaScript number. */
const UNSAFE_DIGITS = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const COMMA = 0x2c;

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const opensLevel = (code: number) => code === 0x7b || code === 0x5b;
const closesLevel = (code: number) => code === 0x7d || code === 0x5d;

const NUMBER = /[\d.eE+-]+/y;

/** The position after the text that begins with the quotation mark at `start`. */
function afterText(json: string, start: number): number {
	for (let index = start + 1; index < json.length; index++) {
		const code = json.charCodeAt(index);
		if (code === BACKSLASH) index++;
		else if (code === QUOTE) return index + 1;
	}
	return json.length;
}

/**
 * Puts quotation marks around every number that a JavaScript number can't hold. One pass, whatever
 * the content.
 *
 * @returns null when the content is deeper or larger than any reply
 */
function quoteLongNumbers(json: string): string | null {
	const parts: string[] = [];
	let copied = 0;
	let levels = 0;
	let commas = 0;
	for (let index = 0; index < json.length; ) {
		const code = json.charCodeAt(index);
		if (code === QUOTE) {
			index = afterText(json, index);
		} else if (code === MINUS || isDigit(code)) {
			const end = afterNumber(json, index);
			const number = json.slice(index, end);
			if (number.length >= UNSAFE_DIGITS && isInexact(number)) {
				parts.push(json.slice(copied, index), '"', number, '"');
				copied = end;
			}
			index = end;
		} else {
			if (opensLevel(code) && ++levels > MOST_LEVELS) return null;
			if (closesLevel(code)) levels--;
			if (code === COMMA && ++commas > MOST_COMMAS) return null;
			index++;
		}
	}
	return parts.join('') + json.slice(copied);
}

function afterNumber(json: string, start: number): number {
	NUMBER.lastIndex = start;
	NUMBER.test(json);
	return NUMBER.lastIndex;
}

/** Whether a JavaScript number loses digits of it. An exponent says that nobody counts them. */
function isInexact(number: string): boolean {
	const value = Number(number);
	if (/e/i.test(number) || Number.isNaN(value)) return false;
	return number.includes('.') ? String(value) !== number : !Number.isSafeInteger(value);
}

/**
 * Parses JSON with three differences from `JSON.parse`: numbers that would lose digits become text with
 * all of them, control characters inside texts are allowed, and a key `__proto__` is left out, because it
 * would change what copies of the object are. The parser's own message is dropped: it would quote the
 * content.
 */
export function readJson(content: string): { value?: unknown; unreadable?: string } {
	const json = quoteLongNumbers(content);
	if (json === null) return { unreadable: 'JSON that has too many levels or values' };
	// The key may be written with escapes, so any escape is a reason to look.
	const mayHoldProto = json.includes('__proto__') || json.includes('\\u');
	const reviver = mayHoldProto ? withoutProto : undefined;
	for (const spelling of [json, null]) {
		try {
			return { value: JSON.parse(spelling ?? escapeControls(json), reviver) };
		} catch {
			// Line breaks inside texts come from people who type into a form: rare, and not worth a pass.
		}
	}
	return { unreadable: 'JSON that is cut off or broken' };
}

const withoutProto = (key: string, value: unknown) => (key === '__proto__' ? undefined : value);

/** Escapes control characters inside texts, as JSON demands. */
function escapeControls(json: string): string {
	const parts: string[] = [];
	let copied = 0;
	for (let index = json.indexOf('"'); index !== -1; index = json.indexOf('"', copied)) {
		const end = afterText(json, index);
		parts.push(json.slice(copied, index), json.slice(index, end).replace(/\p{Cc}/gu, escaped));
		copied = end;
	}
	return parts.join('') + json.slice(copied);
}

const escaped = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
