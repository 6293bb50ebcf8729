import fc from 'fast-check';

import { arbitraries } from './arbitraries.cts';
import { parametersOf, table } from './table.cts';
import { useSimulator, withoutPauses } from './world.cts';

const world = useSimulator();
withoutPauses();

/** The simulator accepts what a server may accept, and records everything that docs/api.md doesn't allow. */
test.each(table)('$name: twenty random parameter sets', async (row) => {
	const { sim } = world;
	await fc.assert(
		fc.asyncProperty(arbitraries[row.name](sim), async (drawn) => {
			sim.reset();
			const { error, stoppedBy } = await world.run({ ...parametersOf(row, sim), ...drawn });
			expect(error).toEqual([]);
			expect(stoppedBy).toBeUndefined();
			expect(sim.violations).toEqual([]);
		}),
		{ numRuns: 10, endOnFailure: true },
	);
});
