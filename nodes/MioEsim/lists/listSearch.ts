import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { Client } from '../../../mioesim/client/client';
import { findDestinations } from '../../../mioesim/shapes/places';
import { nodeApiError } from '../../shared/failures';
import { portOf } from '../../shared/port';
import {
	cardEntries,
	destinationEntries,
	orderEntries,
	packageEntries,
	partnerEntries,
	type Entry,
	type ReadEntries,
} from './entries';

const LONGEST_NAME = 200;

/** One line of what a person can see: no control or direction characters, nothing that n8n would run. */
function visible(name: string): string {
	const shown = name
		.slice(0, LONGEST_NAME * 2)
		.replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, '')
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.replace(/\{(?=\{)|\}(?=\})/g, '')
		.replace(/^[\s=]+/, '');
	return Array.from(shown).slice(0, LONGEST_NAME).join('').trim();
}

/** More words than anyone types; each one is searched for in every entry. */
const LONGEST_QUERY = 200;

/** Words with two spellings. */
const SPELLINGS: ReadonlyArray<[RegExp, string]> = [
	[/\p{M}/gu, ''],
	[/[$€£]|\busd\b/g, ' '],
	[/(\d),(?=\d)/g, '$1.'],
	[/\bday ?pass(es)?\b/g, 'daypass'],
	[/\bdays\b/g, 'day'],
	[/(\d)-?days?\b/g, '$1day'],
	[/(\d)\s{1,3}(gb?|mb?|tb?|d(?:ay?)?)(?![a-z])/g, '$1$2'],
];

/** Text as words: `5 GB` equals `5gb`, and `30 days` equals `30day`. */
function wordsOf(text: string): string[] {
	const plain = SPELLINGS.reduce(
		(spelled, [pattern, by]) => spelled.replace(pattern, by),
		text.normalize('NFKD').toLowerCase(),
	);
	return plain.split(/[^\p{L}\p{N}.?]+/u).filter(Boolean);
}

/**
 * Whether a list entry matches what the user types: every word is the beginning of a word in the entry,
 * or occurs in its text. A number must be the beginning of a word: `5gb` doesn't match `15gb`.
 */
export function matcher(query: string | undefined): (text: string) => boolean {
	const wanted = wordsOf((query ?? '').slice(0, LONGEST_QUERY));
	return (text) => {
		const words = wordsOf(text);
		const within = words.join(' ');
		return wanted.every(
			(word) =>
				words.some((other) => other.startsWith(word)) ||
				(!/^\d/.test(word) && within.includes(word)),
		);
	};
}

/** The entries that match what a person types, by words. */
function byWords(entries: Entry[], typed: string): Entry[] {
	const isWanted = matcher(typed);
	return entries.filter(({ name, value, keywords }) =>
		isWanted(`${name} ${value} ${keywords ?? ''}`),
	);
}

/** Destinations by what people say, or by ID. */
function byPlace(entries: Entry[], typed: string): Entry[] {
	const wanted = typed.trim();
	if (wanted === '') return entries;
	const withId = entries.filter(({ value }) => value === wanted);
	return [...withId, ...findDestinations(entries, wanted)];
}

/**
 * Reads a list for the editor, which shows a failure as message and description, and says so when nothing
 * is found.
 *
 * @param offered what the list may offer as a value. n8n stores the choice in the workflow and, if it
 *   begins with `=`, runs it at every execution: a server must not be able to write there
 */
function search(offered: RegExp, read: ReadEntries, find = byWords) {
	return async function (this: ILoadOptionsFunctions, typed = ''): Promise<INodeListSearchResult> {
		try {
			const entries = find(await read(new Client(portOf(this)), this, typed), typed)
				.filter(({ value }) => offered.test(value))
				.map(({ name, value }) => [value, { name: visible(name) || value, value }] as const);
			return { results: [...new Map(entries).values()] };
		} catch (error) {
			throw nodeApiError(this.getNode(), error);
		}
	};
}

const NUMBER = /^\d{1,15}$/;

export const listSearch = {
	searchApiCodes: search(/^[A-Za-z\d][\w?.+/-]{0,63}$/, packageEntries('apiCode')),
	searchCards: search(/^\d{13,20}$/, cardEntries),
	searchDestinations: search(NUMBER, destinationEntries, byPlace),
	searchOrders: search(/^[A-Za-z\d][\w.-]{0,63}$/, orderEntries),
	searchPackages: search(NUMBER, packageEntries('priceId')),
	searchPartners: search(NUMBER, partnerEntries),
};
