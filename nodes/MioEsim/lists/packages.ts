import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { inputFailure } from '../../../mioesim/codes/failures';
import { readIccid } from '../../../mioesim/shapes/iccid';
import { factsOfRow } from '../../../mioesim/shapes/orderFacts';
import { packageLabel, packagesOf, type Package } from '../../../mioesim/shapes/package';
import type { Client } from '../../../mioesim/client/client';
import { orderPage } from '../../../mioesim/client/orders';
import { sortPackages } from '../output/packageList';
import { chosen, type Entry } from './search';

/** The longest range of days that is written out as search words. */
const MOST_DAYS = 400;

/**
 * What a package can be found by besides its label; a daypass, by each number of days that it can run.
 */
function keywordsOf(entry: Package): string {
	const { destination, name, apiCode, priceId, isDaypass, supportedCountries } = entry;
	const first = entry.minDays ?? 1;
	const last = Math.min(entry.maxDays ?? first, first + MOST_DAYS);
	const days = isDaypass
		? Array.from({ length: last - first + 1 }, (_, at) => `${first + at}day`)
		: [];
	const told = [destination, name, apiCode, priceId, ...supportedCountries, ...days];
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
	return rows.flatMap((row) => factsOfRow(row).iccids)[0] ?? null;
}

/** @returns the packages that fit the card to renew; null when no card is known */
export async function renewalPackages(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Package[] | null> {
	const iccid = await cardToRenew(client, context);
	if (iccid === null) return null;
	return packagesOf(await client.call('getIccidSupportPackageInfo', { iccid }));
}

/** @throws {Failure} while no destination is chosen */
async function packagesToChoose(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Package[]> {
	const skuId = chosen(context, 'skuId', /^\d+$/);
	const fitting = await renewalPackages(client, context);
	if (fitting !== null) {
		return fitting.filter((entry) => skuId === null || entry.skuId === skuId);
	}
	if (skuId !== null) return packagesOf(await client.call('getPackages', { skuId }));
	throw inputFailure(
		'No destination is chosen',
		'Choose a destination first: the list shows the packages of one destination. If the destination comes from an expression, enter the package by ID',
	);
}

export async function packageEntries(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Entry[]> {
	return sortPackages(await packagesToChoose(client, context))
		.filter(({ priceId }) => priceId !== null)
		.map((entry) => ({
			name: packageLabel(entry),
			value: String(entry.priceId),
			keywords: keywordsOf(entry),
		}));
}

export async function apiCodeEntries(
	client: Client,
	context: ILoadOptionsFunctions,
): Promise<Entry[]> {
	return sortPackages(await packagesToChoose(client, context)).flatMap((entry) =>
		entry.apiCode === null
			? []
			: [
					{
						name: `${packageLabel(entry)} · ${entry.apiCode}`,
						value: entry.apiCode,
						keywords: keywordsOf(entry),
					},
				],
	);
}
