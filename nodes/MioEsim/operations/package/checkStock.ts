import { numberField } from '../../../shared/builders';
import { destinationField, packageField } from '../../fields/common';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';

export const checkStock: Operation = {
	name: 'Check Stock',
	value: 'checkStock',
	action: 'Check stock of package',
	description:
		'Check whether enough eSIMs of a package are available. Low stock is not an error: the item goes to the Success output with inStock set to false.',
	kind: 'read',
	endpoint: 'verifyResource',
	check: ['priceId', 'skuId'],
	fields: [
		destinationField,
		packageField,
		numberField('Count', 'count', 'How many eSIMs you need', {
			typeOptions: { minValue: 1 },
			default: 1,
			required: true,
		}),
	],
	async execute({ parameters, client, hint }) {
		const skuId = parameters.text('skuId');
		const priceId = parameters.text('priceId');
		const count = parameters.integer('count');
		// The only endpoint with lowercase names (docs/api.md, section 5).
		const answer = await client.ask('verifyResource', { skuid: skuId, priceid: priceId, count });
		const inStock = answer === true;
		if (!inStock) {
			hint(
				'Low stock is not an error: the item goes to the Success output with inStock set to false. Add an If node after this one to branch on it.',
			);
		}
		return [asItem({ skuId, priceId: Number(priceId), count, inStock })];
	},
};
