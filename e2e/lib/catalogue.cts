import { byId, mioesim, start, workflow } from './workflows.cts';
import type { Instance } from './instance.cts';

/**
 * Finds, through the node itself, a data plan that needs nothing but to be bought.
 *
 * @param {object} credential
 * @returns {Promise<{ sku: object, plan: object, plans: object[] }>}
 */
export async function findPlan(instance: Instance, credential: Credential) {
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
	const sku = itemsOf(run, 'Destinations')[0];
	const plans = itemsOf(run, 'Packages').filter(({ skuId }) => skuId === sku.skuId);
	const plan = plans.find((each) => !each.isDaypass && !each.startDateRequired);
	if (!plan) throw new Error(`No plain plan among ${JSON.stringify(plans).slice(0, 500)}`);
	return { sku, plan, plans };
}

/** What a node gave out. */
export function itemsOf(
	run: Awaited<ReturnType<Instance['execute']>>,
	name: string,
	output = 0,
): any[] {
	return (run.node(name)?.data?.main?.[output] ?? []).map(({ json }) => json);
}
