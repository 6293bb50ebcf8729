import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { checkStock, getPackages, getSkus } from '../../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => bench.withSession());
afterEach(() => expect(bench.sim.violations).toEqual([]));

const odd = () => bench.sim.catalogue.oddities;

describe('destinations', () => {
	it.each<[string, IDataObject, () => number]>([
		['all of them', {}, () => bench.sim.catalogue.skus.length],
		['up to Limit', { returnAll: false, limit: 3 }, () => 3],
		['by name, whatever the case', { nameFilter: '=jaPAN' }, () => 2],
	])('%s', async (_, more, count) => {
		const { success } = await bench.run(getSkus(more));
		expect(success).toHaveLength(count());
		expect(success[0]).toMatchObject({ skuId: '45', name: 'Japan', countryCode: '392' });
	});

	it('by what people call them, and says so if there is none', async () => {
		const said = { uk: 'United Kingdom', US: 'United States', Dubai: 'United Arab Emirates' };
		const none = ['Atlantis', 'Niger'];
		const items = [...Object.keys(said), ...none].map((name) => ({ name }));
		const parameters = getSkus({ nameFilter: '={{ $json.name }}', returnAll: false, limit: 1 });
		const { success, error } = await bench.run(parameters, { items });
		expect(success.map(({ name }) => name)).toEqual(Object.values(said));
		expect(error.map((item) => item.error.message)).toEqual(
			none.map((name) => `MIOeSIM sells no destination that is called "${name}"`),
		);
	});
});

describe('packages', () => {
	it('of a destination', async () => {
		const { success } = await bench.run(getPackages(45));
		expect(success).toHaveLength(bench.sim.catalogue.packages(45).length);
		expect(success.find(({ priceId }) => priceId === 441)).toMatchObject({
			skuId: '45',
			destination: 'Japan',
			priceId: 441,
			data: '5 GB',
			days: 30,
			isDaypass: false,
			renewable: true,
		});
	});

	it('is sorted by data, then days, then price, unlimited last', async () => {
		const { success } = await bench.run(getPackages(45));
		const toMb = ({ data, isUnlimited }: IDataObject) => {
			const [amount, unit] = (data as string).split(' ');
			return isUnlimited ? Infinity : Number(amount) * (unit.startsWith('GB') ? 1024 : 1);
		};
		const keys = success
			.filter(({ isDaypass }) => !isDaypass)
			.map((entry) => [toMb(entry), entry.days, entry.price]);
		const sorted = [...keys].sort((a, b) => {
			const at = a.findIndex((key, index) => key !== b[index]);
			return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
		});
		expect(keys).toEqual(sorted);
		expect(keys.length).toBeGreaterThan(3);
	});

	it('within limits for data, days and price', async () => {
		const all = (await bench.run(getPackages(45))).success;
		const filters = { minimumData: 1, maximumData: 5, minimumDays: 7, maximumPrice: 12 };
		const { success, error } = await bench.run(getPackages(45, { filters }));
		expect(error).toEqual([]);
		expect(success.length).toBeGreaterThan(0);
		expect(success.length).toBeLessThan(all.length);
		for (const { data, price, isUnlimited } of success) {
			expect(isUnlimited).toBe(false);
			expect(['1 GB', '2 GB', '3 GB', '5 GB']).toContain(data.replace(/\/.*/, ''));
			expect(price).toBeLessThanOrEqual(12);
		}
	});

	it('up to Limit, which is 50 by default', async () => {
		const many = { allDestinations: true, returnAll: false };
		expect((await bench.run(getPackages(45, many))).success).toHaveLength(50);
		const { success } = await bench.run(getPackages(45, { returnAll: false, limit: 2 }));
		expect(success).toHaveLength(2);
	});

	it('with the days of a daypass, and how long a plan is valid', async () => {
		for (const [name, expected] of [
			['daypass', { isDaypass: true, minDays: 1, maxDays: 30 }],
			['expiring', { validDaysAfterActivation: 30, minDays: null }],
		] as const) {
			const { skuId, priceId } = odd()[name];
			const { success } = await bench.run(getPackages(skuId));
			expect(success.find((entry) => entry.priceId === priceId)).toMatchObject(expected);
		}
	});

	it.each(['noPackages', 'nullPackages'] as const)('%s: no items, and no failure', async (name) => {
		const { success, error } = await bench.run(getPackages(odd()[name]));
		expect([success, error]).toEqual([[], []]);
	});
});

it('checks the stock for the requested number', async () => {
	bench.sim.catalogue.stock.set(odd().plain.priceId, 5);
	const parameters = checkStock(odd().plain, { count: '={{ $json.count }}' });
	const { success } = await bench.run(parameters, { items: [{ count: 5 }, { count: 6 }] });
	expect(success.map(({ inStock }) => inStock)).toEqual([true, false]);
});
