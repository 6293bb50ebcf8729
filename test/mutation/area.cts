import areas from './areas.json';

const { MUTATION_AREA = '' } = process.env;

for (const name of areas[MUTATION_AREA as keyof typeof areas].tests) {
	describe(name, () => {
		jest.requireActual(`../${name}.test.cts`);
	});
}
