import { quoted, refuse } from './refusal';
import { readText } from './text';

/**
 * Language, script, region (BCP 47). Codes have two or three letters; a longer word, such as German, is
 * not one.
 */
const TAG = /^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?$/i;

/** A language tag in its usual spelling, e.g. `ja-JP`. */
export function readLanguageTag(value: unknown, label: string): string {
	const content = readText(value, label);
	const [, language, script, region] = TAG.exec(content) ?? [];
	if (language === undefined || language.toLowerCase() === 'nan') {
		return refuse(
			`'${label}' must be a language tag`,
			`Choose a language from the list, or give a tag such as ja-JP. For this item it is ${quoted(content)}`,
		);
	}
	const title = script && script[0].toUpperCase() + script.slice(1).toLowerCase();
	return [language.toLowerCase(), title, region?.toUpperCase()].filter(Boolean).join('-');
}
