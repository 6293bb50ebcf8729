import type { FailedItem } from '../../../test/harness/items.cts';
import { findPlan, itemsOf, type Plan, type Sku } from '../lib/catalogue.cts';
import { assert } from '../lib/report.cts';
import { shopOrder, single } from '../lib/workflows.cts';
import type { Bench } from './bench.cts';

const NO_SUCH_PACKAGE = 987654321;

/** What the later checks use if nothing was found. */
const FALLBACK: { sku: Sku; plan: Plan } = {
	sku: { skuId: '45', name: 'Japan' },
	plan: { skuId: '45', priceId: 441, data: '', isDaypass: false, startDateRequired: false },
};

/**
 * What n8n does without its editor: import, execute, export.
 *
 * @returns what later checks build on
 */
export async function checkCommands({ report, instance, simulator }: Bench) {
	report.section('n8n execute');
	const credential = simulator.credential();
	await instance.import('credentials', [credential]);

	const found = await report.check('destinations and packages can be listed', () =>
		findPlan(instance, credential),
	);
	const { sku, plan } = found ?? FALLBACK;

	await report.check('the session is stored with the credential, encrypted', async () => {
		const stored = await instance.storedCredential(credential.id);
		assert.ok(stored.token, 'No token is stored');
		assert.equal(stored.phoneNumber, credential.data.phoneNumber);
		assert.equal(stored.baseUrl, credential.data.baseUrl);
		assert.equal(await simulator.logins(), 1);
	});

	const line = (lineId: string, priceId: number) => ({
		orderId: 'SHOP-1001',
		lineId,
		skuId: sku.skuId,
		priceId,
	});
	const lines = [line('a', plan.priceId), line('b', NO_SUCH_PACKAGE), line('c', plan.priceId)];
	await instance.import('workflow', [shopOrder({ id: 'shoporder', lines, credential })]);

	const first = await report.check('an order with a bad line runs to its end', async () => {
		const run = await instance.execute('shoporder');
		assert.equal(run.code, 0, run.output.slice(-1500));
		return run;
	});
	await report.check('the good lines go to Success, with an activation code', () => {
		const bought = itemsOf(first, 'Send code to customer');
		assert.equal(bought.length, 2, JSON.stringify(bought).slice(0, 600));
		for (const { orderNumber, lpa, duplicate } of bought) {
			assert.ok(orderNumber);
			assert.match(lpa, /^LPA:1\$/);
			assert.equal(duplicate, false);
		}
		assert.notEqual(bought[0].orderNumber, bought[1].orderNumber);
	});
	await report.check('the bad line goes to Error, with its input and what to do', () => {
		const [refused, ...others] = itemsOf<FailedItem>(first, 'Tell support');
		assert.equal(others.length, 0);
		assert.equal(refused.lineId, 'b');
		const { message, resolution, outcome, resource, operation } = refused.error;
		assert.ok(message && resolution, JSON.stringify(refused.error));
		assert.deepEqual(
			{ outcome, resource, operation },
			{ outcome: 'notExecuted', resource: 'order', operation: 'create' },
		);
	});
	await report.check('a second execution neither logs in nor buys again', async () => {
		const before = await simulator.ask('ledger');
		const run = await instance.execute('shoporder');
		assert.equal(run.code, 0, run.output.slice(-1500));
		const bought = itemsOf(run, 'Send code to customer');
		assert.deepEqual(
			bought.map(({ duplicate }) => duplicate),
			[true, true],
		);
		assert.deepEqual(
			bought.map(({ orderNumber }) => orderNumber),
			itemsOf(first, 'Send code to customer').map(({ orderNumber }) => orderNumber),
		);
		assert.equal((await simulator.ask('ledger')).length, before.length);
		assert.equal(before.length, 2);
		assert.equal(await simulator.logins(), 1);
	});
	await report.check('an expired token is replaced by one login, and stored', async () => {
		const { token: old } = await instance.storedCredential(credential.id);
		await simulator.tell('expire');
		const run = await instance.execute('shoporder');
		assert.equal(run.code, 0, run.output.slice(-1500));
		assert.equal(itemsOf(run, 'Send code to customer').length, 2);
		assert.equal(await simulator.logins(), 2);
		const { token, ...rest } = await instance.storedCredential(credential.id);
		assert.notEqual(token, old);
		for (const [name, value] of Object.entries(credential.data)) {
			assert.equal(rest[name], value, `${name} was changed`);
		}
	});

	await report.check(
		'with nothing connected to Error, the workflow stops and says why',
		async () => {
			const id = 'stops';
			const bad = [line('d', NO_SUCH_PACKAGE)];
			const stopping = shopOrder({ id, lines: bad, credential, wireError: false });
			await instance.import('workflow', [stopping]);
			const run = await instance.execute(id);
			assert.notEqual(run.code, 0, 'The execution counts as a success');
			const { error } = run.node('Buy eSIM') ?? {};
			assert.ok(error?.message, run.output.slice(-1500));
			assert.ok(error.description, 'The error has no description');
			assert.equal(itemsOf(run, 'Send code to customer').length, 0);
		},
	);

	await report.check('a refused login fails the item and names the field', async () => {
		const wrong = simulator.credential({
			id: 'mioesimcred00002',
			name: 'Wrong password',
			password: 'not-the-password',
		});
		await instance.import('credentials', [wrong]);
		const parameters = { resource: 'sku', operation: 'getAll' };
		await instance.import('workflow', [single('wrongpw', parameters, wrong)]);
		const before = (await simulator.ask('stats')).loginAttempts;
		const run = await instance.execute('wrongpw');
		assert.notEqual(run.code, 0);
		const { error } = run.node('MIOeSIM') ?? {};
		assert.match(`${error?.message} ${error?.description}`, /password/i);
		assert.equal((await simulator.ask('stats')).loginAttempts, before + 1);
	});

	return { credential, sku, plan };
}
