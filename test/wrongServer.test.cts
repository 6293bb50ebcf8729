import fc from 'fast-check';
import { batches, OddServer, readable, sample } from './harness/oddServers.cts';
import type { Modes } from '../tools/simulator/modes.cts';

/** The healthy server's twin: what it books or shows is not what was asked for. */

const ORDERS = ['addEsimOrder', 'addEsimOrderByApiCode', 'renewCard', 'renewCardByApiCode'];

/** What is wrong, and for which calls; all calls if there are none. */
const wrongs: Record<string, { modes: Partial<Modes>; calls?: string[] }> = {
	'another package is booked': { modes: { books: 'otherPackage' } },
	'fewer cards than asked for': { modes: { extraCards: -1 } },
	'other IDs than were sent': { modes: { ids: 'other' } },
	'another customer’s order in every reply': { modes: { replies: 'stranger' } },
	'another customer’s order in the reply': { modes: { replies: 'stranger' }, calls: ORDERS },
	'another customer’s order in getOrderInfo': {
		modes: { replies: 'stranger' },
		calls: ['getOrderInfo'],
	},
};

test.each(Object.entries(wrongs))(
	'%s: never on Success, and never said to be not ordered',
	async (_, { modes: wrong, calls }) => {
		await fc.assert(
			fc.asyncProperty(readable, batches, async (how, batch) => {
				// A renewal and a physical card get the cards that there are.
				fc.pre(!(wrong.extraCards && /^(renew|physical)/.test(batch.way)));
				await OddServer.run(how, async (server) => {
					const { sim } = server;
					const plan = server.plan(batch);
					if (calls === undefined) sim.mode(wrong);
					else
						sim.modes.rules.push(({ endpoint }) => (calls.includes(endpoint ?? '') ? wrong : null));
					const { success, error } = await server.run(plan);
					expect(success.length + error.length).toBe(plan.items.length);
					for (const item of success) {
						// The right order may have been found by its IDs, and its cards in the list.
						expect(wrong).toEqual({ replies: 'stranger' });
						const own = sim.ledger.filter(({ orderNum }) => orderNum === item.orderNumber);
						expect(own.map(({ outerOrderId }) => outerOrderId)).toEqual([item.externalOrderId]);
						const cards = item.cards.map(({ iccid }) => iccid);
						expect([...cards].sort()).toEqual([...own[0].iccids].sort());
					}
					for (const { shop, error: failed } of error) {
						const isBooked = server.bookedFor({ shop: shop as string }).length > 0;
						if (isBooked) expect(failed.outcome).not.toBe('notExecuted');
					}
				});
			}),
			sample(4),
		);
	},
	600_000,
);
