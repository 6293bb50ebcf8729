import fc from 'fast-check';

import {
	destinationsCalled,
	findDestinations,
	placeKey,
	type Destination,
} from '../../../dist/mioesim/shapes/places';
import { COUNTRIES } from '../../../tools/simulator/countries.cts';

const regions = ['Global (120+ countries)', 'Europe 40 countries', 'Asia', 'Asia & Oceania'];
const all: Destination[] = [
	...Object.values(COUNTRIES)
		.flat()
		.map(([countryIso2, , name]) => ({ name, countryIso2 })),
	{ name: 'Japan 5G', countryIso2: 'JP' },
	{ name: null, countryIso2: null },
	...[...regions, 'Latin America', 'USA & Canada'].map((name) => ({ name, countryIso2: null })),
];
const found = (typed: string) => findDestinations(all, typed).map(({ name }) => name);
const called = (typed: string) => destinationsCalled(all, typed).map(({ name }) => name);

it.each([
	[
		'United Kingdom',
		'UK GB GBR U.K. England Scotland london 英国 Großbritannien Vereinigtes_Königreich',
	],
	[
		'United States',
		'US usa U.S.A. America United_States_of_America 美国 アメリカ合衆国 Estados_Unidos',
	],
	['United Arab Emirates', 'UAE AE Dubai Abu_Dhabi Emirates 阿拉伯联合酋长国'],
	['Netherlands', 'Holland NL the_Netherlands Niederlande オランダ'],
	['Czech Republic', 'Czechia czech CZ Tschechien'],
	["Cote d'Ivoire", 'Ivory_Coast Côte_d’Ivoire CIV Elfenbeinküste'],
	['Turkey', 'Türkiye turkiye TR Istanbul 튀르키예'],
	['Germany', 'Deutschland DE Allemagne Alemania 德国 ドイツ 독일 Германия Đức'],
	['South Korea', 'Korea KR 한국 대한민국 韩国 Republic_of_Korea Südkorea'],
	['Hong Kong', 'HK 香港'],
	['Indonesia', 'Bali ID'],
	['China Mainland', 'China 中国 Mainland_China PRC'],
	['Austria', 'Áo Österreich AT'],
	['Bosnia and Herzegovina', 'Bosnia Bosnia_&_Herzegovina'],
	['Congo', 'Congo CG'],
	['DR Congo', 'DRC Congo_-_Kinshasa'],
	['Global (120+ countries)', 'worldwide Global World 全球 weltweit'],
	['Europe 40 countries', 'Europe Schengen EU Europa 欧洲 European_Union'],
	['Latin America', 'LATAM Lateinamerika'],
])('%s is also called %s', (name, others) => {
	for (const typed of others.split(' ').map((other) => other.replace(/_/g, ' '))) {
		expect([typed, called(typed)]).toEqual([typed, [name]]);
		expect([typed, found(typed)[0]]).toEqual([typed, name]);
		expect([typed, found(` ${typed.toLowerCase()} `)[0]]).toEqual([typed, name]);
		expect(placeKey(typed)).not.toMatch(/[a-z]{3}/);
	}
});

it.each([
	// Exact names first, then beginnings, then parts.
	['uk', ['United Kingdom', 'Ukraine']],
	['us', ['United States', 'USA & Canada']],
	['jap', ['Japan', 'Japan 5G']],
	['col', ['Colombia', 'Sri Lanka']],
	['congo', ['Congo', 'DR Congo']],
	['asia', ['Asia', 'Asia & Oceania']],
	['deut', ['Germany']],
	['JP', ['Japan', 'Japan 5G']],
	// On no list of this seller.
	['Niger', []],
	['Dominica', []],
	['Atlantis', []],
	['', []],
	['…', []],
])('%s finds %j', (typed, names) => expect(found(typed)).toEqual(names));

it('names no destination by a part of its name, and several of one country by its code', () => {
	for (const typed of ['jap', 'United', 'Kingdom', 'Niger', '', 'Caribbean']) {
		expect(called(typed)).toEqual([]);
	}
	expect(called('JPN')).toEqual(['Japan', 'Japan 5G']);
	expect(called('Japan 5G')).toEqual(['Japan 5G']);
	const two = all.filter(({ name }) => name !== 'Congo');
	expect(destinationsCalled([...two, { name: 'Brazzaville', countryIso2: 'CG' }], 'Congo')).toEqual(
		[],
	);
});

it('has one key for all names of a place, whatever is typed', () => {
	expect(['U\u200bK', 'England', '150'].map(placeKey)).toEqual(['GB', 'GB', '150']);
	expect([placeKey('Congo'), placeKey('Schengen'), placeKey(' X-land ')]).toEqual([
		'CD+CG',
		'150',
		'x land',
	]);
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
			expect(typeof placeKey(typed)).toBe('string');
			expect(new Set(found(typed)).size).toBe(found(typed).length);
		}),
	);
});
