import fc from 'fast-check';
import { batches, OddServer, oneOf, readable, sample } from './harness/oddServers.cts';
import type { Modes } from '../tools/simulator/modes.cts';

/** A server that does its work, but answers as no document says: no good order may be called bad. */

/** What is told says nothing, or differs in what does not decide. */
const silent = oneOf({
	unknowns: ['zero', 'null', 'empty', 'absent'],
	emails: ['masked', 'null'],
	extraCards: [1],
});

/** What happens late, or is told late. */
const late = oneOf({
	deliveryMs: [2000, 10_000],
	undelivered: ['empty', 'link', 'prose', 'noIccid'],
	infoMs: [1000, 5000],
	listMs: [1000],
});

const unpaid = fc.constantFrom<Partial<Modes>>({}, {}, { orderStatus: -1, paidMs: 3000 });

/** The reply to an order is lost, and the order perhaps booked later. */
const lost = fc.constantFrom<Partial<Modes>>(
	...([{}, {}, { bookedReply: 'drop' }, { bookedReply: 'http:502' }] as const),
	{ bookedReply: 'drop', bookingMs: 1000 },
);

/** IDs are stored in another form; they can be found again by what was sent, or not at all. */
const kept = fc.constantFrom<Partial<Modes>>(
	...([{}, {}, { ids: 'lower', idFilter: 'ignoreCase' }, { ids: 'escaped' }] as const),
	...([{ ids: 'lower' }, { ids: 'cut:6' }] as const),
);

const servers = fc
	.tuple(readable, silent, late, unpaid, lost, kept)
	.map((modes): Partial<Modes> => Object.assign({}, ...modes) as Partial<Modes>);

const noIds = (modes: Partial<Modes>) => (modes.ids ?? 'asSent') !== 'asSent';

test('a healthy server, however it answers: every order on Success, booked exactly once', async () => {
	await fc.assert(
		fc.asyncProperty(servers, batches, async (modes, batch) => {
			// An order whose reply was lost can only be found by its IDs.
			fc.pre(!(modes.bookedReply && noIds(modes)));
			await OddServer.run(modes, async (server) => {
				const plan = server.plan(batch);
				const { success, error } = await server.run(plan);
				expect(error.map((item) => item.error)).toEqual([]);
				const booked = plan.items.map((item) => server.bookedFor(item));
				expect(booked.map(({ length }) => length)).toEqual(plan.items.map(() => 1));
				expect(success.map(({ orderNumber }) => orderNumber)).toEqual(
					booked.map(([row]) => row.orderNum),
				);
				expect(server.sim.ledger.filter(({ kind }) => kind === 'cancellation')).toEqual([]);
			});
		}),
		sample(12),
	);
}, 600_000);

test('the same lines again, in another process: nothing is bought, and every item is a duplicate', async () => {
	await fc.assert(
		fc.asyncProperty(fc.tuple(readable, silent), batches, async ([how, what], batch) => {
			await OddServer.run({ ...how, ...what }, async (server) => {
				const plan = server.plan(batch);
				const first = await server.run(plan);
				const rows = server.sim.ledger.length;
				server.forget();
				server.sim.clock.advance(60_000);
				const { success, error } = await server.run(plan);
				expect(error.map((item) => item.error)).toEqual([]);
				expect(server.sim.ledger).toHaveLength(rows);
				expect(success.map(({ orderNumber }) => orderNumber)).toEqual(
					first.success.map(({ orderNumber }) => orderNumber),
				);
				expect(success.map(({ duplicate }) => duplicate)).toEqual(plan.items.map(() => true));
			});
		}),
		sample(12),
	);
}, 600_000);
