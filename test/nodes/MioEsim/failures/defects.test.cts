import * as signature from '../../../../dist/mioesim/wire/parameters';
import * as order from '../../../../dist/mioesim/shapes/order';
import * as shaping from '../../../../dist/nodes/MioEsim/output/shaping';
import { useBench } from '../../../harness/bench.cts';
import { createOrder, getOrder, sendRequest } from '../../../harness/parameters.cts';

/** Failures inside n8n or the node are reported as such. */

const bench = useBench();
beforeEach(() => bench.withSession());
afterEach(() => jest.restoreAllMocks());

const ordering = () => createOrder(bench.sim.catalogue.oddities.plain);
const defect = () => {
	throw new TypeError('x is undefined');
};

it('a signature that cannot be computed: nothing was sent, and it is not a broken connection', async () => {
	jest.spyOn(signature, 'sign').mockImplementation(defect);
	for (const parameters of [ordering(), getOrder('EP20240101000001')]) {
		const error = await bench.failure(parameters);
		expect(error).toMatchObject({ outcome: 'notExecuted', retryable: false });
		expect(error.message).not.toMatch(/connection/);
		expect(error.resolution).toContain('x is undefined');
	}
	expect(bench.sim.calls).toEqual([]);
});

it('a credential that n8n cannot read: nothing was sent, and it is not a broken connection', async () => {
	bench.credential.data.token = '';
	const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
	jest.spyOn(bench.credential, 'update').mockImplementation(() => {
		throw full;
	});
	const { error } = await bench.run(ordering());
	expect(error[0].error).toMatchObject({ outcome: 'notExecuted' });
	expect(error[0].error.message).not.toMatch(/connection/);
	expect(bench.callsOf('addEsimOrder')).toEqual([]);
});

it('a bug after the order was sent: it may have been carried out', async () => {
	jest.spyOn(order, 'asOrder').mockImplementation(defect);
	const { error } = await bench.run(ordering());
	expect(bench.sim.ledger).toHaveLength(1);
	expect(error[0].error.outcome).not.toBe('notExecuted');
	expect(error[0].error.resolution).toContain('x is undefined');
});

it('a bug after the order was returned: it was carried out', async () => {
	jest.spyOn(shaping, 'orderItems').mockImplementation(defect);
	const { error } = await bench.run(ordering());
	expect(bench.sim.ledger).toHaveLength(1);
	expect(error[0].error).toMatchObject({ outcome: 'executed', retryable: false });
	expect(error[0].error.resolution).toMatch(/^Do not run it again/);
});

it('a bug in a read: nothing was bought', async () => {
	const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
	jest.spyOn(order, 'asOrder').mockImplementation(defect);
	const { error } = await bench.run(getOrder(orderNum));
	expect(error[0].error).toMatchObject({
		outcome: 'notExecuted',
		message: 'The MIOeSIM node could not process this item',
	});
});

it.each(['read', 'write'])(
	'a path that does not exist, as a %s: asks to check the path',
	async (kind) => {
		const { error } = await bench.run(sendRequest('/api_esim/getSkuss', { kind, method: 'POST' }));
		expect(error[0].error.resolution).toMatch(/^Check 'Path'/);
		expect(error[0].error.resolution).not.toContain('Base URL');
	},
);
