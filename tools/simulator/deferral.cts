import { failure } from './envelopes.cts';
import { errorPage } from './spoiling.cts';
import { Refusal } from './refusals.cts';
import type { Answer, Reply } from './dispatch.cts';
import type { Endpoint } from './endpoints/endpoint.cts';
import type { BookedReply, Modes } from './modes.cts';
import type { CallRecord, Simulator } from './simulator.cts';

export interface Deferred {
	sim: Simulator;
	endpoint: Endpoint;
	record: CallRecord;
	/** for this call only */
	modes: Partial<Modes>;
	execute: () => Answer;
}

/**
 * When an order, renewal or cancellation is booked, and what reply the caller gets. Late booking follows
 * the simulator's clock; a caller that has disconnected by then changes nothing.
 */
export function defer({ sim, endpoint, record, modes, execute }: Deferred): Reply | Promise<Reply> {
	const run = () => {
		const answer = execute();
		record.code = answer.code ?? null;
		return answer;
	};
	const { bookingMs, bookedReply } = { ...sim.modes.current, ...modes };
	if (!endpoint.books || (bookingMs === 0 && bookedReply === 'given')) return run();
	if (bookedReply === 'given') {
		if (bookingMs === 'never') return 'hang';
		return new Promise((resolve, reject) => {
			sim.clock.at(sim.clock.now() + bookingMs, () => {
				try {
					resolve(run());
				} catch (error) {
					reject(error);
				}
			});
		});
	}
	if (bookingMs !== 'never') sim.clock.at(sim.clock.now() + bookingMs, execute);
	const reply = instead(sim, endpoint, bookedReply);
	record.code = typeof reply === 'object' ? (reply.code ?? null) : null;
	return reply;
}

function instead(
	sim: Simulator,
	endpoint: Endpoint,
	bookedReply: Exclude<BookedReply, 'given'>,
): Reply {
	if (bookedReply === 'drop' || bookedReply === 'hang') return bookedReply;
	const [kind, value] = bookedReply.split(/:(.*)/s);
	if (kind === 'http') return errorPage(Number(value));
	const code = /^-?\d+$/.test(value) ? Number(value) : value;
	const message = new Refusal(Number(value)).text(endpoint.chinese);
	return failure(endpoint, code, message, sim.modes.current);
}
