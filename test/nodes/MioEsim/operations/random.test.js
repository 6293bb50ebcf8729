'use strict';

const fc = require('fast-check');

const { arbitraries } = require('./arbitraries');
const { parametersOf, table } = require('./table');
const { useSimulator, withoutPauses } = require('./world');

const world = useSimulator();
withoutPauses();

/** The simulator lets pass what a server might, and writes down all that docs/api.md does not allow. */
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
		{ numRuns: 20, endOnFailure: true },
	);
});
