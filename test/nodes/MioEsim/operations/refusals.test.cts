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
		world.answerWith(row.endpoint, code);
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

const missing = table.flatMap((row) =>
	Object.entries(row.missing ?? {}).map(([label, change]) => ({ ...row, row, label, change })),
);
test.each(missing)('$name: $label is missing', async ({ row, endpoint, label, change }) => {
	const parameters = parametersOf(row, world.sim, change);
	const { success, error } = await world.run(parameters, { items: [{ shop: 'A' }] });
	expect(success).toEqual([]);
	const message = `'${label}' is required`;
	expect(error).toEqual([
		{
			shop: 'A',
			error: expect.objectContaining({ message, type: 'input', outcome: 'notExecuted' }),
		},
	]);
	expect(world.called()).not.toContain(endpoint);
});
