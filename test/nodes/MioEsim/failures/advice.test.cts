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

test('an undocumented code: the fields, after MIOeSIM’s message', async () => {
	expect(await resolutionOf('order:get', 1013)).toMatch(/quote the code\. Check 'Order Number'$/);
});

test('a token, a signature, a permission: no field is named', async () => {
	for (const code of [-30, 400108, 400109, 99]) {
		expect(await resolutionOf('order:get', code)).not.toContain("Check 'Order Number'");
		world.sim.faults.clear();
	}
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

test('a look-up that is refused does not blame the package', async () => {
	world.sim.faults.add({ endpoint: 'queryEsimOrder', kind: 'code', code: -8, times: null });
	const { error } = await world.run(createOrder(world.sim.catalogue.oddities.plain));
	expect(error[0].error.endpoint).toBe('queryEsimOrder');
	expect(error[0].error.resolution).not.toContain("Check 'Package'");
});
