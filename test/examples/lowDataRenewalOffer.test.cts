import { nodeOf, readExample, runExample } from '../harness/examples.cts';
import { ActiveTrigger, types } from '../harness/polling.cts';
import { services, type Email } from '../harness/services.cts';
import { createWorld, MINUTE, type World } from '../nodes/MioEsimTrigger/world.cts';
import type { FaultSettings } from '../../tools/simulator/faults.cts';
import type { IDataObject } from 'n8n-workflow';

const NAME = 'low-data-renewal-offer';

let world: World;

beforeEach(async () => {
	world = await createWorld();
});
afterEach(async () => await world.close());

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
		types: { ...services, ...types },
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
	expect(plans.length).toBeGreaterThan(2);
	mails.forEach(({ subject, html }, index) => {
		expect(subject).toBe('80 % of your travel data is used');
		expect(html).toContain(iccids[index]);
		expect(html).toContain(`${String(items[index].change.remainingMb)} MB are left`);
		expect(html.match(/<li>.+?: \$[\d.]+( a day)?<\/li>/g)).toHaveLength(5);
	});
	expect(jsonOf<Email>('Tell Operations')).toEqual([]);
	expect(world.sim.ledger).toEqual([]);
});

test('operations are told about a card whose plans could not be read; the other customer gets an email', async () => {
	const { jsonOf, iccids } = await offer({
		endpoint: 'getIccidSupportPackageInfo',
		kind: 'code',
		code: -3,
	});
	const [email, ...others] = jsonOf<Email>('Tell Operations');
	expect(others).toEqual([]);
	expect(iccids.some((iccid) => email.subject.includes(iccid))).toBe(true);
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
		types: { ...services, ...types },
	});
	expect(stoppedBy).toBeUndefined();
	expect(sim.calls).toEqual([]);
	expect([...jsonOf<Email>('Email the Offer'), ...jsonOf<Email>('Tell Operations')]).toEqual([]);
});
