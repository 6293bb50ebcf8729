import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { fromInstant } from '../../mioesim/dates';
import { orderOfRow } from '../../mioesim/shapes/order';
import type { JsonRecord } from '../../mioesim/values';
import { Client } from '../../mioesim/client/client';
import { clock, portOf } from '../shared/port';
import { diffOrder, isWanted, readState, type OrderEvent } from './diff';
import { forget, recall, updateWatches, type Memory } from './memory';
import { listSteps, PageReader, type Scan, type Step } from './readPages';
import { readSettings, type Settings } from './properties';
import { countStatuses, recount, statusSteps } from './statuses';

/** n8n before 2.41 sets no limit; this is the limit later versions set. */
const DEFAULT_BUDGET_MS = 5 * 60 * 1000;

/**
 * The share of n8n's time after which no further page is started. The last page may take several tries.
 */
const READING_SHARE = 0.6;

/** A call may take this share of the time, so that three tries fit. */
const TIMEOUT_SHARE = 0.1;
const LONGEST_TIMEOUT_MS = 30_000;
const SHORTEST_TIMEOUT_MS = 1000;

/** How long n8n lets this poll run, in milliseconds. */
export function budgetOf(context: IPollFunctions): number {
	const isTold = typeof context.getPollBudgetMs === 'function';
	return isTold ? context.getPollBudgetMs() : DEFAULT_BUDGET_MS;
}

export function clientOf(context: IPollFunctions, budgetMs: number): Client {
	const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, budgetMs * TIMEOUT_SHARE);
	return new Client(portOf(context), Math.min(LONGEST_TIMEOUT_MS, timeoutMs));
}

/** A lock, not a memory: triggers that are polling in this process, by workflow and node. */
const running = new Set<string>();

/**
 * A poll, as n8n calls it. While one is running, the next one is skipped: two at a time would find the
 * same events.
 *
 * @returns null when nothing has happened
 * @throws {Failure}
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	if (running.has(key)) return null;
	running.add(key);
	try {
		return await pollOnce(context);
	} finally {
		running.delete(key);
	}
}

/**
 * Asks MIOeSIM what has happened since the last poll: reads the lists that the chosen events need,
 * compares each order with what is remembered about it, and creates one item for each event. The memory
 * changes only if the whole poll succeeds, so a failed poll leaves no trace.
 */
async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const now = clock.now();
	const settings = readSettings(context);
	const budgetMs = budgetOf(context);
	const client = clientOf(context, budgetMs);
	const kept = context.getWorkflowStaticData('node');
	const memory = recall(kept.memory, await scopeOf(client, settings));
	updateWatches(memory, settings, now);

	const items: INodeExecutionData[] = [];
	const seen = new Set<string>();
	const reader = new PageReader(client, now + budgetMs * READING_SHARE, (row) => {
		for (const event of eventsOf(row, { memory, settings, now, seen })) {
			items.push(eventItem(event, row));
		}
	});
	await readLists({ reader, memory, settings, seen, now });
	forget(memory, now);
	kept.memory = memory;
	return items.length > 0 ? items : null;
}

/** Another account has other orders, and another package name gives another list. */
async function scopeOf(client: Client, { packageName }: Settings): Promise<string> {
	const { phoneNumber, baseUrl } = await client.account();
	const content = [phoneNumber, baseUrl, packageName].join('\n');
	return createHash('sha256').update(content).digest('hex');
}

/**
 * Reads everything that the watched events need, or as much as n8n's time allows. The next poll continues
 * where this one stopped.
 */
async function readLists(scan: Scan): Promise<void> {
	const { memory } = scan;
	const { statuses, watches } = memory;
	if (statuses && !watches.orderStatusChanged?.isReady) await countStatuses(scan, statuses);
	const moveOn: Array<() => void> = [];
	const steps = [
		...listSteps(scan, (apply) => moveOn.push(apply)),
		...(statuses ? statusSteps(scan, statuses) : []),
	];

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
	// Not earlier: within one poll, an order that is seen for the first time is not new.
	moveOn.forEach((apply) => apply());
}

interface Known {
	memory: Memory;
	settings: Settings;
	now: number;
	seen: Set<string>;
}

/** Remembers the current state of the order. @returns the events that the user wants */
function eventsOf(row: JsonRecord, { memory, settings, now, seen }: Known): OrderEvent[] {
	const state = readState(row);
	if (state === null) return [];
	const { orderNumber, createdAt, status } = state;
	const known = memory.orders[orderNumber] as (typeof memory.orders)[string] | undefined;
	seen.add(orderNumber);
	if (known === undefined && createdAt !== null && createdAt <= memory.droppedUpTo) return [];
	const { watches, statuses } = memory;
	const { events, remembered } = diffOrder(state, known, { watches, settings, now });
	memory.orders[orderNumber] = remembered;

	const watch = watches.orderStatusChanged;
	if (statuses && watch?.isReady) {
		const isNew = known === undefined && (createdAt ?? 0) >= watch.after;
		const before = known?.status ?? null;
		recount(statuses, before, isNew || before !== null ? status : null);
	}
	return events.filter((event) => isWanted(event, row, settings));
}

/** One event as the trigger emits it: order and card have the shape that the MIOeSIM node returns. */
export function eventItem(
	{ event, at, change, plan }: OrderEvent,
	row: JsonRecord,
	sample = false,
) {
	const order = orderOfRow(row);
	const json = {
		/** True for an invented event that Fetch Test Event shows; first, so that nobody misses it. */
		sample,
		event,
		occurredAt: fromInstant(at),
		change,
		order,
		card: plan === null ? null : order.cards[plan],
		/** The address the order was placed with: the person to write to. */
		customerEmail: order.customerEmail,
	};
	return { json: json as unknown as IDataObject } satisfies INodeExecutionData;
}
