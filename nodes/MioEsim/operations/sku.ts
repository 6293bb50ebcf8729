import { inputFailure } from '../../../mioesim/codes/failures';
import { findDestinations } from '../../../mioesim/shapes/places';
import { continents, onlyContinent, skuOfRow, skusOfGroups } from '../../../mioesim/shapes/sku';
import { list } from '../../../mioesim/values';
import { quoted } from '../../shared/parameters/text';
import { choice, textField } from '../../shared/builders';
import { partnerField, readPartnerOf, returnAllFields, simplifyField } from '../fields/common';
import type { Operation } from '../operation';
import { readListing, readRows } from '../output/shaping';

export const getAll: Operation = {
	name: 'Get Many',
	action: 'Get many destinations',
	help: 'List the countries and regions that data plans are sold for',
	endpoint: 'getSkus',
	fields: [
		...returnAllFields,
		textField('Name Contains', 'nameFilter', {
			help: 'Return only destinations that are called this, best match first: a name in most languages, part of one, an ISO code, or a city',
			placeholder: 'e.g. Japan',
		}),
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const itemsOf = readRows(call, skuOfRow);
		const filter = parameters.optionalText('nameFilter');
		const all = list(await client.ask('getSkus'));
		if (filter === null) return itemsOf(all);
		const skus = all.map((row) => ({ ...skuOfRow(row), row }));
		const found = findDestinations(skus, filter);
		if (found.length > 0) return itemsOf(found.map(({ row }) => row));
		// An item without a result would vanish from the workflow.
		throw inputFailure(
			`MIOeSIM sells no destination that is called ${quoted(filter)}`,
			"Check 'Name Contains', or leave it empty to list all destinations. Regions such as Europe or Global may include the country",
			{ endpoint: 'getSkus' },
		);
	},
};

export const getAllByContinent: Operation = {
	name: 'Get Many by Continent',
	action: 'Get many destinations by continent',
	help: 'List the destinations of one continent or all, with notes for travelers',
	endpoint: 'getSkuByGroup',
	check: ['continent'],
	fields: [
		choice('Continent', 'continent', {
			options: ['All', ...continents]
				.sort()
				.map((name) => ({ name, value: name === 'All' ? '' : name })),
			help: 'The continent to return. Common contains regions with several countries.',
		}),
		...returnAllFields,
		simplifyField,
	],
	async execute(call) {
		const { itemsOf } = readListing(call, skusOfGroups);
		const continent = call.parameters.choice('continent');
		const all = await call.client.ask('getSkuByGroup');
		return itemsOf(continent === '' ? all : onlyContinent(all, continent));
	},
};

export const getAllByPartner: Operation = {
	name: 'Get Many by Partner',
	action: 'Get many destinations by partner',
	help: 'List the destinations that the physical SIM cards of a distribution partner support',
	endpoint: 'getDpSupportSkuInfo',
	check: ['dpId'],
	fields: [partnerField, ...returnAllFields, simplifyField],
	async execute(call) {
		const itemsOf = readRows(call, skuOfRow);
		const dpId = readPartnerOf(call.parameters)(await call.client.account());
		return itemsOf(await call.client.ask('getDpSupportSkuInfo', { dpId }));
	},
};
