import fc from 'fast-check';

import areas from './areas.json';

const { MUTATION_AREA = '' } = process.env;

// The same examples for each change, and a few of them: what only some of a thousand notice is not held.
fc.configureGlobal({ seed: 1, numRuns: 30 });
// A change that keeps a test waiting for ever is noticed soon: these tests take milliseconds.
jest.setTimeout(5000);

for (const name of areas[MUTATION_AREA as keyof typeof areas].tests) {
	describe(name, () => {
		jest.requireActual(`../${name}.test.cts`);
	});
}
