import { MioEsim } from '../../../../dist/nodes/MioEsim/MioEsim.node';
import { parametersOf, table } from './table.cts';
import { useBench } from '../../../harness/bench.cts';
import type { INodePropertyOptions } from 'n8n-workflow';

const world = useBench();

test('the table contains every operation of the node', () => {
	const { properties } = new MioEsim().description;
	const operations = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			((options ?? []) as INodePropertyOptions[]).map(
				({ value }) => `${displayOptions?.show?.resource?.[0] as string}:${value}`,
			),
		);
	// A resource whose default buys has a second list for tools.
	expect(table.map(({ name }) => name).sort()).toEqual([...new Set(operations)].sort());
});

test.each(table)('$name: clean output', async (row) => {
	const { success, error, outputs } = await world.run(parametersOf(row, world.sim));
	expect(error).toEqual([]);
	expect(success.length).toBeGreaterThan(0);
	// Packages are sorted by data, days and price: which one is first depends on the catalogue.
	const { priceId } = row.first();
	const first = row.name.startsWith('package:getAll')
		? success.find((entry) => entry.priceId === priceId)
		: success[0];
	expect(first).toMatchObject(row.first());
	for (const { pairedItem } of outputs[0]) expect(pairedItem).toEqual({ item: 0 });
	expect(world.sim.violations).toEqual([]);
	if (row.endpoint === null) expect(world.called()).toEqual(row.calls ?? []);
	else expect(world.called()).toContain(row.endpoint);
});

test.each(table.filter(({ raw }) => raw))('$name: unchanged', async (row) => {
	const parameters = parametersOf(row, world.sim, { simplify: false });
	const { success, error } = await world.run(parameters);
	expect(error).toEqual([]);
	expect(success[0]).toMatchObject(row.raw?.() ?? {});
	expect(world.sim.violations).toEqual([]);
});
