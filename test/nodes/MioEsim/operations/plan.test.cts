import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { byId, createOrder } from '../../../harness/parameters.cts';
import { freshOrder } from './world.cts';

const bench = useBench();
beforeEach(() => {
	bench.withSession();
});
afterEach(() => expect(bench.sim.violations).toEqual([]));

const odd = () => bench.sim.catalogue.oddities;
const plan = (destination: string, data: string, days: number | string, more: IDataObject = {}) =>
	createOrder(odd().plain, { orderBy: 'plan', destination, data, days, ...more });
const quote = (parameters: IDataObject) => ({ ...parameters, operation: 'getQuote' });
const booked = () => bench.sim.ledger.map(({ priceId, total }) => [priceId, total]);
/** The cheapest fixed plan of Japan, by another reading than the node's. */
const cheapest = (flows: number, days: number) =>
	bench.sim.catalogue
		.packages(45)
		.filter((pack) => pack.flows === flows && pack.unit === 'GB' && pack.days === days)
		.filter(({ supportDaypass }) => supportDaypass === 0)
		.sort((left, right) => left.price - right.price)[0];

describe('Order By: Plan', () => {
	it('buys the cheapest package that is the plan, whatever the destination is called', async () => {
		const items = ['Japan', 'JP', '日本', 'tokyo'].map((destination) => ({ destination }));
		const parameters = plan('={{ $json.destination }}', '5gb', 30);
		const { success, error } = await bench.run(parameters, { items });
		expect(error).toEqual([]);
		expect(success).toHaveLength(4);
		const { priceid, price } = cheapest(5, 30);
		expect(booked()).toEqual(items.map(() => [priceid, price]));
	});

	it('orders the days of a daypass', async () => {
		const { success } = await bench.run<{ pricing: IDataObject }>(plan('Japan', '1 GB/day', 6));
		expect(success[0].pricing).toMatchObject({ unitPrice: 1.25, paidDays: 6, total: 8 });
		expect(booked()).toEqual([[odd().daypass.priceId, 8]]);
	});

	it('buys a line once, although another package is the cheapest by then', async () => {
		const parameters = plan('Holland', '3 GB', 7, { externalOrderId: 'SHOP-1' });
		const sell = (...prices: number[]) =>
			bench.sim.changeCatalogue(({ skus }) => {
				const packages = skus.find(({ iso2 }) => iso2 === 'NL')?.packages ?? [];
				const fixed = { supportDaypass: 0, hadDaypassDetail: 0 } as const;
				for (const [at, price] of prices.entries()) {
					Object.assign(packages[at], { ...fixed, flows: 3, unit: 'GB', days: 7, price });
				}
			});
		sell(1.5, 1.8);
		const [first] = (await bench.run(parameters)).success;
		sell(1.5, 1);
		const again = await bench.run({ ...parameters, destination: 'NL', data: '3' });
		expect(again.error).toEqual([]);
		expect(again.success).toMatchObject([{ duplicate: true, orderNumber: first.orderNumber }]);
		expect(bench.sim.ledger).toHaveLength(1);
	});

	it.each([
		[['Japan', '6 GB', 30], {}, 'is exactly 6 GB for 30 days'],
		[['Atlantis', '5 GB', 30], {}, 'called exactly "Atlantis"'],
		[['Japan', 'five', 30], {}, "'Plan Data' must be an amount of data"],
		[['Japan', '5 GB', 30], { additionalFields: { highestPrice: 1 } }, "'Highest Price' is $1.00"],
	] as const)(
		'buys nothing for %j with %j, and says why',
		async ([destination, data, days], more, said) => {
			const options = { checkPackage: false };
			const { error } = await bench.run(plan(destination, data, days, { options, ...more }));
			expect(error[0].error).toMatchObject({ type: 'input', outcome: 'notExecuted' });
			expect(error[0].error.message).toContain(said);
			expect(bench.sim.ledger).toEqual([]);
		},
	);

	it('renews a card with a package that fits it', async () => {
		const order = freshOrder(bench.sim);
		const fitting = bench.sim.catalogue
			.packages(45)
			.find(
				({ flowType, supportDaypass, unit }) =>
					flowType === 0 && supportDaypass === 0 && unit === 'GB',
			);
		const { flows, days } = fitting ?? { flows: 0, days: 0 };
		const parameters = {
			...plan('Japan', String(flows), days),
			operation: 'renew',
			renewBy: 'iccid',
			iccid: order.iccids[0],
		};
		const { success, error } = await bench.run(parameters);
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ isRenewal: true }]);
		expect(bench.sim.ledger[0].iccids).toEqual([order.iccids[0]]);
		const elsewhere = await bench.run({ ...parameters, destination: 'Korea' });
		expect(elsewhere.error[0].error.message).toMatch(/cannot be renewed with a plan for "Korea"/);
	});
});

describe('Get Quote', () => {
	interface Quote extends IDataObject {
		refusals: Array<{ message: string }>;
	}
	const quoted = async (parameters: IDataObject) => {
		const { success, error } = await bench.run<Quote>(quote(parameters));
		expect(error).toEqual([]);
		expect(bench.sim.ledger).toEqual([]);
		expect(success).toHaveLength(1);
		return success[0];
	};
	const additional = (additionalFields: IDataObject) => ({ additionalFields });

	it('shows what would be bought and what it costs, and buys nothing', async () => {
		expect(await quoted(plan('Japan', '1GB/day', 6, { count: 2 }))).toMatchObject({
			canOrder: true,
			duplicate: false,
			orderNumber: null,
			refusals: [],
			total: 16,
			pricePerCard: 8,
			inStock: true,
			destination: 'Japan',
			priceId: odd().daypass.priceId,
			validityDays: 6,
			daypassDays: 6,
			isDaypass: true,
			renewable: true,
			networks: [expect.any(String)],
		});
		const written = ['addEsimOrder', 'addEsimOrderByApiCode'].flatMap(bench.callsOf);
		expect(written).toEqual([]);
	});

	it.each<[string, (sim: typeof bench.sim) => IDataObject, string[]]>([
		['out of stock', () => createOrder(odd().noStock), ['fewer than 1 eSIMs']],
		[
			'terms and price',
			() => createOrder(odd().mustDate, additional({ highestPrice: 0.01 })),
			["'Begin Date' is required", "'Highest Price' is $0.01"],
		],
		[
			'a past date',
			() => createOrder(odd().plain, additional({ beginDate: '2020-01-01' })),
			["'Begin Date' is in the past"],
		],
		[
			'an unknown package',
			() => createOrder(odd().plain, { priceId: byId('99999999') }),
			['does not contain the package'],
		],
		['an unknown plan', () => plan('Japan', '6 GB', 30), ['is exactly 6 GB']],
	])('says what Create would refuse: %s', async (_, parameters, said) => {
		const { canOrder, refusals } = await quoted(parameters(bench.sim));
		expect(canOrder).toBe(false);
		expect(refusals.map(({ message }) => message)).toEqual(
			said.map((text) => expect.stringContaining(text) as string),
		);
	});

	it('tells the order that covers the line', async () => {
		const parameters = createOrder(odd().plain, { externalOrderId: 'SHOP-1' });
		const [{ orderNumber }] = (await bench.run(parameters)).success;
		const { success } = await bench.run(quote(parameters));
		expect(success).toMatchObject([{ duplicate: true, orderNumber, canOrder: true }]);
		const another = await bench.run(quote({ ...parameters, externalOrderId: 'SHOP-2' }));
		expect(another.success).toMatchObject([{ duplicate: false, orderNumber: null }]);
	});
});

it('an unreadable email address stops an order only if something is to be mailed', async () => {
	const order = (sendEmail: boolean) =>
		createOrder(odd().plain, { additionalFields: { customerEmail: 'nathan', sendEmail } });
	const { error } = await bench.run(order(true));
	expect(error[0].error.message).toMatch(/^'Customer Email'/);
	expect(bench.sim.ledger).toEqual([]);
	expect((await bench.run(order(false))).success).toHaveLength(1);
});

it('a Begin Date in the past does not hide what was bought', async () => {
	const parameters = createOrder(odd().plain, { externalOrderId: 'SHOP-1' });
	await bench.run(parameters);
	const past = { additionalFields: { beginDate: '2020-01-01' } };
	const { success } = await bench.run({ ...parameters, ...past });
	expect(success).toMatchObject([{ duplicate: true }]);
	const { error } = await bench.run({ ...parameters, ...past, externalOrderId: 'SHOP-2' });
	expect(error[0].error.message).toBe("'Begin Date' is in the past");
	expect(bench.sim.ledger).toHaveLength(1);
});
