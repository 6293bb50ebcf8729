import type { IDataObject } from 'n8n-workflow';

import { createClock } from '../../../tools/simulator/index.cts';
import { clock } from '../../../dist/nodes/shared/port';
import { useBench } from '../../harness/bench.cts';
import { forgetSent } from '../../harness/ledger.cts';
import { createOrder } from '../../harness/parameters.cts';

const simClock = createClock();
const bench = useBench({ clock: simClock });
beforeEach(() => {
	bench.withSession();
	// While the node pauses, time passes for MIOeSIM.
	clock.pause = async (ms) => {
		bench.pauses.push(ms);
		simClock.advance(ms);
		await Promise.resolve();
	};
});

const order = (more: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, {
		count: 2,
		externalOrderId: 'SHOP-1',
		...more,
	});

describe('an order that is delivered late', () => {
	it.each(['empty', 'prose', 'same'] as const)(
		'is a success as soon as every card is delivered: %s',
		async (undelivered) => {
			bench.sim.mode({ deliveryMs: 20_000, delivered: 1, undelivered });
			const { success, error } = await bench.run(order());
			expect(error).toEqual([]);
			expect(new Set(success[0].cards.map(({ lpa }) => lpa)).size).toBe(2);
			expect(bench.pauses).toEqual(
				[1000, 2000, 3000, 5000, 8000, 10_000].slice(0, bench.pauses.length),
			);
			expect(bench.sim.ledger).toHaveLength(1);
		},
	);

	it('fails as executed if it is still incomplete at the time limit, and is returned by a later run', async () => {
		bench.sim.mode({ deliveryMs: 300_000, delivered: 1 });
		const parameters = order({ options: { deliveryTimeout: 30 } });
		const error = await bench.failure(parameters);
		const [{ orderNum }] = bench.sim.ledger;
		expect(error).toMatchObject({
			message: `Order ${orderNum} was placed; 1 of 2 eSIMs has been delivered so far`,
			outcome: 'executed',
			orderNumber: orderNum,
		});
		expect(bench.pauses.reduce((sum, pause) => sum + pause, 0)).toBe(30_000);
		simClock.advance(300_000);
		for (const forget of [() => undefined, forgetSent]) {
			forget();
			const again = await bench.run(parameters);
			expect(again.success).toMatchObject([{ orderNumber: orderNum, duplicate: true }]);
		}
		expect(bench.sim.ledger).toHaveLength(1);
	});

	it('holds up no other item', async () => {
		bench.sim.modes.rules.push(({ params }) =>
			params.otherOrderId === 'SHOP-0' ? { deliveryMs: 20_000 } : {},
		);
		let booked = 0;
		clock.pause = async (ms) => {
			booked = bench.sim.ledger.length;
			simClock.advance(ms);
			await new Promise((resolve) => setTimeout(resolve, 100));
		};
		const items = [0, 1, 2].map((index) => ({ index }));
		const parameters = order({ externalOrderId: '=SHOP-{{ $json.index }}' });
		expect((await bench.run(parameters, { items })).success).toHaveLength(3);
		expect(booked).toBe(3);
	});
});

it('a reply that is an activation code is not quoted', async () => {
	const data = 'LPA:1$rsp.example.com$SECRET-1';
	bench.answerWith('addEsimOrder', 0, { data });
	const error = await bench.failure(order());
	expect(error.outcome).toBe('unknown');
	expect(JSON.stringify(error)).not.toContain('SECRET-1');
});
