import type { Item } from '../../../test/harness/items.cts';
import type { Execution, Instance } from './instance.cts';
import { byId, mioesim, start, workflow, type UsedCredential } from './workflows.cts';

/** The fields of a destination that are read. */
export type Sku = Pick<Item, 'skuId' | 'name'>;

/** The fields of a package that are read. */
export type Plan = Pick<Item, 'skuId' | 'priceId' | 'data' | 'isDaypass' | 'startDateRequired'>;

/** Finds, through the node itself, a package that can be bought without further parameters. */
export async function findPlan(instance: Instance, credential: UsedCredential) {
	const destinations = { resource: 'sku', operation: 'getAll', nameFilter: 'Japan' };
	const packages = { resource: 'package', operation: 'getAll', skuId: byId('={{ $json.skuId }}') };
	await instance.import('workflow', [
		workflow(
			'catalogue',
			'Catalogue',
			[
				start(),
				mioesim('Destinations', [220, 0], destinations, credential),
				mioesim('Packages', [440, 0], packages, credential),
			],
			[
				['Start', 'Destinations'],
				['Destinations', 'Packages'],
			],
		),
	]);
	const run = await instance.execute('catalogue');
	if (run.code !== 0) throw new Error(`Exit code ${run.code}\n${run.output.slice(-1500)}`);
	const sku = itemsOf<Sku>(run, 'Destinations')[0];
	const plans = itemsOf<Plan>(run, 'Packages').filter(({ skuId }) => skuId === sku.skuId);
	const plan = plans.find((each) => !each.isDaypass && !each.startDateRequired);
	if (!plan) throw new Error(`No plain plan among ${JSON.stringify(plans).slice(0, 500)}`);
	return { sku, plan, plans };
}

/** The output of a node; empty without a run. */
export function itemsOf<TJson = Item>(
	run: Execution | undefined,
	name: string,
	output = 0,
): TJson[] {
	const items = run?.node(name)?.data?.main[output] ?? [];
	return items.map(({ json }) => json as unknown as TJson);
}
