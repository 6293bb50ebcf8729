import { hash } from 'node:crypto';
import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import type { JsonRecord } from '../../mioesim/values';
import { nodeApiError } from '../shared/failures';
import { clock } from '../shared/port';
import { diffOrder, eventItem, isWanted, readState, type OrderEvent } from './diff';
import { readLists, recount, type Scan } from './lists';
import { forget, isSince, recall, updateWatches } from './memory';
import { properties, readSettings } from './properties';
import { PageReader } from './readPages';
import { sampleItems } from './sample';

export class MioEsimTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MIOeSIM Trigger',
		name: 'mioEsimTrigger',
		icon: { light: 'file:../../icons/mioesim.svg', dark: 'file:../../icons/mioesim.dark.svg' },
		group: ['trigger'],
		version: [1],
		// The names of the chosen events, built from their values: `newOrder` becomes "New Order".
		subtitle:
			'={{ [$parameter["events"]].flat().map((event) => String(event).charAt(0).toUpperCase() + String(event).slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		// n8n lists node and trigger as one entry and shows the trigger's description for both.
		description: 'Buy, renew, cancel and monitor travel eSIMs',
		defaults: { name: 'MIOeSIM Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mioEsimApi', required: true }],
		properties,
	};

	/** @throws {NodeApiError} whose `failure` tells n8n whether waiting helps */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			const items = this.getMode() === 'manual' ? await sampleItems(this) : await poll(this);
			return items.length > 0 ? [items] : null;
		} catch (error) {
			throw nodeApiError(this.getNode(), error);
		}
	}
}

/** A lock, not a memory: triggers that are polling in this process, by workflow and node. */
const running = new Set<string>();

/**
 * A poll, as n8n calls it. While one is running, the next one is skipped: two at a time would find the
 * same events.
 *
 * @throws {Failure}
 */
async function poll(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	if (running.has(key)) return [];
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
async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const now = clock.now();
	const settings = readSettings(context);
	const items: INodeExecutionData[] = [];
	const reader = PageReader.of(context, settings, (row) => {
		items.push(...eventsOf(row, scan).map((event) => eventItem(event, row)));
	});
	const kept = context.getWorkflowStaticData('node');
	// Another account has other orders, and another package name gives another list.
	const { phoneNumber, baseUrl } = await reader.client.account();
	const content = [phoneNumber, baseUrl, settings.packageName].join('\n');
	const memory = recall(kept.memory, hash('sha256', content));
	updateWatches(memory, settings, now);
	const watches = structuredClone(memory.watches);
	const scan: Scan = { reader, memory, watches, settings, seen: new Set(), now };
	await readLists(scan);
	forget(memory, now);
	kept.memory = memory;
	return items;
}

/** Remembers the current state of the order. @returns the events that the user wants */
function eventsOf(row: JsonRecord, scan: Scan): OrderEvent[] {
	const { memory, watches, settings, seen } = scan;
	const state = readState(row);
	if (state === null) return [];
	const { orderNumber, createdAt, status } = state;
	const known = memory.orders[orderNumber] as (typeof memory.orders)[string] | undefined;
	seen.add(orderNumber);
	if (known === undefined && createdAt !== null && createdAt <= memory.droppedUpTo) return [];
	const { events, remembered } = diffOrder(state, known, scan);
	memory.orders[orderNumber] = remembered;

	const { orderStatusChanged } = watches;
	if (orderStatusChanged?.isReady) {
		const before = known?.status ?? null;
		const isNew = known === undefined && isSince(orderStatusChanged, createdAt ?? 0);
		recount(memory, before, -1);
		if (isNew || before !== null) recount(memory, status, 1);
	}
	return events.filter((event) => isWanted(event, row, settings));
}
