import { MioEsim } from '../../../dist/nodes/MioEsim/MioEsim.node';

const { properties } = new MioEsim().description;
const resource = properties.find(({ name }) => name === 'resource');
const operationsOf = (value) =>
	properties.find(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions.show.resource.includes(value),
	);

it('names each resource once, in alphabetical order', () => {
	const names = resource.options.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort());
	const byValue = Object.fromEntries(resource.options.map(({ name, value }) => [value, name]));
	expect(byValue).toMatchObject({
		apiRequest: 'API Request',
		order: 'Order',
		package: 'Package',
		sku: 'Destination',
	});
});

it.each(resource.options.map(({ value }) => value))('%s: operations are in order', (value) => {
	const { options, default: chosen } = operationsOf(value);
	const names = options.map(({ name }) => name);
	expect(names).toEqual([...new Set(names)].sort());
	expect(options.map((option) => option.value)).toContain(chosen);
	for (const { action } of options) expect(action).toMatch(/^[A-Z][^.]*$/);
});
