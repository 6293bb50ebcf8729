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
	it.each(['absent', 'empty', 'link', 'prose', 'noIccid', 'same'] as const)(
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
		const { success, error } = await bench.run(parameters);
		const [{ orderNum }] = bench.sim.ledger;
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({
			message: `Order ${orderNum} was placed; 1 of 2 eSIMs has been delivered so far`,
			outcome: 'executed',
			orderNumber: orderNum,
		});
		expect(error[0].error.resolution).toContain('Do not order again');
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
		const ended: string[] = [];
		clock.pause = async (ms) => {
			ended.push(`${bench.sim.ledger.length} booked`);
			simClock.advance(ms);
			await new Promise((resolve) => setTimeout(resolve, 100));
		};
		const { success } = await bench.run(order({ externalOrderId: '=SHOP-{{ $json.index }}' }), {
			items: [{ index: 0 }, { index: 1 }, { index: 2 }],
		});
		expect(success).toHaveLength(3);
		expect(ended.at(-1)).toBe('3 booked');
	});
});

it.each(['lowerPrefix', 'noPrefix', 'spaced', 'percentEncoded', 'oid', 'parts', 'whole'] as const)(
	'an activation code in this spelling counts as delivered: %s',
	async (codes) => {
		bench.sim.mode({ codes });
		const { success } = await bench.run(order());
		for (const { lpa } of success[0].cards) expect(lpa).toMatch(/^LPA:1\$/);
		expect(bench.pauses).toEqual([]);
	},
);

describe('a reply that is not the order', () => {
	const leak = 'LPA:1$rsp.example.com$SECRET-1';
	it.each([['操作成功'], ['true'], [true], ['{"orderNum":"EP20240124000013"}'], [leak], [null]])(
		'%j is not an order number: the order is looked up, and the reply is not quoted',
		async (data) => {
			const fault = { kind: 'code', endpoint: 'addEsimOrder', code: 0, data } as const;
			bench.sim.faults.add({ ...fault, phase: 'after' });
			const { success } = await bench.run(order());
			expect(success).toMatchObject([{ orderNumber: bench.sim.ledger[0].orderNum }]);
			bench.sim.faults.add({ ...fault, phase: 'before' });
			const { error } = await bench.run(order({ externalOrderId: 'SHOP-2' }));
			expect(error[0].error.outcome).toBe('unknown');
			expect(JSON.stringify(error)).not.toContain('SECRET-1');
		},
	);

	it('a bare order number is accepted', async () => {
		bench.sim.faults.add({
			kind: 'code',
			endpoint: 'addEsimOrder',
			code: 0,
			data: 'EP20240124000013',
			phase: 'before',
		});
		const { error } = await bench.run(order());
		expect(error[0].error).toMatchObject({ outcome: 'executed', orderNumber: 'EP20240124000013' });
	});
});
