import type { Failure } from '../../../../mioesim/codes/failure';
import { inputFailure } from '../../../../mioesim/codes/failures';
import { findDestinations } from '../../../../mioesim/shapes/places';
import { continents, onlyContinent, skuOfRow, skusOfGroups } from '../../../../mioesim/shapes/sku';
import { list } from '../../../../mioesim/values';
import { quoted } from '../../../shared/parameters/text';
import { returnAllFields, simplifyField } from '../../fields/common';
import { partnerField, readPartner } from '../../fields/locators';
import type { Operation } from '../../operation';
import { asItem, limitOf, rawItems } from '../../output/shaping';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many destinations',
	description: 'List the countries and regions that data plans are sold for',
	kind: 'read',
	endpoint: 'getSkus',
	check: [],
	fields: [
		...returnAllFields,
		{
			displayName: 'Name Contains',
			name: 'nameFilter',
			type: 'string',
			default: '',
			placeholder: 'e.g. Japan',
			description:
				'Return only destinations that are called this, best match first: a name in most languages, part of one, an ISO code, or a city',
		},
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const limit = limitOf(call);
		const filter = parameters.optionalText('nameFilter');
		const simplify = parameters.flag('simplify');
		const all = list(await client.ask('getSkus'));
		const found = filter === null ? all : findDestinations(all, filter, skuOfRow);
		if (filter !== null && found.length === 0) throw nothingFound(filter);
		const rows = found.slice(0, limit);
		return simplify ? rows.map((row) => asItem(skuOfRow(row))) : rawItems(rows);
	},
};

/** An item without a result would vanish from the workflow. */
function nothingFound(typed: string): Failure {
	return inputFailure(
		`MIOeSIM sells no destination that is called ${quoted(typed)}`,
		"Check 'Name Contains', or leave it empty to list all destinations. Regions such as Europe or Global may include the country",
		{ endpoint: 'getSkus' },
	);
}

export const getAllByContinent: Operation = {
	name: 'Get Many by Continent',
	value: 'getAllByContinent',
	action: 'Get many destinations by continent',
	description: 'List the destinations of one continent or all, with notes for travelers',
	kind: 'read',
	endpoint: 'getSkuByGroup',
	check: ['continent'],
	fields: [
		{
			displayName: 'Continent',
			name: 'continent',
			type: 'options',
			options: ['All', ...continents]
				.sort()
				.map((name) => ({ name, value: name === 'All' ? '' : name })),
			default: '',
			description: 'The continent to return. Common contains regions with several countries.',
		},
		...returnAllFields,
		simplifyField,
	],
	async execute(call) {
		const { parameters, client } = call;
		const limit = limitOf(call);
		const continent = parameters.choice('continent');
		const simplify = parameters.flag('simplify');
		const all = await client.ask('getSkuByGroup');
		const data = continent === '' ? all : onlyContinent(all, continent);
		const items = simplify ? skusOfGroups(data).map(asItem) : rawItems(data);
		return items.slice(0, limit);
	},
};

export const getAllByPartner: Operation = {
	name: 'Get Many by Partner',
	value: 'getAllByPartner',
	action: 'Get many destinations by partner',
	description:
		'List the destinations that the physical SIM cards of a distribution partner support',
	kind: 'read',
	endpoint: 'getDpSupportSkuInfo',
	check: ['dpId'],
	fields: [partnerField, ...returnAllFields, simplifyField],
	async execute(call) {
		const limit = limitOf(call);
		const dpId = await readPartner(call.parameters, call.client);
		const simplify = call.parameters.flag('simplify');
		const rows = list(await call.client.ask('getDpSupportSkuInfo', { dpId })).slice(0, limit);
		return simplify ? rows.map((row) => asItem(skuOfRow(row))) : rawItems(rows);
	},
};
