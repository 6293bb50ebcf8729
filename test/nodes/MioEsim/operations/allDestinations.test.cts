import { useBench } from '../../../harness/bench.cts';
import { getPackages, getSkus } from '../../../harness/parameters.cts';

const world = useBench();

const all = (more = {}) => getPackages('', { allDestinations: true, ...more });

const selling = () => world.sim.catalogue.skus.filter(({ packages }) => packages?.length);

test('the packages of every destination, in the order of the list', async () => {
	const { sim } = world;
	const { success, error } = await world.run(all());
	expect(error).toEqual([]);
	// Destinations in the order of the list; within each, by data, days and price.
	const expected = selling().flatMap(({ skuid, packages }) =>
		(packages ?? []).map(({ priceid }) => [String(skuid), priceid]),
	);
	expect(success.map(({ skuId }) => skuId)).toEqual(expected.map(([skuId]) => skuId));
	const found = success.map(({ skuId, priceId }) => `${skuId}:${priceId}`);
	expect(found.sort()).toEqual(expected.map((ids) => ids.join(':')).sort());
	expect(world.callsOf('getPackages')).toHaveLength(sim.catalogue.skus.length);
	expect(sim.violations).toEqual([]);
});

test('with a limit, only as many destinations as needed are read', async () => {
	const { success, error } = await world.run(
		all({ returnAll: false, limit: 50, options: { concurrency: 2 } }),
	);
	expect(error).toEqual([]);
	expect(success).toHaveLength(50);
	expect(world.callsOf('getPackages').length).toBeLessThan(10);
	expect(success[0].skuId).toBe(String(selling()[0].skuid));
});

test('several items share the calls', async () => {
	const { success } = await world.run(all(), { items: [{ shop: 'A' }, { shop: 'B' }] });
	const count = selling().flatMap(({ packages }) => packages).length;
	expect(success).toHaveLength(2 * count);
	expect(world.callsOf('getPackages')).toHaveLength(world.sim.catalogue.skus.length);
});

describe('a destination that cannot be read', () => {
	const failing = ['46', '50'];

	beforeEach(() => {
		const match = ({ skuId }: Record<string, string>) => failing.includes(skuId);
		world.answerWith('getPackages', -8, { match });
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
	world.answerWith('getSkus', -8);
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
	await world.run(getSkus());
	const { password } = sim.account;
	sim.account.password = 'changed';
	sim.faults.add({ endpoint: 'getPackages', kind: 'expired', skip: 20 });
	const { success, error } = await world.run(all());
	sim.account.password = password;
	expect(success).toEqual([]);
	expect(error).toEqual([{ error: expect.objectContaining({ type: 'login', code: -1 }) }]);
});
