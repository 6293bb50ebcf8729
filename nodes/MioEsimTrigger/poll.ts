import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { fromInstant } from '../../api/dates';
import { orderOfRow } from '../../api/shapes/order';
import type { JsonRecord } from '../../api/values';
import { Client } from '../../transport/client';
import { clock } from '../../transport/clock';
import { diffOrder, isWanted, readState, type OrderEvent } from './diff';
import { forget, recall, updateWatches, type Memory } from './memory';
import { listSteps, PageReader, type Scan, type Step } from './readPages';
import { readSettings, type Settings } from './settings';
import { countStatuses, recount, statusSteps } from './statuses';

/** n8n before 2.41 sets no limit; this is what it sets since. */
const DEFAULT_BUDGET_MS = 5 * 60 * 1000;

/** Share of n8n's time after which no further page is begun; the last one may take a few tries. */
const READING_SHARE = 0.6;

/** A call may take this share of the time, so that three tries of one still fit. */
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
	return new Client(context, Math.min(LONGEST_TIMEOUT_MS, timeoutMs));
}

/** Triggers whose poll is under way in this process, by workflow and node. */
const running = new Set<string>();

/**
 * A poll as n8n asks for it. While one is under way the next is skipped: two of them would find the
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
 * compares each order with what is remembered of it, and makes one item of each event. Nothing is
 * remembered unless all of it went well, so that a poll that fails leaves no trace.
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

/** Another account has other orders, and another package name makes another list. */
async function scopeOf(client: Client, { packageName }: Settings): Promise<string> {
	const { phoneNumber, baseUrl } = await client.account();
	const content = [phoneNumber, baseUrl, packageName ?? ''].join('\n');
	return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/**
 * Reads everything that the watched events need or, where n8n's time does not suffice, as much as
 * there is time for; the next poll goes on where this one stopped.
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
	// Only now: within one poll nothing that is seen for the first time is new.
	moveOn.forEach((apply) => apply());
}

interface Known {
	memory: Memory;
	settings: Settings;
	now: number;
	seen: Set<string>;
}

/** Remembers the order as it is now. @returns what has happened to it and is wanted by the user */
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
	if (statuses && watch?.isReady && status !== known?.status) {
		const isNew = known === undefined && createdAt !== null && createdAt >= watch.after;
		const before = known?.status ?? null;
		recount(statuses, before, isNew || before !== null ? status : null);
	}
	return events.filter((event) => isWanted(event, row, settings));
}

/** One event as it leaves the trigger: order and card are those of the MIOeSIM node. */
export function eventItem(
	{ event, at, change, plan }: OrderEvent,
	row: JsonRecord,
	sample = false,
) {
	const order = orderOfRow(row);
	const json = {
		event,
		occurredAt: fromInstant(at),
		change,
		order,
		card: plan === null ? null : (order.cards[plan] ?? null),
		/** The address the order was placed with: whom to write to. */
		customerEmail: order.customerEmail,
		/** Made up for Fetch Test Event. */
		sample,
	};
	return { json: json as unknown as IDataObject } satisfies INodeExecutionData;
}
