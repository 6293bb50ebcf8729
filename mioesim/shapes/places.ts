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

const countries = [...countriesByNumber.values()];

/** ISO alpha-2 by alpha-2 and alpha-3. */
const isoCodes = new Map(
	countries.flatMap(({ iso2, iso3 }) => [iso2, iso3].map((code) => [code, iso2])),
);

/** What places are called. A place is its ISO alpha-2 or UN M.49 code, a name is as `foldName` writes it. */
class Names {
	private readonly names = new Map<string, Set<string>>();
	private readonly places = new Map<string, Set<string>>();

	constructor(languages: string) {
		for (const language of languages.split(' ')) {
			// `대한민국` and `한국`.
			for (const style of ['long', 'short'] as const) {
				const said = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
				for (const place of [...countries.map(({ iso2 }) => iso2), ...REGIONS]) {
					this.add(place, said.of(place) ?? '');
				}
			}
		}
	}

	add(place: string, said: string): void {
		const name = foldName(said);
		if (name === '') return;
		this.names.set(place, (this.names.get(place) ?? new Set()).add(name));
		this.places.set(name, (this.places.get(name) ?? new Set()).add(place));
	}

	namesOf(place: string): string[] {
		return [...(this.names.get(place) ?? [])];
	}

	placesCalled(name: string): string[] {
		return [...(this.places.get(name) ?? [])];
	}
}

const english = once(() => {
	const names = new Names('en');
	for (const { iso2, names: all } of countries) for (const name of all) names.add(iso2, name);
	for (const [place, all] of Object.entries(peopleSay)) {
		for (const name of all.split(', ')) names.add(place, name);
	}
	return names;
});

const foreign = once(() => new Names(LANGUAGES));

/**
 * The places that a person calls this: by name in English or another language, by ISO code, or by a city
 * or a nickname. Most names mean one place; `Congo` means two.
 *
 * @returns ISO alpha-2 for a country, UN M.49 for a region; empty for an unknown name
 */
function placesNamed(typed: string): string[] {
	const key = foldName(typed);
	const code = /^[a-z]{2,3}$/i.test(seen(typed)) ? isoCodes.get(key.toUpperCase()) : undefined;
	const places = code === undefined ? english().placesCalled(key) : [code];
	return places.length > 0 ? places : foreign().placesCalled(key);
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

/** With and without the number of countries: `Europe (40+ countries)`, `Global 120 areas`. */
function ownNames(name: string | null): string[] {
	const count = /[([（].{0,60}$|\b\d{1,3}\+?\s{0,3}(?:countries|areas|regions).{0,40}$/i;
	return [name ?? '', (name ?? '').replace(count, '')].map(foldName);
}

/** Places of a destination: its country, or the region that its name says. */
function placesOf({ name, countryIso2 }: Destination): string[] {
	return countryIso2 ? [countryIso2] : ownNames(name).flatMap((own) => english().placesCalled(own));
}

/** The worst rank of an exact match. */
const EXACT = 1;

/**
 * The destinations that match what a person types, ranked: 0 for its own name, 1 for its code or another
 * exact name, then beginnings, then parts. Equals stay in their order.
 */
function rankedMatches<T extends Destination>(all: readonly T[], typed: string) {
	const key = foldName(typed);
	if (key === '') return [];
	const wanted = placesNamed(typed);
	// A letter or two are part of too many names.
	const part = key.length > 2 || /[^a-z]/.test(key) ? key : ` ${key}`;
	const rankOf = (destination: Destination) => {
		const own = ownNames(destination.name);
		const places = placesOf(destination);
		const names = places.flatMap((place) => english().namesOf(place));
		return [
			own.includes(key),
			places.some((place) => wanted.includes(place)),
			own.some((name) => name.startsWith(key)),
			names.some((name) => name.startsWith(key)),
			own.some((name) => name.includes(part)),
			names.some((name) => name.includes(` ${key}`)),
		].indexOf(true);
	};
	return all
		.map((entry) => ({ entry, rank: rankOf(entry) }))
		.filter(({ rank }) => rank >= 0)
		.sort((left, right) => left.rank - right.rank);
}

/** Whether a name in another language begins with what a person types. */
function beginsForeign(destination: Destination, key: string): boolean {
	const names = placesOf(destination).flatMap((place) => foreign().namesOf(place));
	return key.length > 1 && names.some((name) => name.startsWith(key));
}

/**
 * The destinations that match what a person types, best first. A country that is not on sale is not found
 * under the name of another: `Niger` is not Nigeria.
 */
export function findDestinations<T extends Destination>(all: readonly T[], typed: string): T[] {
	const key = foldName(typed);
	const matches = rankedMatches(all, typed);
	const found = matches.map(({ entry }) => entry);
	const isNamed = key.length > 3 && placesNamed(typed).length > 0;
	if (isNamed && !matches.some(({ rank }) => rank <= EXACT)) {
		return found.filter(({ countryIso2 }) => !countryIso2);
	}
	return found.length > 0 ? found : all.filter((entry) => beginsForeign(entry, key));
}

/**
 * The destinations that a person calls exactly this, by name or code, or by the name of a place in them.
 * Of several countries with the name, the one that has it for its own.
 */
export function destinationsCalled<T extends Destination>(all: readonly T[], typed: string): T[] {
	const exact = rankedMatches(all, typed).filter(({ rank }) => rank <= EXACT);
	const isOne = new Set(exact.map(({ entry }) => entry.countryIso2)).size === 1;
	return exact.filter(({ rank }) => rank === 0 || isOne).map(({ entry }) => entry);
}
