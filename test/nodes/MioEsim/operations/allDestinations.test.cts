import { useBench } from '../../../harness/bench.cts';

const world = useBench();

const all = (more = {}) => ({
	resource: 'package',
	operation: 'getAll',
	allDestinations: true,
	returnAll: true,
	simplify: true,
	...more,
});

const selling = () => world.sim.catalogue.skus.filter(({ packages }) => packages?.length);

test('the packages of every destination, in the order of the list', async () => {
	const { sim } = world;
	const { success, error } = await world.run(all());
	expect(error).toEqual([]);
	// Destinations in the order of the list; within each, by data, days and price.
	expect(success.map(({ skuId }) => skuId)).toEqual(
		selling().flatMap(({ skuid, packages }) => (packages ?? []).map(() => String(skuid))),
	);
	const keyOf = (skuId: unknown, priceId: unknown) => `${String(skuId)}:${String(priceId)}`;
	const expected = selling().flatMap(({ skuid, packages }) =>
		(packages ?? []).map(({ priceid }) => keyOf(skuid, priceid)),
	);
	expect(success.map(({ skuId, priceId }) => keyOf(skuId, priceId)).sort()).toEqual(
		expected.sort(),
	);
	expect(sim.calls.filter(({ endpoint }) => endpoint === 'getPackages')).toHaveLength(
		sim.catalogue.skus.length,
	);
	expect(sim.violations).toEqual([]);
});

test('with a limit, only as many destinations as needed are read', async () => {
	const { success, error } = await world.run(
		all({ returnAll: false, limit: 50, options: { concurrency: 2 } }),
	);
	expect(error).toEqual([]);
	expect(success).toHaveLength(50);
	const calls = world.sim.calls.filter(({ endpoint }) => endpoint === 'getPackages');
	expect(calls.length).toBeLessThan(10);
	const first = selling()
		.slice(0, 3)
		.map(({ skuid }) => String(skuid));
	expect(success[0].skuId).toBe(first[0]);
});

test('several items share the calls', async () => {
	const { success } = await world.run(all(), { items: [{ shop: 'A' }, { shop: 'B' }] });
	const count = selling().flatMap(({ packages }) => packages).length;
	expect(success).toHaveLength(2 * count);
	const calls = world.sim.calls.filter(({ endpoint }) => endpoint === 'getPackages');
	expect(calls).toHaveLength(world.sim.catalogue.skus.length);
});

describe('a destination that cannot be read', () => {
	const failing = ['46', '50'];

	beforeEach(() => {
		world.sim.faults.add({
			endpoint: 'getPackages',
			kind: 'code',
			code: -8,
			times: null,
			match: ({ skuId }) => failing.includes(skuId),
		});
	});

	test('is a failed item; the others are complete', async () => {
		const { success, error, outputs } = await world.run(all(), { items: [{ shop: 'A' }] });
		const rest = selling().filter(({ skuid }) => !failing.includes(String(skuid)));
		expect(new Set(success.map(({ skuId }) => skuId)).size).toBe(rest.length);
		expect(success).toHaveLength(rest.flatMap(({ packages }) => packages).length);
		expect(error).toEqual(
			failing.map((skuId) => ({
				shop: 'A',
				error: expect.objectContaining({
					code: -8,
					endpoint: 'getPackages',
					skuId,
					destination: world.sim.catalogue.sku(skuId)?.display,
				}),
			})),
		);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});
});

test('a list of destinations that cannot be read fails the item', async () => {
	world.sim.faults.add({ endpoint: 'getSkus', kind: 'code', code: -8, times: null });
	const { success, error } = await world.run(all());
	expect(success).toEqual([]);
	expect(error).toEqual([{ error: expect.objectContaining({ endpoint: 'getSkus' }) }]);
});

test('a refused login is one failed item, not one for each destination', async () => {
	world.credential.data.password = 'wrong';
	const { error } = await world.run(all());
	expect(error).toEqual([{ error: expect.objectContaining({ type: 'login' }) }]);
	expect(world.sim.loginAttempts).toBe(1);
});

test('a login that is refused halfway fails the whole item', async () => {
	const { sim } = world;
	await world.run({ resource: 'sku', operation: 'getAll', limit: 1, simplify: true });
	const { password } = sim.account;
	sim.account.password = 'changed';
	sim.faults.add({ endpoint: 'getPackages', kind: 'expired', skip: 20 });
	const { success, error } = await world.run(all());
	sim.account.password = password;
	expect(success).toEqual([]);
	expect(error).toEqual([{ error: expect.objectContaining({ type: 'login', code: -1 }) }]);
});
