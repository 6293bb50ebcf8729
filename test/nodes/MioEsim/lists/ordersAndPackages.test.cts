import type { INodeParameters, NodeApiError } from 'n8n-workflow';

import type { Seeding } from '../../../../tools/simulator/seeding.cts';
import { useBench } from '../../../harness/bench.cts';
import { openList, type List } from '../../../harness/lists.cts';
import { byId } from '../../../harness/parameters.cts';

const bench = useBench();

const open = async (method: List, filter?: string, parameters?: INodeParameters) =>
	await openList(bench.credential, method, filter, parameters);

const names = (entries: { name: string }[]) => entries.map(({ name }) => name);

describe('orders and cards', () => {
	const day = 24 * 60 * 60 * 1000;

	/** Recent orders, newest last. */
	const seed = (count: number, more: Seeding = {}) =>
		bench.sim.seedOrders(count, { to: bench.sim.clock.now() - 1000, status: 0, ...more });

	it('lists the recent orders, newest first, with product and day', async () => {
		const orders = seed(3, { skuId: 45, priceId: 441 });
		const [latest] = [...orders].reverse();
		const list = await open('searchOrders');
		expect(list.map(({ value }) => value)).toEqual(
			orders.map(({ orderNum }) => orderNum).reverse(),
		);
		const date = new Date(latest.createdAt + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
		expect(list[0].name).toBe(`${latest.orderNum} · Japan 5GB / 30 Days · ${date}`);
	});

	it('lists the cards of recent orders', async () => {
		const orders = seed(2, { skuId: 45, priceId: 441, count: 2 });
		const iccids = orders.flatMap(({ plans }) => plans.map(({ card }) => card.iccid));
		const list = await open('searchCards');
		expect(list.map(({ value }) => value).sort()).toEqual([...iccids].sort());
		expect(list[0].name).toMatch(/^\d{13,20} · Japan 5GB \/ 30 Days · \d{4}-\d\d-\d\d$/);
	});

	it.each<['searchOrders' | 'searchCards']>([['searchOrders'], ['searchCards']])(
		'%s searches by order number, ICCID, shop order, product and status',
		async (method) => {
			seed(5, { skuId: 45, priceId: 441 });
			const [order] = seed(1, { skuId: 45, priceId: 441, outerOrderId: 'SHOP-77', status: 2 });
			const { iccid } = order.plans[0].card;
			const wanted = method === 'searchOrders' ? order.orderNum : iccid;
			for (const typed of [
				order.orderNum,
				iccid,
				'shop-77',
				'japan cancelled',
				wanted.slice(0, -1),
			]) {
				const found = (await open(method, typed)).map(({ value }) => value);
				expect(found).toContain(wanted);
			}
			expect((await open(method, 'shop-77')).map(({ value }) => value)).toEqual([wanted]);
			expect(await open(method, 'Atlantis')).toEqual([]);
		},
	);

	it.each<['searchOrders' | 'searchCards']>([['searchOrders'], ['searchCards']])(
		'%s shows a hundred orders, and finds an older one by its full number',
		async (method) => {
			const [old] = seed(1, {
				from: bench.sim.clock.now() - 300 * day,
				to: bench.sim.clock.now() - 300 * day,
			});
			seed(120);
			const wanted = method === 'searchOrders' ? old.orderNum : old.plans[0].card.iccid;
			const recent = await open(method);
			expect(recent).toHaveLength(100);
			expect(recent.map(({ value }) => value)).not.toContain(wanted);
			expect((await open(method, ` ${wanted} `)).map(({ value }) => value)).toEqual([wanted]);
		},
	);

	it.each<['searchOrders' | 'searchCards']>([['searchOrders'], ['searchCards']])(
		'%s of an account without orders is empty',
		async (method) => {
			expect(await open(method)).toEqual([]);
			expect(await open(method, 'EP20240124000013')).toEqual([]);
		},
	);
});

describe('API codes', () => {
	it('lists those of the selected destination by data, then days, then price', async () => {
		const codes = await open('searchApiCodes', undefined, {
			orderBy: 'apiCode',
			skuId: byId('45'),
		});
		const offered = bench.sim.catalogue.packages(45).filter(({ apiCode }) => apiCode);
		expect(codes.map(({ value }) => value).sort()).toEqual(
			offered.map(({ apiCode }) => String(apiCode)).sort(),
		);
		expect(codes).toContainEqual({
			name: expect.stringMatching(/^5 GB · 30 days · .*45-0-30-5-G$/),
			value: '45-0-30-5-G',
		});
		const packages = await open('searchPackages', undefined, { skuId: byId('45') });
		const labels = names(codes).map((name) => name.split(' · ').slice(0, -1).join(' · '));
		expect(labels).toEqual(names(packages).filter((name) => labels.includes(name)));
	});

	it.each(['5gb 30 days', '5 GB 30day', '45-0-30-5-G'])('finds one by %j', async (typed) => {
		const found = await open('searchApiCodes', typed, { skuId: byId('45') });
		expect(found.map(({ value }) => value)).toContain('45-0-30-5-G');
		expect(found.length).toBeLessThan(4);
	});

	it('asks for a destination first', async () => {
		await expect(open('searchApiCodes')).rejects.toThrow('No destination is chosen');
	});

	it('is empty for a destination without packages', async () => {
		const skuId = bench.sim.catalogue.oddities.noPackages;
		expect(await open('searchApiCodes', undefined, { skuId: byId(String(skuId)) })).toEqual([]);
	});
});

describe('for a renewal', () => {
	const renewal = (more: INodeParameters) => ({ operation: 'renew', renewBy: 'iccid', ...more });

	/** A card, and the packages of its destination that do not fit it. */
	function card() {
		const [order] = bench.sim.seedOrders(1, { skuId: 45, priceId: 441, status: 0 });
		const unfit = bench.sim.catalogue.packages(45).filter(({ flowType }) => flowType === 1);
		expect(unfit.length).toBeGreaterThan(0);
		const { iccid } = order.plans[0].card;
		return { orderNum: order.orderNum, iccid, unfit };
	}

	it.each<[string, (of: ReturnType<typeof card>) => INodeParameters]>([
		['the card', ({ iccid }) => ({ iccid: byId(iccid) })],
		['the card as saved by an older workflow', ({ iccid }) => ({ iccid })],
		['its order', ({ orderNum }) => ({ renewBy: 'orderNumber', orderNumber: byId(orderNum) })],
	])('lists the packages that fit %s', async (_, target) => {
		const known = card();
		for (const skuId of [undefined, byId('45')]) {
			const parameters = renewal({ ...target(known), ...(skuId ? { skuId } : {}) });
			const fitting = await open('searchPackages', undefined, parameters);
			expect(fitting.length).toBeGreaterThan(0);
			const values = fitting.map(({ value }) => value);
			expect(values).not.toContain(String(known.unfit[0].priceid));
			expect(bench.callsOf('getPackages')).toEqual([]);
			const codes = await open('searchApiCodes', undefined, parameters);
			expect(codes.map(({ value }) => value)).not.toContain(known.unfit[0].apiCode);
		}
	});

	it('lists the destinations that have a package for the card', async () => {
		const { iccid } = card();
		const all = await open('searchDestinations');
		const fitting = await open('searchDestinations', undefined, renewal({ iccid: byId(iccid) }));
		expect(fitting.map(({ value }) => value)).toContain('45');
		expect(fitting.length).toBeLessThan(all.length);
	});

	it('lists all packages of the destination if the card is an expression', async () => {
		card();
		const parameters = renewal({ iccid: byId('={{ $json.iccid }}'), skuId: byId('45') });
		const packages = await open('searchPackages', undefined, parameters);
		expect(packages).toHaveLength(bench.sim.catalogue.packages(45).length);
	});
});

it.each<[List, string, INodeParameters]>([
	['searchOrders', 'queryEsimOrder', {}],
	['searchCards', 'queryEsimOrder', {}],
	['searchApiCodes', 'getPackages', { skuId: byId('45') }],
	['searchPackages', 'getPackages', { skuId: byId('45') }],
	['searchDestinations', 'getSkus', {}],
	['searchPartners', 'getPhysicalSIMDpInfo', {}],
	[
		'searchPackages',
		'getIccidSupportPackageInfo',
		{ operation: 'renew', renewBy: 'iccid', iccid: byId('89852022410000123456') },
	],
])('%s shows the refusal of %s in place of the list', async (method, endpoint, parameters) => {
	bench.sim.faults.add({ endpoint, kind: 'code', code: -8, times: null });
	const error = (await open(method, undefined, parameters).catch(
		(thrown: unknown) => thrown,
	)) as NodeApiError;
	expect(error.message).toBe('Query failed');
	expect(error.description).toMatch(/The query could not be executed/);
});
