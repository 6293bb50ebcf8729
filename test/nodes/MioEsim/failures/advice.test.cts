import { parametersOf, table } from '../operations/table.cts';
import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';

/** After the documented text, a refusal names the fields to check, as the user sees them. */

const world = useBench();

const hints: Record<string, string | null> = {
	'apiRequest:send': "'Path' and 'Parameters'",
	'card:getDetail': "'ICCID'",
	'card:getHistory': "'ICCID'",
	'card:getUsage': "'ICCID'",
	'order:cancel': "'Order Number'",
	'order:create': "'Package' and 'Destination'",
	'order:get': "'Order Number'",
	'order:getAllByDate': "'Start Date' and 'End Date'",
	'order:getPdf': "'Order Number'",
	'order:renew': "'Package', 'Destination' and 'ICCID'",
	'order:sendPdf': "'Order Number' and 'Email'",
	'package:checkStock': "'Package' and 'Destination'",
	'package:getAll': "'Destination'",
	'package:getAllByCard': "'ICCID'",
	'package:getAllByPartner': "'Destination' and 'Distribution Partner'",
	'partner:getAll': null,
	'sku:getAll': null,
	'sku:getAllByPartner': "'Distribution Partner'",
};

async function resolutionOf(name: string, code: number): Promise<string> {
	const row = table.find((each) => each.name === name);
	if (!row?.endpoint) throw new Error(`No row ${name}`);
	const parameters = parametersOf(row, world.sim);
	world.sim.faults.add({ endpoint: row.endpoint, kind: 'code', code, times: null });
	const { error } = await world.run(parameters);
	return error[0].error.resolution;
}

test.each(Object.entries(hints))('%s that finds nothing names %s', async (name, hint) => {
	const resolution = await resolutionOf(name, -3);
	expect(resolution).toMatch(/^The requested resource does not exist/);
	if (hint === null) expect(resolution).not.toContain('. Check ');
	else expect(resolution).toMatch(new RegExp(`correct\\. Check ${hint}$`));
});

test('an order without a partner that needs one names it', async () => {
	expect(await resolutionOf('order:create', -10)).toMatch(/ Check 'Distribution Partner'$/);
});

test('by API code: the API code is named, and the package is not', async () => {
	const parameters = createOrder(world.sim.catalogue.oddities.plain, {
		orderBy: 'apiCode',
		apiCode: 'none-0-0-0',
	});
	const { error } = await world.run(parameters);
	expect(error[0].error.resolution).toContain("Check 'API Code'");
	expect(error[0].error.resolution).not.toContain("'Package'");
});
