import type { Memory, Unfinished } from './memory';
import { placedBefore, type PageReader } from './pages';
import { questionsOf, type Question } from './questions';
import type { Settings } from './settings';
import { lasting } from './statuses';
import { countStatuses, statusSteps } from './statusScan';
import { advance } from './watching';

/** What the parts of one poll share. */
export interface Scan {
	reader: PageReader;
	memory: Memory;
	settings: Settings;
	/** Order numbers that were read in this poll. */
	seen: ReadonlySet<string>;
	/** When the poll began. */
	now: number;
}

/** One part of a poll. */
export interface Step {
	name: string;
	/**
	 * @param left what the poll before had no time for
	 * @returns what there was no time for; null: nothing is left
	 */
	run(left: Unfinished | undefined): Promise<Unfinished | null>;
}

/**
 * Reads everything that the watched events need or, where n8n's time does not suffice, as much as
 * there is time for; the next poll goes on where this one stopped.
 *
 * @throws {Failure}
 */
export async function readAll(scan: Scan): Promise<void> {
	const { memory, settings, now } = scan;
	const { statuses, watches } = memory;
	if (statuses && !watches.orderStatusChanged?.isReady) await countStatuses(scan, statuses);
	const answered: Array<() => void> = [];
	const steps = questionsOf(memory, settings, now).map((question) =>
		stepOf(question, scan, (startedAt) => answered.push(() => finish(memory, question, startedAt))),
	);
	if (statuses) steps.push(...statusSteps(scan, statuses));

	const { unfinished } = memory;
	delete memory.unfinished;
	const isLeft = ({ name }: Step) => name === unfinished?.step;
	const first = Math.max(0, steps.findIndex(isLeft));
	for (const step of [...steps.slice(first), ...steps.slice(0, first)]) {
		const left = await step.run(isLeft(step) ? unfinished : undefined);
		if (left === null) continue;
		memory.unfinished = left;
		break;
	}
	// Only now: within one poll nothing that is seen for the first time is new.
	answered.forEach((apply) => apply());
}

function stepOf(
	{ name, filters: asked, placedAfter }: Question,
	{ reader, now }: Scan,
	done: (startedAt: number) => void,
): Step {
	return {
		name,
		run: async (left) => {
			const { filters, page, startedAt } = left ?? { filters: asked, page: 1, startedAt: now };
			const until = placedAfter === undefined ? undefined : placedBefore(placedAfter);
			const { resumeAt } = await reader.all(filters, { from: page, until });
			if (resumeAt !== null) return { step: name, filters, page: resumeAt, startedAt };
			done(startedAt);
			return null;
		},
	};
}

function finish(memory: Memory, { answers, teaches, placedAfter }: Question, startedAt: number) {
	const { watches, statuses } = memory;
	for (const event of answers) {
		const watch = watches[event];
		if (!watch) continue;
		watch.isReady = true;
		advance(watch, event, startedAt);
	}
	const { orderStatusChanged } = watches;
	if (!statuses || !orderStatusChanged) return;
	if (teaches !== undefined) statuses.learned.push(teaches);
	const hasLearned = lasting.every((status) => statuses.learned.includes(status));
	orderStatusChanged.isReady ||= hasLearned;
	if (placedAfter !== undefined) advance(orderStatusChanged, 'orderStatusChanged', startedAt);
}
