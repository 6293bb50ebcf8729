import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { once } from '../../../mioesim/values';
import { entriesOf, plain, quoted, readText, refuse } from './text';

/** An error lists no more choices than this. */
const MOST_LISTED = 12;

/** The values that the field offers, from its description. */
function offersOf(field: INodeProperties | undefined): INodePropertyOptions[] {
	return (field?.options ?? []) as INodePropertyOptions[];
}

/** Longer text is no value of a list, and no switch. */
const LONGEST_CHOICE = 200;

/** Text or a number as one word that can be compared: case and kind of characters don't count. */
function wordOf(value: unknown): string | null {
	const word = typeof value === 'number' ? String(value) : value;
	if (typeof word !== 'string' || word.length > LONGEST_CHOICE) return null;
	return plain(word).toLowerCase();
}

/** The offered value that matches the given one, or has its name; undefined when there is none. */
export function choiceOf(field: INodeProperties | undefined, value: unknown): string | undefined {
	const wanted = wordOf(value);
	if (wanted === null) return undefined;
	const offers = offersOf(field);
	const byValue = offers.find((offer) => wordOf(offer.value) === wanted);
	const offered = byValue ?? offers.find((offer) => wordOf(offer.name) === wanted);
	return offered && String(offered.value);
}

/** @throws {Failure} when the field does not offer the value */
export function readChoice(value: unknown, label: string, field?: INodeProperties): string {
	const choice = choiceOf(field, value);
	if (choice !== undefined) return choice;
	const offers = offersOf(field)
		.filter((offer) => offer.value !== '')
		.map((offer) => (offer.name === offer.value ? offer.name : `${offer.value} (${offer.name})`));
	const more = offers.length > MOST_LISTED ? ', …' : '';
	return refuse(
		`'${label}' does not offer ${quoted(value)}`,
		`Choose from the list, or use an expression that returns one of: ${offers.slice(0, MOST_LISTED).join(', ')}${more}`,
	);
}

/**
 * Several values of a list, each once, in the given order.
 *
 * @throws {Failure} when the list does not offer one: the others alone are not what the user meant
 */
export function readChoices(value: unknown, label: string, field?: INodeProperties): string[] {
	const choices = entriesOf(value, label, /[,;]/).map((entry) => readChoice(entry, label, field));
	return [...new Set(choices)];
}

/** What programs, spreadsheets and forms write, and people in the languages of most customers. */
const [ON, OFF] = [
	`true t 1 1.0 yes y on checked ticked enabled active x ✓ ✔ ☑ ✅ ☒ ja j oui sí si sim да da tak evet ya
	有 是 是的 对 對 真 はい 예 네 نعم بله हाँ हां ใช่ có vrai wahr verdadero verdadeiro vero waar prawda истина doğru`,
	`false f 0 0.0 no n off unchecked unticked disabled inactive ☐ ✗ ✘ ❌ nein non não nao нет nie nej nei hayır
	tidak 无 無 否 不 不是 いいえ 아니요 아니오 لا خیر नहीं ไม่ không faux falsch falso onwaar fałsz ложь yanlış 假 偽`,
].map((words) => words.split(/\s+/));

/**
 * Reads a switch as people, spreadsheets and forms write it, in any case.
 *
 * @throws {Failure} for any other value: a misread switch emails a customer or buys twice
 */
export function readSwitch(value: unknown, label: string): boolean {
	if (typeof value === 'boolean') return value;
	const word = wordOf(value)?.replace(/\uFE0F/, '') ?? '';
	if (ON.includes(word)) return true;
	if (OFF.includes(word)) return false;
	return refuse(
		`'${label}' must be true or false`,
		`The expression in '${label}' returns ${quoted(value)} for this item. You can also use yes and no, on and off, or 1 and 0`,
	);
}

/** A language tag (BCP 47) or a server's locale. `nan` is Min Nan Chinese, and what a calculation leaves. */
const TAG = /^(?!nan\b)([a-z]{2,3}(?:[-_\s][a-z\d]{2,8}){0,4})(?:[.@][\w-]{1,20})?$/i;

/** Three letters are soon typed: `yes` and `off` are not names of a language. */
const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The tags of languages by their English names and by their own. */
const tagsByName = once(() => {
	const tags = new Map<string, string>();
	const letters = [...'abcdefghijklmnopqrstuvwxyz'];
	for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
		if (languages.of(code) === undefined) continue;
		for (const names of [languages, new Intl.DisplayNames([code], { type: 'language' })]) {
			// Some have an older code as well, such as iw for he.
			tags.set(String(names.of(code)).toLowerCase(), new Intl.Locale(code).language);
		}
	}
	return tags;
});

function tagOfName(name: string): string | undefined {
	// Of written Chinese, the country matters.
	if (/^(?:simplified chinese|chinese \(?simplified\)?|简体中文)$/.test(name)) return 'zh-CN';
	if (/^(?:traditional chinese|chinese \(?traditional\)?|繁體中文)$/.test(name)) return 'zh-TW';
	return tagsByName().get(name.replace(/\s\(.*/, ''));
}

/** The tag in its usual spelling, without variants; undefined for one that names no language. */
function usualTag(content: string): string | undefined {
	const tag = TAG.exec(content)?.[1].replace(/[_\s]/g, '-') ?? '';
	try {
		// The code of a country, such as jp, stands for its main language.
		const isCountry = languages.of(tag) === undefined;
		if (isCountry && regions.of(tag.toUpperCase()) === undefined) return undefined;
		const main = isCountry ? `${new Intl.Locale(`und-${tag}`).maximize().language}-` : '';
		const { language, script, region } = new Intl.Locale(main + tag);
		return languages.of(language) && [language, script, region].filter(Boolean).join('-');
	} catch {
		return undefined;
	}
}

/**
 * A language tag in its usual spelling, e.g. `ja-JP`.
 *
 * @param value a tag, a locale, an Accept-Language header, or the name of a language
 */
export function readLanguageTag(value: unknown, label: string, field?: INodeProperties): string {
	const content = plain(readText(value, label));
	const chosen = choiceOf(field, content);
	if (chosen !== undefined) return chosen;
	const [first] = content.split(/[,;]/);
	const tag = usualTag(first.trim()) ?? tagOfName(content.toLowerCase());
	if (tag !== undefined) return tag;
	return refuse(
		`'${label}' must be a language tag`,
		`Choose a language from the list, or enter a tag such as ja-JP. The value for this item is ${quoted(content)}`,
	);
}
