import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../../../dist/nodes/shared/port';
import { useBench } from '../../../harness/bench.cts';
import { byId, createOrder } from '../../../harness/parameters.cts';

const bench = useBench();
beforeEach(() => {
	bench.withSession();
});

const odd = () => bench.sim.catalogue.oddities;
const additional = (additionalFields: IDataObject, more: IDataObject = {}) => ({
	additionalFields,
	...more,
});
interface Priced {
	pricing: { unitPrice: number; paidDays: number; cardFee: number; total: number };
	price: number;
}

describe('Highest Price', () => {
	// 1.25 a day, and 0.50 for the card: 2 x (3 x 1.25 + 0.50)
	it.each([
		[8.49, false],
		[8.5, true],
	])('of a daypass for two cards and three days: %d', async (highestPrice, isBought) => {
		const { success, error } = await bench.run<Priced>(
			createOrder(odd().daypass, {
				count: 2,
				...additional({ daypassDays: 3, highestPrice }),
			}),
		);
		expect(bench.sim.ledger).toHaveLength(isBought ? 1 : 0);
		if (isBought) {
			expect(success[0].pricing).toEqual({
				unitPrice: 1.25,
				paidDays: 3,
				cardFee: 0.5,
				total: 8.5,
				currency: 'USD',
			});
			expect(success[0].price).toBe(8.5);
		} else {
			expect(error[0].error).toMatchObject({ outcome: 'notExecuted', type: 'input' });
			expect(error[0].error.message).toMatch(/\$8\.50.*'Highest Price'.*\$8\.49/);
		}
	});

	it('applies with Check Package off', async () => {
		const { error } = await bench.run(
			createOrder(
				odd().plain,
				additional({ highestPrice: 1 }, { options: { checkPackage: false } }),
			),
		);
		expect(error[0].error.message).toContain("'Highest Price' is $1.00");
		expect(bench.sim.ledger).toEqual([]);
	});

	it.each([
		[
			'an API code whose price cannot be known',
			() => ({ orderBy: 'apiCode', apiCode: 'JP-1GB-3D' }),
		],
		['a package that is not in the list', () => ({ priceId: byId('99999999') })],
	])('buys nothing for %s, and says why', async (_, more) => {
		const { error } = await bench.run(
			createOrder(odd().plain, additional({ highestPrice: 1000 }, more())),
		);
		expect(error[0].error.message).toContain('the price of the package is not known');
		expect(bench.sim.ledger).toEqual([]);
	});

	it.each([{}, { customerEmail: '', highestPrice: '' }])(
		'is no limit if left as %j',
		async (left) => {
			await bench.run(createOrder(odd().plain, additional(left)));
			expect(bench.sim.ledger).toHaveLength(1);
		},
	);

	it('buys nothing if its expression has no value', async () => {
		const { error } = await bench.run(
			createOrder(odd().plain, additional({ highestPrice: '={{ $json.limit }}' })),
		);
		expect(error[0].error.message).toBe("'Highest Price' is required");
		expect(bench.sim.ledger).toEqual([]);
	});

	const fast = { pause: clock.pause };
	afterEach(() => Object.assign(clock, fast));

	it.each([
		['a broken connection', { kind: 'drop', endpoint: 'login' }, /^The connection to MIOeSIM/],
		['an HTTP status', { kind: 'http', status: 503, endpoint: 'login' }, /HTTP status 503$/],
		['a token that is refused at once', { kind: 'expired' }, /^Token expired$/],
		['a signature that is refused', { kind: 'code', code: -30 }, /^Signature is wrong$/],
	] as const)('of a run without a session says so: %s', async (_, fault, said) => {
		clock.pause = async () => await Promise.resolve();
		bench.credential.data.token = '';
		bench.sim.faults.add({ ...fault, times: null });
		const parameters = createOrder(odd().plain, additional({ highestPrice: 1000 }));
		const own = { ...parameters, externalOrderId: 'SHOP-1' };
		const off = { ...own, options: { preventDuplicates: false } };
		for (const each of [parameters, own, off]) {
			const { error } = await bench.run(each);
			expect(error[0].error.message).toMatch(said);
			expect(error[0].error.outcome).toBe('notExecuted');
		}
		expect(bench.sim.ledger).toEqual([]);
	});

	it('does not block what was bought earlier', async () => {
		const parameters = createOrder(odd().plain, { externalOrderId: 'SHOP-1' });
		await bench.run(parameters);
		const { success } = await bench.run({ ...parameters, ...additional({ highestPrice: 0.01 }) });
		expect(success).toMatchObject([{ duplicate: true }]);
	});
});

describe('an API code names its package in the lists of its country', () => {
	const byCode = (apiCode: string | undefined, fields: IDataObject) =>
		createOrder(odd().plain, additional(fields, { orderBy: 'apiCode', apiCode }));

	it('with the dearest of several rows', async () => {
		const { apiCode, picks } = odd().sharedApiCode;
		const [cheap, dear] = picks.map((pick) => pick.package.price).sort((a, b) => a - b);
		expect(cheap).toBeLessThan(dear);
		const { error } = await bench.run(byCode(apiCode, { highestPrice: cheap }));
		expect(error[0].error.message).toContain(`would cost $${dear.toFixed(2)}`);
		expect(bench.sim.ledger).toEqual([]);
		await bench.run(byCode(apiCode, { highestPrice: dear }));
		expect(bench.sim.ledger).toHaveLength(1);
	});
});
