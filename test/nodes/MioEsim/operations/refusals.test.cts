import { documentedCodes } from '../../../mioesim/errorCodesPage.cts';
import { parametersOf, table, type Row } from './table.cts';
import { useBench } from '../../../harness/bench.cts';
import { size } from '../../../harness/size.cts';

const world = useBench();

const rows = table.filter((row): row is Row & { endpoint: string } => row.endpoint !== null);

/** Here every code meets a third of the endpoints, in `npm run test:thorough` all of them. */
const SHARE = size(3, 1);

describe.each(rows)('$name', (row) => {
	const codes = documentedCodes.filter((_, at) => (at + rows.indexOf(row)) % SHARE === 0);
	test.each(codes)('code $code goes to the Error output', async (documented) => {
		const { code, meaning, resolution } = documented;
		const { sim } = world;
		const parameters = parametersOf(row, sim);
		sim.faults.add({ endpoint: row.endpoint, kind: 'code', code, times: null });
		const { success, error } = await world.run(parameters, { items: [{ shop: 'A' }] });
		expect(success).toEqual([]);
		expect(error).toEqual([
			{
				shop: 'A',
				error: expect.objectContaining({
					code,
					message: meaning,
					resolution: expect.stringContaining(resolution),
					type: 'api',
					resource: parameters.resource,
					operation: parameters.operation,
				}),
			},
		]);
		expect(sim.violations).toEqual([]);
		expect(sim.ledger).toEqual([]);
	});
});

describe.each(table.filter(({ missing }) => Object.keys(missing).length > 0))('$name', (row) => {
	test.each(Object.keys(row.missing))('%s is missing', async (displayName) => {
		const parameters = parametersOf(row, world.sim, row.missing[displayName]);
		const { success, error } = await world.run(parameters, { items: [{ shop: 'A' }] });
		expect(success).toEqual([]);
		expect(error).toEqual([
			{
				shop: 'A',
				error: expect.objectContaining({
					message: `'${displayName}' is required`,
					type: 'input',
					outcome: 'notExecuted',
				}),
			},
		]);
		expect(world.sim.calls.map(({ endpoint }) => endpoint)).not.toContain(row.endpoint);
	});
});
