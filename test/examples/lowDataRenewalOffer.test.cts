import { nodeOf, readExample, runExample } from '../harness/examples.cts';
import { dataTables, type Email } from '../harness/nodesBase.cts';
import { ActiveTrigger, types } from '../harness/polling.cts';
import { createWorld, MINUTE, type World } from '../nodes/MioEsimTrigger/world.cts';
import type { FaultSettings } from '../../tools/simulator/faults.cts';
import type { IDataObject } from 'n8n-workflow';

const NAME = 'low-data-renewal-offer';

let world: World;

beforeEach(async () => {
	world = await createWorld();
});
afterEach(async () => await world.close());

/** The shop sells every plan, for twice the price that it pays. */
const shop = () => ({
	'eSIM products': world.sim.catalogue.skus.flatMap(({ display, packages }) =>
		(packages ?? []).map(({ flows, unit, days, price, priceid }) => ({
			sku: String(priceid),
			destination: display,
			data: `${flows} ${unit}`,
			days,
			highestPrice: 1_000,
			shopPrice: price * 2,
			url: 'https://shop.example.com/?card={iccid}&x=1',
		})),
	),
});

/** Polls with the trigger as configured in the example, and runs the rest with its items. */
async function offer(fault?: FaultSettings) {
	const { credential, sim } = world;
	const workflow = readExample(NAME);
	const { parameters } = nodeOf(workflow, 'Running Low');
	const trigger = new ActiveTrigger({ credential, parameters });
	const orders = world.place(3);
	orders[0].email = 'nathan@example.com';
	await trigger.activate();
	for (const { plans } of orders.slice(0, 2)) {
		sim.setUsage(plans[0].card.iccid, plans[0].megabytes * 0.8);
	}
	world.advance(15 * MINUTE);
	const items = await trigger.poll();
	expect(items).toHaveLength(2);
	if (fault) sim.faults.add(fault);
	const { jsonOf } = await runExample({
		workflow,
		credential,
		start: 'Running Low',
		items: items as unknown as IDataObject[],
		types: { ...types, 'n8n-nodes-base.dataTable': dataTables(shop()) },
	});
	const iccids = items.map(({ card }) => card?.iccid ?? '');
	return { jsonOf, iccids, items };
}

test('each customer below 20 % gets one email with the plans of their card', async () => {
	const { jsonOf, iccids, items } = await offer();
	const mails = jsonOf<Email>('Email the Offer');
	expect(mails.map(({ toEmail }) => toEmail).sort()).toEqual([
		'nathan@example.com',
		'operations@example.com',
	]);
	const plans = jsonOf('Renewal Plans');
	mails.forEach(({ subject, html }, index) => {
		expect(subject).toBe('80 % of your travel data is used');
		expect(html).toContain(iccids[index]);
		expect(html).toContain(`${String(items[index].change.remainingMb)} MB are left`);
		const offers = [
			...html.matchAll(/<li>(.+?), (.+?) for (\d+) days: \$([\d.]+) – <a href="(.+?)">/g),
		];
		expect(offers).toHaveLength(5);
		for (const [, destination, data, days, price, url] of offers) {
			const same = plans.filter(
				(plan) =>
					plan.destination === destination && plan.data === data && String(plan.days) === days,
			);
			// Never a daypass, whose price is per day.
			expect(same.some(({ isDaypass }) => !isDaypass)).toBe(true);
			expect(same.map((plan) => (plan.price * 2).toFixed(2))).toContain(price);
			expect(url).toBe(`https://shop.example.com/?card=${iccids[index]}&#38;x=1`);
		}
	});
	expect(jsonOf<Email>('Alert Operations')).toEqual([]);
	expect(world.sim.ledger).toEqual([]);
});

test('operations are told about a card whose plans could not be read; the other customer gets an email', async () => {
	const { jsonOf, iccids } = await offer({
		endpoint: 'getIccidSupportPackageInfo',
		kind: 'code',
		code: -3,
	});
	const [email, ...others] = jsonOf<Email>('Alert Operations');
	expect(others).toEqual([]);
	expect(iccids.some((iccid) => email.text.includes(iccid))).toBe(true);
	expect(email).toMatchObject({ emailFormat: 'text', html: '' });
	expect(email.text).toContain('Data not found / operation failed');
	expect(jsonOf<Email>('Email the Offer')).toHaveLength(1);
});

test('a test run on an account without events looks up no sample, and emails nobody', async () => {
	const { credential, sim } = world;
	const workflow = readExample(NAME);
	const { parameters } = nodeOf(workflow, 'Running Low');
	const items = await new ActiveTrigger({ credential, parameters }).fetchTestEvent();
	expect(items).toEqual([expect.objectContaining({ sample: true })]);
	sim.calls.length = 0;
	const { jsonOf, stoppedBy } = await runExample({
		workflow,
		credential,
		start: 'Running Low',
		items: items as unknown as IDataObject[],
		types: { ...types, 'n8n-nodes-base.dataTable': dataTables(shop()) },
	});
	expect(stoppedBy).toBeUndefined();
	expect(sim.calls).toEqual([]);
	expect([...jsonOf<Email>('Email the Offer'), ...jsonOf<Email>('Alert Operations')]).toEqual([]);
});
