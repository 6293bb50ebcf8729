import type { Failure } from '../../../../mioesim/codes/failure';
import { inputFailure } from '../../../../mioesim/codes/failures';
import { findDestinations } from '../../../../mioesim/shapes/places';
import { skuOfRow } from '../../../../mioesim/shapes/sku';
import { list } from '../../../../mioesim/values';
import { quoted } from '../../../shared/parameters/text';
import { returnAllFields, simplifyField } from '../../fields/common';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

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
