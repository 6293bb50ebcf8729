import { once } from '../values';
import { countriesByNumber } from '../vendor/countries';
import peopleSay from './peopleSay.json';

/** Longer text is not the name of a place. */
const LONGEST_NAME = 100;

/** Without what nobody sees. */
const seen = (name: string) =>
	name
		.slice(0, LONGEST_NAME)
		.replace(/\p{Cf}/gu, '')
		.trim();

/** One spelling for `Türkiye`, `U.S.A.`, `The Gambia` and `Trinidad & Tobago`. */
function foldName(name: string): string {
	return seen(name)
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[\u0300-\u036f.'’]/g, '')
		.replace(/ß/g, 'ss')
		.replace(/&/g, ' and ')
		.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
		.trim()
		.replace(/^the /, '');
}

/** UN M.49 codes of the regions that data plans are sold for. */
const REGIONS = ['001', '002', '003', '005', '009', '013', '029', '142', '150', '419'];

/**
 * Languages in which people name a country, from the data that Node.js has for all of them (CLDR): not a
 * byte of the package.
 */
const LANGUAGES =
	'zh zh-Hant ja ko de fr es it pt nl sv da nb fi pl cs sk hu ro bg el hr uk ru tr ar he fa hi th vi id ms';

/** `대한민국` and `한국`. */
const STYLES = ['long', 'short'] as const;

/** Names as `foldName` writes them, of places: ISO alpha-2 or UN M.49. */
class Names {
	private readonly places = new Map<string, Set<string>>();

	private readonly names = new Map<string, Set<string>>();

	add(place: string, name: string): void {
		const key = foldName(name);
		if (key === '') return;
		this.places.set(key, (this.places.get(key) ?? new Set()).add(place));
		this.names.set(place, (this.names.get(place) ?? new Set()).add(key));
	}

	/** Every place with this name. */
	named(key: string): string[] {
		return [...(this.places.get(key) ?? [])];
	}

	/** Every name of a place. */
	of(place: string): string[] {
		return [...(this.names.get(place) ?? [])];
	}

	/** Adds every place's name in a language. */
	addLanguage(language: string, style: 'long' | 'short'): void {
		const said = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
		for (const place of [...isoCodes.values(), ...REGIONS]) this.add(place, said.of(place) ?? '');
	}
}

const countries = [...countriesByNumber.values()];

/** ISO alpha-2 by alpha-2 and alpha-3. */
const isoCodes: ReadonlyMap<string, string> = new Map(
	countries.flatMap(({ iso2, iso3 }) => [
		[iso2, iso2],
		[iso3, iso2],
	]),
);

const english = once(() => {
	const names = new Names();
	for (const { iso2, names: all } of countries) for (const name of all) names.add(iso2, name);
	for (const [place, all] of Object.entries(peopleSay)) {
		for (const name of all.split(', ')) names.add(place, name);
	}
	for (const style of STYLES) names.addLanguage('en', style);
	return names;
});

const foreign = once(() => {
	const names = new Names();
	for (const language of LANGUAGES.split(' ')) {
		for (const style of STYLES) names.addLanguage(language, style);
	}
	return names;
});

/**
 * The places that a person calls this: by name in English or another language, by ISO code, or by a city
 * or a nickname. Most names mean one place; `Congo` means two.
 *
 * @returns ISO alpha-2 for a country, UN M.49 for a region; empty for an unknown name
 */
function placesNamed(typed: string): string[] {
	const key = foldName(typed);
	const code = /^[a-z]{2,3}$/i.test(seen(typed)) ? isoCodes.get(key.toUpperCase()) : undefined;
	const places = code === undefined ? english().named(key) : [code];
	return places.length > 0 ? places : foreign().named(key);
}

/** One name for all spellings of a place, e.g. `JP` for `日本`; else the name itself. */
export function placeKey(typed: string): string {
	return placesNamed(typed).sort().join('+') || foldName(typed);
}

/** A destination on sale, as far as it can be found by name. */
export interface Destination {
	name: string | null;
	countryIso2?: string | null;
}

/** The name without the number of countries: `Europe (40+ countries)`, `Global 120 areas`. */
function baseName(name: string): string {
	return foldName(
		name.replace(/[([（].{0,60}$|\b\d{1,3}\+?\s{0,3}(?:countries|areas|regions).{0,40}$/i, ''),
	);
}

/** Places of a destination: its country, or the region that its name says. */
function placesOf({ name, countryIso2 }: Destination): string[] {
	return countryIso2 ? [countryIso2] : ownNames(name).flatMap((own) => english().named(own));
}

const ownNames = (name: string | null) => [foldName(name ?? ''), baseName(name ?? '')];

/** The worst rank of an exact match. */
const EXACT = 1;

/**
 * Ranks a destination by what a person types: 0 for its own name, 1 for its code or another exact name,
 * then beginnings, then parts.
 *
 * @returns -1 for a destination that doesn't match
 */
function rankOf(destination: Destination, key: string, wanted: readonly string[]): number {
	const own = ownNames(destination.name);
	const places = placesOf(destination);
	const all = places.flatMap((place) => english().of(place));
	// A letter or two are part of too many names.
	const part = key.length > 2 || /[^a-z]/.test(key) ? key : ` ${key}`;
	return [
		own.includes(key),
		places.some((place) => wanted.includes(place)),
		own.some((name) => name.startsWith(key)),
		all.some((name) => name.startsWith(key)),
		own.some((name) => name.includes(part)),
		all.some((name) => name.includes(` ${key}`)),
	].indexOf(true);
}

/** Whether a name in another language begins with what a person types. */
function beginsForeign(destination: Destination, key: string): boolean {
	const names = placesOf(destination).flatMap((place) => foreign().of(place));
	return key.length > 1 && names.some((name) => name.startsWith(key));
}

/**
 * The destinations that match what a person types, best first; equals stay in their order. A country that
 * is not on sale is not found under the name of another: `Niger` is not Nigeria.
 */
export function findDestinations<T extends Destination>(all: readonly T[], typed: string): T[] {
	const { key, wanted, found } = rankedMatches(all, typed);
	const isNamed = key.length > 3 && wanted.length > 0;
	const isSold = found.some(({ rank }) => rank <= EXACT);
	const fitting = found.map(({ entry }) => entry);
	if (isNamed && !isSold) return fitting.filter(({ countryIso2 }) => !countryIso2);
	return fitting.length > 0 || key === ''
		? fitting
		: all.filter((entry) => beginsForeign(entry, key));
}

/**
 * The destinations that a person calls exactly this, by name or code, or by the name of a place in them.
 * Of several countries with the name, the one that has it for its own.
 */
export function destinationsCalled<T extends Destination>(all: readonly T[], typed: string): T[] {
	const { found } = rankedMatches(all, typed);
	const exact = found.filter(({ rank }) => rank <= EXACT);
	const countries = new Set(exact.map(({ entry }) => entry.countryIso2));
	return exact.filter(({ rank }) => rank === 0 || countries.size === 1).map(({ entry }) => entry);
}

function rankedMatches<T extends Destination>(
	all: readonly T[],
	typed: string,
): { key: string; wanted: string[]; found: Array<{ entry: T; rank: number }> } {
	const key = foldName(typed);
	const wanted = placesNamed(typed);
	const found = all
		.map((entry) => ({ entry, rank: rankOf(entry, key, wanted) }))
		.filter(({ rank }) => rank >= 0)
		.sort((left, right) => left.rank - right.rank);
	return { key, wanted, found: key === '' ? [] : found };
}
