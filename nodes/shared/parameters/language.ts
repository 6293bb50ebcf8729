import { quoted, refuse } from './refusal';
import { readText } from './text';

/**
 * Language, script, region (BCP 47). Codes have two or three letters: German is not one. `nan` is what a
 * calculation leaves behind, and Min Nan Chinese.
 */
const TAG = /^(?!nan)([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?$/i;

/** Three letters are soon typed: `yes` and `off` are not names of a language. */
const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** A language tag in its usual spelling, e.g. `ja-JP`. */
export function readLanguageTag(value: unknown, label: string): string {
	const content = readText(value, label);
	const tag = TAG.exec(content);
	if (!tag || languages.of(tag[1]) === undefined) {
		return refuse(
			`'${label}' must be a language tag`,
			`Choose a language from the list, or enter a tag such as ja-JP. The value for this item is ${quoted(content)}`,
		);
	}
	const [, , script, region]: Array<string | undefined> = tag;
	const title = script && script[0].toUpperCase() + script.slice(1).toLowerCase();
	return [tag[1].toLowerCase(), title, region?.toUpperCase()].filter(Boolean).join('-');
}
