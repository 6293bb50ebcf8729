import { createHash } from 'node:crypto';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { JsonRecord } from '../../api/values';
import { Client } from '../../transport/client';
import { clock } from '../../transport/clock';
import { look } from './events';
import { eventItem } from './items';
import { forget, recall, type Memory } from './memory';
import { PageReader } from './pages';
import { isWanted, readSettings, type Settings } from './settings';
import { stateOf } from './state';
import { readAll } from './steps';
import { updateWatches } from './watching';

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

/**
 * One poll: asks MIOeSIM what has happened since the one before. Nothing is remembered unless all
 * of it went well, so that a poll that throws is as if it had never been.
 *
 * @throws {Failure}
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const now = clock.now();
	const settings = readSettings(context);
	const budgetMs = budgetOf(context);
	const client = clientOf(context, budgetMs);
	const kept = context.getWorkflowStaticData('node');
	const memory = recall(kept.memory, await scopeOf(client, settings));
	updateWatches(memory, settings, now);

	const items: INodeExecutionData[] = [];
	const seen = new Set<string>();
	const reader = new PageReader(client, now + budgetMs * READING_SHARE, (row) =>
		takeIn(row, { memory, settings, now, seen, items }),
	);
	await readAll({ reader, memory, settings, seen, now });
	forget(memory, now);
	kept.memory = memory;
	return items.length > 0 ? items : null;
}

/** Another account has other orders, and another package name is asked for another list. */
async function scopeOf(client: Client, { packageName }: Settings): Promise<string> {
	const { phoneNumber, baseUrl } = await client.account();
	const content = [phoneNumber, baseUrl, packageName ?? ''].join('\n');
	return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

interface Intake {
	memory: Memory;
	settings: Settings;
	now: number;
	seen: Set<string>;
	items: INodeExecutionData[];
}

/** Notes what a row tells, and makes items of what has happened. */
function takeIn(row: JsonRecord, { memory, settings, now, seen, items }: Intake): void {
	const state = stateOf(row);
	if (state === null) return;
	const { orderNumber, createdAt, status } = state;
	const known = memory.orders[orderNumber] as (typeof memory.orders)[string] | undefined;
	seen.add(orderNumber);
	if (known === undefined && createdAt !== null && createdAt <= memory.droppedUpTo) return;
	const { watches, statuses } = memory;
	const { happenings, remembered } = look(state, known, { watches, wishes: settings, now });
	memory.orders[orderNumber] = remembered;

	const watch = watches.orderStatusChanged;
	if (statuses && watch?.isReady && status !== known?.status) {
		const isNew = known === undefined && createdAt !== null && createdAt >= watch.after;
		if (known !== undefined && known.status !== null) count(statuses.counts, known.status, -1);
		if (isNew || known?.status != null) count(statuses.counts, status, 1);
	}
	if (happenings.length === 0) return;
	if (!isWanted(row, settings)) return;
	for (const happening of happenings) {
		const { event, change } = happening;
		const isOther =
			event === 'orderStatusChanged' &&
			settings.statuses.length > 0 &&
			!settings.statuses.includes(Number(change.to));
		if (!isOther) items.push(eventItem(happening, row));
	}
}

function count(counts: Record<string, number>, status: number | null, by: number): void {
	if (status !== null && counts[status] !== undefined) counts[status] += by;
}
