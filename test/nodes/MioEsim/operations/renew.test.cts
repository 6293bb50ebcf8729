import { useBench } from '../../../harness/bench.cts';
import { byId, freshOrder } from './world.cts';
import type { FaultKind } from '../../../../tools/simulator/faults.cts';
import type { OddPackage } from '../../../../tools/simulator/oddities.cts';

const world = useBench();

function renewal(changes = {}) {
	const { skuId, priceId } = world.sim.catalogue.oddities.plain;
	return {
		resource: 'order',
		operation: 'renew',
		renewBy: 'iccid',
		orderBy: 'package',
		skuId: byId(skuId),
		priceId: byId(priceId),
		simplify: true,
		output: 'order',
		...changes,
	};
}

const sent = () => world.sim.calls.filter(({ endpoint }) => endpoint?.startsWith('renewCard'));

test('a card: once, with package and ICCID in its External Item ID', async () => {
	const { iccids, orderNumber } = freshOrder(world.sim);
	const parameters = renewal({ iccid: iccids[0], externalOrderId: 'SHOP-R1' });
	const { success } = await world.run(parameters);
	expect(success).toMatchObject([
		{
			isRenewal: true,
			mainOrderNumber: orderNumber,
			externalOrderId: 'SHOP-R1',
			externalItemId: `45-441-${iccids[0]}-1`,
			duplicate: false,
			cards: [{ iccid: iccids[0] }],
		},
	]);
	const again = await world.run(parameters);
	expect(again.success).toMatchObject([{ orderNumber: success[0].orderNumber, duplicate: true }]);
	expect(world.sim.ledger.filter(({ kind }) => kind === 'renewal')).toHaveLength(1);
});

test('two cards of one shop order are two renewals', async () => {
	const { iccids } = freshOrder(world.sim);
	const parameters = renewal({ iccid: '={{ $json.iccid }}', externalOrderId: 'SHOP-R2' });
	const { success } = await world.run(parameters, {
		items: iccids.map((iccid: string) => ({ iccid })),
	});
	expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(2);
	expect(world.sim.ledger).toHaveLength(2);
});

test('by order number: every card of the order', async () => {
	const { iccids, orderNumber } = freshOrder(world.sim);
	const { success } = await world.run(renewal({ renewBy: 'orderNumber', orderNumber }));
	expect(success[0].cards.map(({ iccid }) => iccid)).toEqual(iccids);
	expect(success[0].externalItemId).toBe(`45-441-${orderNumber}-1`);
	expect(sent()[0].params).not.toHaveProperty('iccid');
});

test('by API code: a daypass with its days', async () => {
	const { iccids } = freshOrder(world.sim);
	const { apiCode } = world.sim.catalogue.oddities.daypass;
	const { success, error } = await world.run(
		renewal({
			iccid: iccids[0],
			orderBy: 'apiCode',
			apiCode,
			additionalFields: { daypassDays: 3 },
		}),
	);
	expect(error).toEqual([]);
	expect(success[0].isRenewal).toBe(true);
	expect(sent()[0].params).toMatchObject({ apiCode, daypassDays: '3' });
});

describe('refuses before anything is sent', () => {
	const odd = (name: OddPackage) => {
		const { skuId, priceId } = world.sim.catalogue.oddities[name];
		return { skuId: byId(skuId), priceId: byId(priceId) };
	};

	test.each([
		['a package that is not renewable', () => odd('nonRenewable'), /cannot be used for a renewal/],
		['a package for another destination', () => odd('unlimited'), /does not fit this SIM card/],
		['an unknown API code', () => ({ orderBy: 'apiCode', apiCode: 'XX-1' }), /does not fit/],
		['a daypass without days', () => odd('daypass'), /'Daypass Days' must be from 1 to 30/],
	])('%s', async (_, changes, message) => {
		const { iccids } = freshOrder(world.sim);
		const { error } = await world.run(renewal({ iccid: iccids[0], ...changes() }));
		expect(error[0].error).toMatchObject({
			message: expect.stringMatching(message),
			type: 'input',
			outcome: 'notExecuted',
		});
		expect(sent()).toEqual([]);
	});

	test('lists the packages that fit the card', async () => {
		const { iccids } = freshOrder(world.sim);
		const { error } = await world.run(renewal({ iccid: iccids[0], ...odd('unlimited') }));
		expect(error[0].error.resolution).toMatch(
			/^The card can be renewed with: Japan 5 GB · 30 days · \$10\.09 \(skuId 45, priceId 441\);/,
		);
	});

	test('a card whose own plan is not renewable', async () => {
		const { skuId, priceId } = world.sim.catalogue.oddities.nonRenewable;
		const { iccids } = freshOrder(world.sim, { skuId, priceId });
		const { error } = await world.run(renewal({ iccid: iccids[0] }));
		expect(error[0].error.resolution).toContain('lists no package that fits this card');
		expect(sent()).toEqual([]);
	});

	test('a package that is not renewable, by order number, too', async () => {
		const { orderNumber } = freshOrder(world.sim);
		const target = { renewBy: 'orderNumber', orderNumber };
		const { error } = await world.run(renewal({ ...target, ...odd('nonRenewable') }));
		expect(error[0].error.message).toBe('The package cannot be used for a renewal');
		expect(sent()).toEqual([]);
	});
});

test('if the list cannot be read, MIOeSIM decides', async () => {
	const { iccids } = freshOrder(world.sim);
	world.sim.faults.add({
		endpoint: 'getIccidSupportPackageInfo',
		kind: 'code',
		code: -8,
		times: null,
	});
	const { success } = await world.run(renewal({ iccid: iccids[0] }));
	expect(success).toHaveLength(1);
});

test('with Check Package off, nothing is read beforehand', async () => {
	const { iccids } = freshOrder(world.sim);
	const { skuId, priceId } = world.sim.catalogue.oddities.nonRenewable;
	const { error } = await world.run(
		renewal({
			iccid: iccids[0],
			skuId: byId(skuId),
			priceId: byId(priceId),
			options: { checkPackage: false },
		}),
	);
	expect(error[0].error).toMatchObject({ code: -3, endpoint: 'renewCard' });
	const called = world.sim.calls.map(({ endpoint }) => endpoint);
	expect(called.slice(0, 3)).toEqual(['login', 'queryEsimOrder', 'renewCard']);
});

test.each<FaultKind>(['drop', 'html', 'http', 'empty', 'truncated'])(
	'%s after it was booked: the renewal is found, and not sent again',
	async (kind) => {
		const { iccids } = freshOrder(world.sim);
		world.sim.faults.add({ endpoint: 'renewCard', kind, phase: 'after' });
		const { success, error } = await world.run(renewal({ iccid: iccids[0] }));
		expect(error).toEqual([]);
		expect(success).toMatchObject([{ isRenewal: true, cards: [{ iccid: iccids[0] }] }]);
		expect(sent()).toHaveLength(1);
		expect(world.sim.ledger).toHaveLength(1);
	},
);
