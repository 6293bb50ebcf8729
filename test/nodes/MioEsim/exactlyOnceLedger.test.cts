import type { IDataObject } from 'n8n-workflow';

import { createClock } from '../../../tools/simulator/index.cts';
import { monotonic } from '../../../dist/mioesim/lines/ledger';
import { clock } from '../../../dist/nodes/shared/port';
import { useBench } from '../../harness/bench.cts';
import { createOrder } from '../../harness/parameters.cts';

const simClock = createClock();
const bench = useBench({ clock: simClock });
beforeEach(() => {
	bench.withSession();
});

const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const order = (more: IDataObject) => createOrder(bench.sim.catalogue.oddities.plain, more);
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));
const failing = (index: number, times: number) =>
	bench.sim.faults.add({ kind: 'code', endpoint: 'addEsimOrder', code: -3, skip: index, times });

describe('what this process has sent', () => {
	const shop = { externalOrderId: '=S-{{ $json.index }}' };

	/** While the node pauses, time passes for MIOeSIM. */
	function passTime() {
		clock.pause = async (ms) => {
			bench.pauses.push(ms);
			simClock.advance(ms);
			await Promise.resolve();
		};
	}

	it('an order that is booked after the timeout and all look-ups is bought once', async () => {
		passTime();
		bench.sim.mode({ bookingMs: 12_000, bookedReply: 'drop' });
		const { success, stoppedBy } = await bench.run(order(shop), {
			items: items(1),
			errorConnected: false,
			node: retry,
		});
		expect(stoppedBy).toBeUndefined();
		expect(success).toMatchObject([{ orderNumber: bench.sim.ledger[0].orderNum }]);
		expect(bench.sim.ledger).toHaveLength(1);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	});

	it('an order that is never booked stays unknown, whatever the number of attempts', async () => {
		bench.sim.mode({ bookingMs: 'never', bookedReply: 'drop' });
		const { stoppedBy } = await bench.run(order(shop), {
			items: items(1),
			errorConnected: false,
			node: retry,
		});
		expect(stoppedBy?.description).toContain('not sent again');
		expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
		expect(Math.max(...bench.pauses)).toBeLessThanOrEqual(60_000);
	});

	it('an order that is listed late is bought once, even if a later item fails', async () => {
		bench.sim.mode({ listMs: 'never' });
		failing(1, 2);
		const { success } = await bench.run(order(shop), {
			items: items(2),
			errorConnected: false,
			node: retry,
		});
		expect(success.map(({ duplicate }) => duplicate)).toEqual([true, false]);
		expect(bench.sim.ledger).toHaveLength(2);
	});

	it.each([400, 403, 404, 409])(
		'HTTP %i after it was booked is followed by a look-up',
		async (status) => {
			bench.sim.mode({ bookedReply: `http:${status}` });
			const { success, error } = await bench.run(order(shop), { items: items(1) });
			expect(error).toEqual([]);
			expect(success).toMatchObject([{ orderNumber: bench.sim.ledger[0].orderNum }]);
		},
	);

	it('without a reply, nothing is bought again for fifteen minutes', async () => {
		bench.sim.faults.add({ kind: 'drop', endpoint: 'addEsimOrder' });
		let now = Date.now();
		clock.now = () => now;
		monotonic.now = () => now;
		const buy = async () => await bench.run(order({ externalOrderId: 'S-1' }), { items: items(1) });
		expect((await buy()).error[0].error.outcome).toBe('unknown');
		now += 14 * 60_000;
		expect((await buy()).error[0].error.outcome).toBe('unknown');
		now += 2 * 60_000;
		expect((await buy()).success).toMatchObject([{ duplicate: false }]);
		expect(bench.callsOf('addEsimOrder')).toHaveLength(2);
	});
});

describe('with Prevent Duplicates off and its own External Item ID', () => {
	const unprotected = {
		externalOrderId: 'S-1',
		additionalFields: { externalItemId: 'L-1' },
		options: { preventDuplicates: false },
	};

	it('a refusal is checked, and an older order is not mistaken for the new one', async () => {
		await bench.run(order(unprotected));
		bench.sim.mode({ bookedReply: 'code:-3' });
		const { success } = await bench.run(order(unprotected));
		expect(success).toMatchObject([{ orderNumber: bench.sim.ledger[1].orderNum }]);
		bench.sim.mode({ bookedReply: 'given' });
		failing(0, 1);
		const { error } = await bench.run(order(unprotected));
		expect(error[0].error).toMatchObject({ code: -3, outcome: 'notExecuted' });
		expect(bench.sim.ledger).toHaveLength(2);
	});

	it.each([-3, 777])('code %i is in doubt if the order cannot be looked up', async (code) => {
		bench.sim.faults.add({ kind: 'code', endpoint: 'queryEsimOrder', code: -8, times: null });
		bench.sim.faults.add({ kind: 'code', endpoint: 'addEsimOrder', code });
		const { error } = await bench.run(order(unprotected));
		expect(error[0].error.outcome).toBe(code === 777 ? 'unknown' : 'notExecuted');
	});
});

it('code 99 for an order that is not listed yet is not reported as notExecuted', async () => {
	bench.sim.mode({ bookedReply: 'code:99', listMs: 'never' });
	const { error } = await bench.run(order({ externalOrderId: 'S-99' }), { items: items(1) });
	expect(error[0].error.outcome).toBe('unknown');
	expect(bench.sim.ledger).toHaveLength(1);
});

it('a cancellation that an earlier attempt has sent is not sent again, and is reported', async () => {
	const { skuId, priceId } = bench.sim.catalogue.oddities.plain;
	const seeded = bench.sim.seedOrders(1, {
		skuId,
		priceId,
		status: 0,
		personal: true,
		activated: false,
	});
	const orderNumber = seeded[0].orderNum;
	const { error, success } = await bench.run(
		{
			resource: 'order',
			operation: 'cancel',
			orderNumber: '={{ $json.number }}',
			iccids: '',
			onlyUnused: true,
		},
		{
			items: [{ number: orderNumber }, { number: 'EP20200101000000' }],
			node: { ...retry, onError: 'continueRegularOutput' },
			errorConnected: false,
		},
	);
	expect(error).toEqual([]);
	expect(success[0]).toMatchObject({ orderNumber, status: 6 });
	expect(bench.callsOf('refundOrder')).toHaveLength(1);
});

it('an API Request that writes is sent once per item, and its reply is returned again', async () => {
	const { skuId, priceId } = bench.sim.catalogue.oddities.plain;
	const { success, stoppedBy } = await bench.run(
		{
			resource: 'apiRequest',
			operation: 'send',
			kind: 'write',
			method: 'POST',
			path: '={{ $json.path }}',
			specifyParameters: 'json',
			parameters: JSON.stringify({ skuId, priceId, count: 1 }),
		},
		{
			items: [{ path: '/api_esim/addEsimOrder' }, { path: '/api_esim/nothing' }],
			errorConnected: false,
			node: retry,
		},
	);
	expect(success).toEqual([]);
	expect(stoppedBy?.message).toContain('[item 1]');
	expect(bench.callsOf('addEsimOrder')).toHaveLength(1);
	expect(bench.sim.ledger).toHaveLength(1);
});
