import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { Client } from '../../../mioesim/client/client';
import { orderPage } from '../../../mioesim/client/orders';
import { inputFailure } from '../../../mioesim/codes/failures';
import { readOffer, readPackages, type Offered } from '../../../mioesim/lines/priceLists';
import { readIccid } from '../../../mioesim/shapes/card';
import { factsOf, asOrder, type Order } from '../../../mioesim/shapes/order';
import { packageLabel, type Package } from '../../../mioesim/shapes/package';
import { findDestinations } from '../../../mioesim/shapes/places';
import { partnerOfRow, skuOfRow } from '../../../mioesim/shapes/sku';
import { list, record, text } from '../../../mioesim/values';
import { nodeApiError } from '../../shared/failures';
import { portOf } from '../../shared/port';
import { sortPackages } from '../output/packageList';

/** An entry of a list in the editor, as MIOeSIM sent it: `search` makes it safe to store. */
interface Entry {
	name: string;
	/** Empty for what can't be chosen. */
	value: string;
	/** Search words besides name and value; not shown. */
	keywords?: string;
	/** Of a destination. */
	countryIso2?: string | null;
}

/** Reads a list. `filter` is what the user has typed so far. */
type ReadEntries = (
	client: Client,
	context: ILoadOptionsFunctions,
	filter: string,
) => Promise<Entry[]>;

/** The chosen value of another field of the node; null while nothing usable is chosen. */
function chosen(context: ILoadOptionsFunctions, name: string, shape = /^[^=]/): string | null {
	const parameter = context.getCurrentNodeParameter(name);
	const value = text(record(parameter).value ?? parameter);
	return value !== null && shape.test(value) ? value : null;
}

/** The number of orders in the list. Older ones are found by typing an ID. */
const RECENT = 100;
/** The length of the shortest ICCID; no order number is shorter. */
const WHOLE_NUMBER = /^[A-Za-z]{0,8}\d{10,30}$/;
/** What may be the shop's whole order ID. */
const SHOP_ID = /^\S{3,64}$/;

/** The recent orders, newest first, and those with the whole number, ICCID or shop ID that was typed. */
async function ordersToChoose(client: Client, filter: string): Promise<Order[]> {
	const typed = filter.trim();
	const asks: Array<Record<string, string>> = [{}];
	if (SHOP_ID.test(typed)) asks.push({ outerOrderId: typed });
	if (WHOLE_NUMBER.test(typed)) {
		asks.push(readIccid(typed) === null ? { orderNum: typed } : { iccid: typed });
	}
	const pages = await Promise.all(asks.map(async (ask) => await orderPage(client, ask, 1, RECENT)));
	return pages.flatMap(({ rows }) => rows).map(asOrder);
}

const line = (...parts: Array<string | null | undefined>) => parts.filter(Boolean).join(' · ');

/** An order, or a card of it, with what tells it from another. */
function entryOf(number: string | null, order: Order, others: Array<string | null>): Entry {
	const { productName, purchasedAt, externalOrderId, statusName, customerEmail } = order;
	const day = purchasedAt?.slice(0, 10);
	const name = line(number, productName, day, externalOrderId, statusName, customerEmail);
	return { name, value: number ?? '', keywords: line(order.externalItemId, ...others) };
}

const orderEntries: ReadEntries = async (client, _, filter) =>
	(await ordersToChoose(client, filter)).map((order) => {
		const iccids = order.cards.map(({ iccid }) => iccid);
		return entryOf(order.orderNumber, order, iccids);
	});

const cardEntries: ReadEntries = async (client, _, filter) =>
	(await ordersToChoose(client, filter)).flatMap((order) =>
		order.cards.map(({ iccid }) => entryOf(iccid, order, [order.orderNumber])),
	);

const byName = (left: Entry, right: Entry) => left.name.localeCompare(right.name);

const partnerEntries: ReadEntries = async (client) =>
	list(await client.ask('getPhysicalSIMDpInfo'))
		.map(partnerOfRow)
		.map(({ dpId, name }) => ({ name: name ?? `Partner ${dpId}`, value: dpId ?? '' }))
		.sort(byName);

/** All destinations, or those that have a package for the card to renew. */
const destinationEntries: ReadEntries = async (client, context) => {
	const [skus, offer] = await Promise.all([
		client.ask('getSkus'),
		offerForRenewal(client, context),
	]);
	return list(skus)
		.map(skuOfRow)
		.filter((sku) => offer === null || offer.some(({ skuId }) => skuId === sku.skuId))
		.map(({ skuId, name, countryIso2 }) => {
			return { name: name ?? `Destination ${skuId}`, value: skuId ?? '', countryIso2 };
		})
		.sort(byName);
};

/** Days of a daypass that are written out as search words. */
const MOST_DAYS = 400;
/** Networks in a label; a region has dozens. */
const MOST_NETWORKS = 3;

/** Two packages of the same data, days and price differ in network, or in whether they can be renewed. */
function nameOf(entry: Package): string {
	const { networks, renewable } = entry;
	const more = networks.length - MOST_NETWORKS;
	const shown = networks.slice(0, MOST_NETWORKS).join(', ') + (more > 0 ? ` +${more}` : '');
	return line(packageLabel(entry), shown, renewable === false ? 'not renewable' : null);
}

/** What a package can be found by besides its label; a daypass, by each number of days that it can run. */
function keywordsOf(entry: Package): string {
	const { destination, name, apiCode, isDaypass, supportedCountries, networks } = entry;
	const first = entry.minDays ?? 1;
	const count = isDaypass ? Math.min((entry.maxDays ?? first) - first, MOST_DAYS) + 1 : 0;
	const days = Array.from({ length: count }, (_, at) => `${first + at}day`);
	const ids = [apiCode, text(entry.priceId)];
	return line(destination, name, ...ids, ...networks, ...supportedCountries, ...days);
}

/** @returns what the card to renew can get; null while none is chosen, or when it isn't known yet */
async function offerForRenewal(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Offered[] | null> {
	if (context.getCurrentNodeParameter('operation') !== 'renew') return null;
	const isByOrder = context.getCurrentNodeParameter('renewBy') === 'orderNumber';
	const orderNum = isByOrder ? chosen(context, 'orderNumber') : null;
	const rows = orderNum === null ? [] : (await orderPage(client, { orderNum }, 1, 1)).rows;
	const iccid = isByOrder
		? rows.flatMap((row) => factsOf(row).iccids)[0]
		: readIccid(chosen(context, 'iccid'));
	return iccid ? await readOffer(client, iccid) : null;
}

/** @throws {Failure} while no destination is chosen */
async function packagesToChoose(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Package[]> {
	const skuId = chosen(context, 'skuId', /^\d+$/);
	const offer = await offerForRenewal(client, context);
	if (offer !== null) {
		const offered = offer.filter((sku) => skuId === null || sku.skuId === skuId);
		const own = offered.flatMap(({ packages }) => packages ?? []);
		// Of a destination that the card's list names without packages, every package fits.
		if (own.length > 0 || offered.every(({ packages }) => packages !== null)) return own;
	}
	if (skuId !== null) return await readPackages(client, [skuId], null);
	throw inputFailure(
		'No destination is chosen',
		'Choose a destination first: the list shows the packages of one destination. If the destination comes from an expression, enter the package by ID',
	);
}

/** @param by which field of a package is the value of its entry */
const packageEntries =
	(by: 'priceId' | 'apiCode'): ReadEntries =>
	async (client, context) =>
		sortPackages(await packagesToChoose(client, context)).map((entry) => ({
			name: line(nameOf(entry), by === 'apiCode' ? entry.apiCode : null),
			value: text(entry[by]) ?? '',
			keywords: keywordsOf(entry),
		}));

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
 * Whether a list entry matches what the user types: every word occurs in its text. A number must be the
 * beginning of a word: `5gb` doesn't match `15gb`.
 */
export function matcher(query: string): (text: string) => boolean {
	const wanted = wordsOf(query.slice(0, LONGEST_QUERY));
	return (text) => {
		const within = ` ${wordsOf(text).join(' ')}`;
		return wanted.every((word) => within.includes(/^\d/.test(word) ? ` ${word}` : word));
	};
}

function byWords(entries: Entry[], typed: string): Entry[] {
	const isWanted = matcher(typed);
	return entries.filter(({ name, value, keywords = '' }) =>
		isWanted(`${name} ${value} ${keywords}`),
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
