import fc from 'fast-check';

import areas from './areas.json';

const { MUTATION_AREA = '' } = process.env;

// The same few examples for each change: a change that only some of a thousand would notice counts as unnoticed.
fc.configureGlobal({ seed: 1, numRuns: 30 });
// A change that keeps a test waiting forever is noticed soon: these tests take milliseconds.
jest.setTimeout(5000);

for (const name of areas[MUTATION_AREA as keyof typeof areas].tests) {
	describe(name, () => {
		jest.requireActual(`../${name}.test.cts`);
	});
}
