import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { inputFailure } from '../../../api/codes/failures';
import { packageLabel, packagesOf } from '../../../api/shapes/package';
import { partnerOfRow } from '../../../api/shapes/partner';
import { skuOfRow } from '../../../api/shapes/sku';
import { list, record, text } from '../../../api/values';
import { Client } from '../../../transport/client';
import { nodeApiError } from '../../shared/nodeError';
import { matches } from '../output/shaping';

type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** Reads a list for the editor, where a failure is shown as message and description. */
function search(
	read: (client: Client, context: ILoadOptionsFunctions) => Promise<Entry[]>,
): Search {
	return async function (filter) {
		try {
			const entries = await read(new Client(this), this);
			return {
				results: entries.filter(({ name, value }) => matches(filter ?? null, name, String(value))),
			};
		} catch (error) {
			throw nodeApiError(this.getNode(), error);
		}
	};
}

type Entry = INodeListSearchItems;

/** The chosen value of another field of the node, or null while nothing usable is chosen. */
function chosen(context: ILoadOptionsFunctions, name: string): string | null {
	const parameter = context.getCurrentNodeParameter(name);
	const value = text(record(parameter).value ?? parameter);
	return value !== null && /^\d+$/.test(value) ? value : null;
}

const byName = (left: Entry, right: Entry) => left.name.localeCompare(right.name);

const searchDestinations = search(async (client) =>
	list(await client.call('getSkus'))
		.map(skuOfRow)
		.filter(({ skuId }) => skuId !== null)
		.map(({ skuId, name }) => ({ name: name ?? `Destination ${skuId}`, value: skuId ?? '' }))
		.sort(byName),
);

const searchPackages = search(async (client, context) => {
	const skuId = chosen(context, 'skuId');
	if (skuId === null) {
		throw inputFailure(
			'Choose a destination first',
			'The list shows the packages of one destination. Where the destination comes from an expression, enter the package by ID',
		);
	}
	return packagesOf(await client.call('getPackages', { skuId }))
		.filter(({ priceId }) => priceId !== null)
		.map((entry) => ({ name: packageLabel(entry), value: String(entry.priceId) }));
});

const searchPartners = search(async (client) =>
	list(await client.call('getPhysicalSIMDpInfo'))
		.map(partnerOfRow)
		.filter(({ dpId }) => dpId !== null)
		.map(({ dpId, name }) => ({ name: name ?? `Partner ${dpId}`, value: dpId ?? '' }))
		.sort(byName),
);

export const listSearch = { searchDestinations, searchPackages, searchPartners };
