import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { MioEsim } from '../../../dist/nodes/MioEsim/MioEsim.node';

const { properties } = new MioEsim().description;
const choicesOf = (property?: INodeProperties) =>
	(property?.options ?? []) as INodePropertyOptions[];
const resources = choicesOf(properties.find(({ name }) => name === 'resource'));
const operationsOf = (value: string) =>
	properties.find(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions?.show?.resource?.includes(value),
	);

it('names each resource once, in alphabetical order', () => {
	const names = resources.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort());
	const byValue = Object.fromEntries(resources.map(({ name, value }) => [value, name]));
	expect(byValue).toMatchObject({
		apiRequest: 'API Request',
		order: 'Order',
		package: 'Package',
		sku: 'Destination',
	});
});

it.each(resources.map(({ value }) => String(value)))('%s: operations are in order', (value) => {
	const operations = operationsOf(value);
	const options = choicesOf(operations);
	const names = options.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort());
	expect(options.map((option) => option.value)).toContain(operations?.default);
	for (const { action } of options) expect(action).toMatch(/^[A-Z][^.]*$/);
});
