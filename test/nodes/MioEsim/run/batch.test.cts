import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';

/** A credential whose fields are expressions: each item may mean another account. */

const bench = useBench();
const phones = (...given: string[]) =>
	given.map((phone, index) => ({ phone, shop: `S-${index + 1}` }));
const order = () =>
	createOrder(bench.sim.catalogue.oddities.plain, { externalOrderId: '={{ $json.shop }}' });

it('pays no item with the account of another', async () => {
	const own = bench.credential.data.phoneNumber;
	bench.credential.data.phoneNumber = '={{ $json.phone }}';
	const items = phones(own, '13911111111', own, '');
	const { success, error } = await bench.run(order(), { items });
	expect(success.map(({ externalOrderId }) => externalOrderId)).toEqual(['S-1', 'S-3']);
	const message =
		'The credential of this item is another MIOeSIM account than that of the first item';
	const resolution = expect.stringMatching(/^Nothing was sent for it: .* a batch size of 1/);
	const empty = { message: "'Phone Number' in the MIOeSIM credential is empty" };
	expect(error).toMatchObject([
		{ shop: 'S-2', error: { message, resolution, outcome: 'notExecuted' } },
		{ shop: 'S-4', error: { ...empty, outcome: 'notExecuted' } },
	]);
	expect(bench.sim.orders.size).toBe(2);
	const two = await bench.run(order(), { items: phones(own, '13911111111') });
	expect(two.error).toMatchObject([{ shop: 'S-2', error: { message } }]);
	const none = await bench.run(order(), { items: phones('', own) });
	expect(none.error).toMatchObject([
		{ shop: 'S-1', error: empty },
		{ shop: 'S-2', error: empty },
	]);
});

it('costs one read for a whole run when no field is an expression, and none for one item', async () => {
	bench.withSession();
	const { reads } = bench.credential;
	await bench.run(order(), { items: phones('a') });
	expect(bench.credential.reads - reads).toBe(1);
	await bench.run(order(), { items: phones('a', 'b', 'c') });
	expect(bench.credential.reads - reads).toBe(3);
});
