import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { readIccid } from '../../../mioesim/shapes/iccid';
import { findDestinations } from '../../../mioesim/shapes/places';
import { partnerOfRow, skuOfRow } from '../../../mioesim/shapes/sku';
import { list } from '../../../mioesim/values';
import { Client } from '../../../mioesim/client/client';
import { nodeApiError } from '../../shared/nodeError';
import { portOf } from '../../shared/port';
import { cardEntries, orderEntries, packageEntries, renewalPackages, type Entry } from './entries';
import { matcher } from './matching';

/**
 * What a list may offer as a value. n8n stores the choice in the workflow and, if it begins with `=`, runs
 * it at every execution: a server must not be able to write there.
 */
const values = {
	number: (value: string) => /^\d{1,15}$/.test(value),
	orderNumber: (value: string) => /^[A-Za-z\d][\w.-]{0,63}$/.test(value),
	iccid: (value: string) => readIccid(value) === value,
	apiCode: (value: string) => /^[A-Za-z\d][\w?.+/-]{0,63}$/.test(value),
};

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

/** The entries that match what a person types, by words. */
function byWords<T extends Entry>(entries: T[], typed: string): T[] {
	const isWanted = matcher(typed);
	return entries.filter(({ name, value, keywords }) =>
		isWanted(`${name} ${value} ${keywords ?? ''}`),
	);
}

/**
 * Reads a list for the editor, which shows a failure as message and description, and says so when nothing
 * is found.
 */
function search<T extends Entry>(
	kind: keyof typeof values,
	read: (client: Client, context: ILoadOptionsFunctions, filter: string) => Promise<T[]>,
	find: (entries: T[], typed: string) => T[] = byWords,
) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
	): Promise<INodeListSearchResult> {
		try {
			const typed = filter ?? '';
			const entries = await read(new Client(portOf(this)), this, typed);
			const offered = find(entries, typed)
				.filter(({ value }) => values[kind](value))
				.map(({ name, value }) => [value, { name: visible(name) || value, value }] as const);
			return { results: [...new Map(offered).values()] };
		} catch (error) {
			throw nodeApiError(this.getNode(), error);
		}
	};
}

const byName = (left: Entry, right: Entry) => left.name.localeCompare(right.name);

/** All destinations, or those that have a package for the card to renew; found by what people say. */
const searchDestinations = search(
	'number',
	async (client, context) => {
		const [skus, fitting] = await Promise.all([
			client.ask('getSkus'),
			renewalPackages(client, context),
		]);
		const fits = fitting === null ? null : new Set(fitting.map(({ skuId }) => skuId));
		return list(skus)
			.map(skuOfRow)
			.filter(({ skuId }) => skuId !== null && (fits?.has(skuId) ?? true))
			.map(({ skuId, name, countryIso2 }) => ({
				name: name ?? `Destination ${skuId}`,
				value: skuId ?? '',
				countryIso2,
			}))
			.sort(byName);
	},
	(entries, typed) => {
		const wanted = typed.trim();
		if (wanted === '') return entries;
		const withId = entries.filter(({ value }) => value === wanted);
		return [...withId, ...findDestinations(entries, wanted, (entry) => entry)];
	},
);

const searchPartners = search('number', async (client) =>
	list(await client.ask('getPhysicalSIMDpInfo'))
		.map(partnerOfRow)
		.filter(({ dpId }) => dpId !== null)
		.map(({ dpId, name }) => ({ name: name ?? `Partner ${dpId}`, value: dpId ?? '' }))
		.sort(byName),
);

export const listSearch = {
	searchApiCodes: search('apiCode', async (client, context) =>
		packageEntries(client, context, 'apiCode'),
	),
	searchCards: search('iccid', async (client, _, filter) => cardEntries(client, filter)),
	searchDestinations,
	searchOrders: search('orderNumber', async (client, _, filter) => orderEntries(client, filter)),
	searchPackages: search('number', async (client, context) =>
		packageEntries(client, context, 'priceId'),
	),
	searchPartners,
};
