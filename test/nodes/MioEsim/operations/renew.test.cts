import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { byId, renewCard } from '../../../harness/parameters.cts';
import { freshOrder } from './world.cts';
import type { OddPackage } from '../../../../tools/simulator/oddities.cts';

const bench = useBench();

const renewal = (iccid: string, more: IDataObject = {}) =>
	renewCard(bench.sim.catalogue.oddities.plain, iccid, { externalOrderId: 'SHOP-R', ...more });
const card = () => freshOrder(bench.sim).iccids[0];
const odd = (name: OddPackage) => {
	const { skuId, priceId } = bench.sim.catalogue.oddities[name];
	return { skuId: byId(skuId), priceId: byId(priceId) };
};

test('a card: once, with package and ICCID in its External Item ID', async () => {
	const { iccids, orderNumber } = freshOrder(bench.sim);
	const { success } = await bench.run(renewal(iccids[0]));
	expect(success).toMatchObject([
		{
			isRenewal: true,
			mainOrderNumber: orderNumber,
			externalOrderId: 'SHOP-R',
			externalItemId: `45-441-${iccids[0]}-1`,
			duplicate: false,
			cards: [{ iccid: iccids[0] }],
		},
	]);
	const again = await bench.run(renewal(iccids[0]));
	expect(again.success).toMatchObject([{ orderNumber: success[0].orderNumber, duplicate: true }]);
	expect(bench.sim.ledger).toHaveLength(1);
});

test('two cards of one shop order are two renewals', async () => {
	const items = freshOrder(bench.sim).iccids.map((iccid) => ({ iccid }));
	const { success } = await bench.run(renewal('={{ $json.iccid }}'), { items });
	expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(2);
	expect(bench.sim.ledger).toHaveLength(2);
});

test('by order number: every card of the order', async () => {
	const { iccids, orderNumber } = freshOrder(bench.sim);
	const { success } = await bench.run(renewal('', { renewBy: 'orderNumber', orderNumber }));
	expect(success[0].cards.map(({ iccid }) => iccid)).toEqual(iccids);
	expect(success[0].externalItemId).toBe(`45-441-${orderNumber}-1`);
	expect(bench.sentTo('renewCard')[0]).not.toHaveProperty('iccid');
});

test('by API code: a daypass with its days', async () => {
	const { apiCode } = bench.sim.catalogue.oddities.daypass;
	const more = { orderBy: 'apiCode', apiCode, additionalFields: { daypassDays: 3 } };
	const { success } = await bench.run(renewal(card(), more));
	expect(success).toMatchObject([{ isRenewal: true }]);
	expect(bench.sentTo('renewCardByApiCode')).toMatchObject([{ apiCode, daypassDays: '3' }]);
});

test.each([
	['a package that is not renewable', () => odd('nonRenewable'), /cannot be used for a renewal/],
	['a package for another destination', () => odd('unlimited'), /does not fit this SIM card/],
	['a daypass without days', () => odd('daypass'), /'Daypass Days' must be from 1 to 30/],
])('%s is refused before anything is sent', async (_, changes, message) => {
	const error = await bench.failure(renewal(card(), changes()));
	expect(error).toMatchObject({ type: 'input', outcome: 'notExecuted' });
	expect(error.message).toMatch(message);
	expect(bench.callsOf('renewCard')).toEqual([]);
});

test('with Check Package off, nothing is read about the card', async () => {
	const more = { ...odd('nonRenewable'), options: { checkPackage: false } };
	const error = await bench.failure(renewal(card(), more));
	expect(error).toMatchObject({ code: -3, endpoint: 'renewCard' });
	expect(bench.called().slice(0, 3)).toEqual(['login', 'queryEsimOrder', 'renewCard']);
	const { apiCode } = bench.sim.catalogue.oddities.daypass;
	const terms = { orderBy: 'apiCode', apiCode, additionalFields: { daypassDays: 3 } };
	await bench.run(renewal(card(), { ...terms, options: more.options }));
	expect(bench.callsOf('renewCardByApiCode')).toHaveLength(1);
	expect(bench.called()).not.toContain('getIccidSupportPackageInfo');
});

test('that was booked without an answer is found, and not sent again', async () => {
	const iccid = card();
	bench.sim.faults.add({ endpoint: 'renewCard', kind: 'truncated', phase: 'after' });
	const { success } = await bench.run(renewal(iccid));
	expect(success).toMatchObject([{ isRenewal: true, cards: [{ iccid }] }]);
	expect(bench.callsOf('renewCard')).toHaveLength(1);
	expect(bench.sim.ledger).toHaveLength(1);
});

describe('a renewal of many cards', () => {
	const cards = () => freshOrder(bench.sim, { count: 3 }).iccids;

	it('gives each card its own order and outcome, after one look-up for all', async () => {
		const iccids = cards();
		const { success, error } = await bench.run(renewal(iccids.join(', ')));
		expect(error).toEqual([]);
		expect(success.map(({ cards: [{ iccid }] }) => iccid)).toEqual(iccids);
		expect(bench.sim.ledger.map((row) => row.iccids)).toEqual(iccids.map((iccid) => [iccid]));
		const lookUps = bench.sentTo('queryEsimOrder').filter((params) => !('outerItemId' in params));
		expect(lookUps).toHaveLength(1);
		// Some of them again: the node returns what was bought.
		const again = await bench.run(renewal(iccids[1]));
		expect(again.success).toMatchObject([{ duplicate: true, cards: [{ iccid: iccids[1] }] }]);
	});

	it('reports which of them failed, and why', async () => {
		const iccids = cards();
		bench.answerWith('renewCard', -3, { match: { iccid: iccids[1] } });
		const { success, error } = await bench.run(renewal(iccids.join()));
		expect(success.map((item) => item.cards[0].iccid)).toEqual([iccids[0], iccids[2]]);
		expect(error).toMatchObject([{ error: { code: -3, iccid: iccids[1] } }]);
	});

	it('renews each card Count times', async () => {
		const parameters = renewal(cards().slice(0, 2).join(), { count: 2 });
		const { success } = await bench.run(parameters);
		expect(new Set(success.map(({ orderNumber }) => orderNumber)).size).toBe(4);
		for (const { externalItemId, cards: renewed } of success) {
			expect(externalItemId).toContain(renewed[0].iccid);
		}
		const again = await bench.run(parameters);
		expect(again.success.map(({ duplicate }) => duplicate)).toEqual([true, true, true, true]);
		expect(bench.sim.ledger).toHaveLength(4);
	});

	it('is compared with Highest Price as a whole', async () => {
		const total = bench.sim.catalogue.oddities.plain.package.price * 3;
		const highestPrice = Number((total - 0.01).toFixed(2));
		const parameters = renewal(cards().join(), { additionalFields: { highestPrice } });
		expect((await bench.failure(parameters)).message).toContain(`$${total.toFixed(2)}`);
		expect(bench.sim.ledger).toEqual([]);
	});
});
