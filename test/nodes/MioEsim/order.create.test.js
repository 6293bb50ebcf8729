'use strict';

const { startSimulator } = require('../../../simulator');
const { runNode } = require('../../harness/engine');
const { credentialOf } = require('../../harness/credentials');

let sim;
let credential;

beforeAll(async () => {
	sim = await startSimulator({ seed: 1 });
});
afterAll(async () => await sim.close());
beforeEach(() => {
	sim.reset();
	credential = credentialOf(sim);
});

const byId = (value) => ({ __rl: true, mode: 'id', value });

function create(overrides = {}) {
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	return {
		resource: 'order',
		operation: 'create',
		orderBy: 'package',
		skuId: byId(String(skuId)),
		priceId: byId(String(priceId)),
		count: 1,
		simType: 'esim',
		simplify: true,
		output: 'order',
		...overrides,
	};
}

test('buys, and a refusal leaves by the Error output with the shop’s own fields', async () => {
	const { success, error } = await runNode({
		credential,
		items: [{ shop: 'A' }, { shop: 'B', package: '99999999' }],
		parameters: create({ priceId: byId('={{ $json.package ?? "441" }}') }),
	});
	expect(success).toHaveLength(1);
	expect(success[0].orderNumber).toBe(sim.ledger[0].orderNum);
	expect(error).toEqual([
		expect.objectContaining({ shop: 'B', error: expect.objectContaining({ code: -3 }) }),
	]);
	expect(sim.ledger).toHaveLength(1);
	expect(sim.violations).toEqual([]);
});
