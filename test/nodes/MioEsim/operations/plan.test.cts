import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { byId, createOrder, renewCard } from '../../../harness/parameters.cts';
import { freshOrder } from './world.cts';

/** Which package an item means, what it costs, and what a quote says of both. */

const bench = useBench();
beforeEach(() => bench.withSession());
afterEach(() => expect(bench.sim.violations).toEqual([]));

const odd = () => bench.sim.catalogue.oddities;
const additional = (additionalFields: IDataObject) => ({ additionalFields });
const planned = (destination: string, data: string, days: number) => ({
	orderBy: 'plan',
	destination,
	data,
	days,
});
const plan = (destination: string, data: string, days: number, more: IDataObject = {}) =>
	createOrder(odd().plain, { ...planned(destination, data, days), ...more });
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
		expect((await bench.run(parameters, { items })).success).toHaveLength(4);
		const { priceid, price } = cheapest(5, 30);
		expect(booked()).toEqual(items.map(() => [priceid, price]));
	});

	it('orders the days of a daypass', async () => {
		const { success } = await bench.run<IDataObject>(plan('Japan', '1 GB/day', 6));
		expect(success).toMatchObject([{ pricing: { unitPrice: 1.25, paidDays: 6, total: 8 } }]);
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
		const [{ orderNumber }] = (await bench.run(parameters)).success;
		sell(1.5, 1);
		const again = await bench.run({ ...parameters, destination: 'NL', data: '3' });
		expect(again.success).toMatchObject([{ duplicate: true, orderNumber }]);
		expect(bench.sim.ledger).toHaveLength(1);
	});

	it.each<[ReturnType<typeof planned>, IDataObject, string]>([
		[planned('Japan', '6 GB', 30), {}, 'is exactly 6 GB for 30 days'],
		[planned('Atlantis', '5 GB', 30), {}, 'called exactly "Atlantis"'],
		[planned('Japan', '5 GB', 30), { highestPrice: 1 }, "'Highest Price' is $1.00"],
	])('buys nothing for %j with %j, and says why', async (wanted, fields, said) => {
		const more = { ...wanted, ...additional(fields), options: { checkPackage: false } };
		const error = await bench.failure(createOrder(odd().plain, more));
		expect(error).toMatchObject({ type: 'input', outcome: 'notExecuted' });
		expect(error.message).toContain(said);
		expect(bench.sim.ledger).toEqual([]);
	});

	it('renews a card with a package that fits it', async () => {
		const [iccid] = freshOrder(bench.sim).iccids;
		const fitting = bench.sim.catalogue
			.packages(45)
			.find((pack) => pack.flowType === 0 && pack.supportDaypass === 0 && pack.unit === 'GB');
		const { flows, days } = fitting ?? { flows: 0, days: 0 };
		const renewal = (destination: string) =>
			renewCard(odd().plain, iccid, {
				...planned(destination, String(flows), days),
				options: { checkPackage: false },
			});
		expect((await bench.run(renewal('Japan'))).success).toMatchObject([{ isRenewal: true }]);
		expect(bench.sim.ledger).toMatchObject([{ iccids: [iccid] }]);
		const { message } = await bench.failure(renewal('Korea'));
		expect(message).toMatch(/cannot be renewed with a plan for "Korea"/);
	});
});

describe('Highest Price', () => {
	// 1.25 a day, and 0.50 for the card: 2 x (3 x 1.25 + 0.50)
	it.each([8.49, 8.5])('of a daypass for two cards and three days: %d', async (highestPrice) => {
		const options = { checkPackage: highestPrice === 8.5 };
		const more = { count: 2, options, ...additional({ daypassDays: 3, highestPrice }) };
		const parameters = createOrder(odd().daypass, more);
		if (highestPrice === 8.5) {
			const { success } = await bench.run<IDataObject>(parameters);
			const pricing = { unitPrice: 1.25, paidDays: 3, cardFee: 0.5, total: 8.5, currency: 'USD' };
			expect(success).toMatchObject([{ pricing, price: 8.5 }]);
		} else {
			const error = await bench.failure(parameters);
			expect(error).toMatchObject({ outcome: 'notExecuted', type: 'input' });
			expect(error.message).toMatch(/\$8\.50.*'Highest Price'.*\$8\.49/);
			expect(bench.sim.ledger).toEqual([]);
		}
	});

	it('buys nothing if its expression has no value', async () => {
		const parameters = createOrder(odd().plain, additional({ highestPrice: '={{ $json.limit }}' }));
		expect((await bench.failure(parameters)).message).toBe("'Highest Price' is required");
		expect(bench.sim.ledger).toEqual([]);
	});

	it.each([
		['a broken connection', { kind: 'drop', endpoint: 'login' }, /^The connection to MIOeSIM/],
		['an HTTP status', { kind: 'http', status: 503, endpoint: 'login' }, /HTTP status 503$/],
		['a token that is refused at once', { kind: 'expired' }, /^Token expired$/],
		['a signature that is refused', { kind: 'code', code: -30 }, /^Signature is wrong$/],
	] as const)('of a run without a session says so: %s', async (_, fault, said) => {
		bench.credential.data.token = '';
		bench.sim.faults.add({ ...fault, times: null });
		const parameters = createOrder(odd().plain, additional({ highestPrice: 1000 }));
		const own = { ...parameters, externalOrderId: 'SHOP-1' };
		const off = { ...own, options: { preventDuplicates: false } };
		for (const each of [parameters, own, off]) {
			const error = await bench.failure(each);
			expect(error.message).toMatch(said);
			expect(error.outcome).toBe('notExecuted');
		}
		expect(bench.sim.ledger).toEqual([]);
	});
});

describe('Get Quote', () => {
	const quote = async (parameters: IDataObject) => {
		const { success, error } = await bench.run<IDataObject>({
			...parameters,
			operation: 'getQuote',
		});
		expect([success.length, error]).toEqual([1, []]);
		return success[0];
	};

	it('shows what would be bought and what it costs, and buys nothing', async () => {
		expect(await quote(plan('Japan', '1GB/day', 6, { count: 2 }))).toMatchObject({
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
		expect(['addEsimOrder', 'addEsimOrderByApiCode'].flatMap(bench.callsOf)).toEqual([]);
	});

	const dated = (beginDate: string) => additional({ beginDate });
	it.each<[string, () => IDataObject, string[]]>([
		['out of stock', () => createOrder(odd().noStock), ['fewer than 1 eSIMs']],
		[
			'terms and price',
			() => createOrder(odd().mustDate, additional({ highestPrice: 0.01 })),
			["'Begin Date' is required", "'Highest Price' is $0.01"],
		],
		['past', () => createOrder(odd().plain, dated('2020-01-01')), ["'Begin Date' is in the past"]],
		[
			'an unknown package',
			() => createOrder(odd().plain, { priceId: byId('99999999') }),
			['does not contain the package'],
		],
		['an unknown plan', () => plan('Japan', '6 GB', 30), ['is exactly 6 GB']],
	])('says what Create would refuse: %s', async (_, parameters, said) => {
		expect(await quote(parameters())).toMatchObject({
			canOrder: false,
			refusals: said.map((text) => ({ message: expect.stringContaining(text) })),
		});
		expect(bench.sim.ledger).toEqual([]);
	});

	it('tells the order that covers the line', async () => {
		const parameters = createOrder(odd().plain, { externalOrderId: 'SHOP-1' });
		const [{ orderNumber }] = (await bench.run(parameters)).success;
		const covered = { duplicate: true, orderNumber, canOrder: true };
		expect(await quote(parameters)).toMatchObject(covered);
		const other = await quote({ ...parameters, externalOrderId: 'SHOP-2' });
		expect(other).toMatchObject({ duplicate: false, orderNumber: null });
	});
});

it('an unreadable email address stops an order only if something is to be mailed', async () => {
	const order = (sendEmail: boolean) =>
		createOrder(odd().plain, additional({ customerEmail: 'nathan', sendEmail }));
	expect((await bench.failure(order(true))).message).toMatch(/^'Customer Email'/);
	expect(bench.sim.ledger).toEqual([]);
	expect((await bench.run(order(false))).success).toHaveLength(1);
});

it('a Begin Date in the past does not hide what was bought', async () => {
	const parameters = createOrder(odd().plain, { externalOrderId: 'SHOP-1' });
	await bench.run(parameters);
	const past = { ...parameters, ...additional({ beginDate: '2020-01-01' }) };
	expect((await bench.run(past)).success).toMatchObject([{ duplicate: true }]);
	const { message } = await bench.failure({ ...past, externalOrderId: 'SHOP-2' });
	expect(message).toBe("'Begin Date' is in the past");
	expect(bench.sim.ledger).toHaveLength(1);
});
