import type { ILoadOptionsFunctions, INodeListSearchItems } from 'n8n-workflow';

import type { Client } from '../../../mioesim/client/client';
import { orderPage } from '../../../mioesim/client/orders';
import { inputFailure } from '../../../mioesim/codes/failures';
import { readOffer, readPackages, type Offered } from '../../../mioesim/lines/priceLists';
import { readIccid } from '../../../mioesim/shapes/card';
import { factsOf, asOrder, type Order } from '../../../mioesim/shapes/order';
import { packageLabel, type Package } from '../../../mioesim/shapes/package';
import { partnerOfRow, skuOfRow } from '../../../mioesim/shapes/sku';
import { list, record, text } from '../../../mioesim/values';
import { sortPackages } from '../output/packageList';

/** An entry of a list in the editor, as MIOeSIM sent it: `search` makes it safe to store. */
export interface Entry extends INodeListSearchItems {
	/** Empty for what can't be chosen. */
	value: string;
	/** Search words besides name and value; not shown. */
	keywords?: string;
	/** Of a destination. */
	countryIso2?: string | null;
}

/** Reads a list. `filter` is what the user has typed so far. */
export type ReadEntries = (
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

/** What tells one order from another. */
function labelOf({ productName, purchasedAt, ...order }: Order): string {
	const { externalOrderId, statusName, customerEmail } = order;
	return line(productName, purchasedAt?.slice(0, 10), externalOrderId, statusName, customerEmail);
}

export const orderEntries: ReadEntries = async (client, _, filter) =>
	(await ordersToChoose(client, filter)).map((order) => {
		const { orderNumber, externalItemId, cards } = order;
		const keywords = line(externalItemId, ...cards.map(({ iccid }) => iccid));
		return { name: line(orderNumber, labelOf(order)), value: orderNumber ?? '', keywords };
	});

export const cardEntries: ReadEntries = async (client, _, filter) =>
	(await ordersToChoose(client, filter)).flatMap((order) =>
		order.cards.map(({ iccid }) => {
			const keywords = line(order.orderNumber, order.externalItemId);
			return { name: line(iccid, labelOf(order)), value: iccid ?? '', keywords };
		}),
	);

const byName = (left: Entry, right: Entry) => left.name.localeCompare(right.name);

export const partnerEntries: ReadEntries = async (client) =>
	list(await client.ask('getPhysicalSIMDpInfo'))
		.map(partnerOfRow)
		.map(({ dpId, name }) => ({ name: name ?? `Partner ${dpId}`, value: dpId ?? '' }))
		.sort(byName);

/** All destinations, or those that have a package for the card to renew. */
export const destinationEntries: ReadEntries = async (client, context) => {
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

/** The longest range of days that is written out as search words. */
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

/**
 * What a package can be found by besides its label; a daypass, by each number of days that it can run.
 */
function keywordsOf(entry: Package): string {
	const { destination, name, apiCode, priceId, isDaypass, supportedCountries, networks } = entry;
	const first = entry.minDays ?? 1;
	const last = Math.min(entry.maxDays ?? first, first + MOST_DAYS);
	const days = isDaypass
		? Array.from({ length: last - first + 1 }, (_, at) => `${first + at}day`)
		: [];
	const told = [destination, name, apiCode, priceId, ...networks, ...supportedCountries, ...days];
	return told.filter((word) => word !== null).join(' ');
}

/** @returns the card to renew; null while none is chosen, or when it isn't known yet */
async function cardToRenew(client: Client, context: ILoadOptionsFunctions): Promise<string | null> {
	if (context.getCurrentNodeParameter('operation') !== 'renew') return null;
	if (context.getCurrentNodeParameter('renewBy') !== 'orderNumber') {
		return readIccid(chosen(context, 'iccid'));
	}
	const orderNum = chosen(context, 'orderNumber');
	if (orderNum === null) return null;
	const { rows } = await orderPage(client, { orderNum }, 1, 1);
	return rows.flatMap((row) => factsOf(row).iccids)[0] ?? null;
}

/** @returns what the card to renew can get; null when no card is known */
async function offerForRenewal(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Offered[] | null> {
	const iccid = await cardToRenew(client, context);
	return iccid === null ? null : await readOffer(client, iccid);
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
export const packageEntries =
	(by: 'priceId' | 'apiCode'): ReadEntries =>
	async (client, context) =>
		sortPackages(await packagesToChoose(client, context)).map((entry) => ({
			name: line(nameOf(entry), by === 'apiCode' ? entry.apiCode : null),
			value: text(entry[by]) ?? '',
			keywords: keywordsOf(entry),
		}));
