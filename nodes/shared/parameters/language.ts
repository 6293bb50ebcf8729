import type { INodeProperties } from 'n8n-workflow';

import { choiceOf } from './choice';
import { plain, quoted, readText, refuse } from './text';

/** A language tag (BCP 47) or a server's locale. `nan` is Min Nan Chinese, and what a calculation leaves. */
const TAG = /^(?!nan\b)([a-z]{2,3}(?:[-_\s][a-z\d]{2,8}){0,4})(?:[.@][\w-]{1,20})?$/i;

/** Three letters are soon typed: `yes` and `off` are not names of a language. */
const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Names for which the country matters. */
const WRITTEN_CHINESE: Readonly<Record<string, string>> = {
	'simplified chinese': 'zh-CN',
	'chinese simplified': 'zh-CN',
	简体中文: 'zh-CN',
	'traditional chinese': 'zh-TW',
	'chinese traditional': 'zh-TW',
	繁體中文: 'zh-TW',
};

let tagsByName: Map<string, string> | undefined;

/** The tag of a language by its English name or by its own. */
function tagOfName(name: string): string | undefined {
	if (!tagsByName) {
		tagsByName = new Map(Object.entries(WRITTEN_CHINESE));
		const letters = [...'abcdefghijklmnopqrstuvwxyz'];
		for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
			const english = languages.of(code);
			if (english === undefined) continue;
			const own = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? english;
			for (const each of [english, own]) {
				const key = each.toLowerCase();
				if (!tagsByName.has(key)) tagsByName.set(key, code);
			}
		}
	}
	return tagsByName.get(name.replace(/[()]/g, '')) ?? tagsByName.get(name.replace(/\s\(.*/, ''));
}

/** The tag in its usual spelling, without variants; undefined for one that names no language. */
function usualTag(content: string): string | undefined {
	const tag = TAG.exec(content)?.[1].replace(/[_\s]/g, '-');
	if (tag === undefined) return undefined;
	try {
		// The code of a country, such as jp, stands for its main language.
		const isCountry = languages.of(tag.split('-')[0]) === undefined && tag.length === 2;
		if (isCountry && regions.of(tag.toUpperCase()) === undefined) return undefined;
		const { language, script, region } = isCountry
			? new Intl.Locale(`und-${tag}`).maximize()
			: new Intl.Locale(tag);
		if (languages.of(language) === undefined) return undefined;
		return [language, isCountry ? undefined : script, region].filter(Boolean).join('-');
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
	if (chosen !== undefined) return String(chosen);
	const [first] = content.split(/[,;]/);
	const tag = usualTag(first.trim()) ?? tagOfName(content.slice(0, 60).toLowerCase());
	if (tag !== undefined) return tag;
	return refuse(
		`'${label}' must be a language tag`,
		`Choose a language from the list, or enter a tag such as ja-JP. The value for this item is ${quoted(content)}`,
	);
}
