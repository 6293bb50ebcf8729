import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { finalStatuses, orderStatus, statusNameOf } from '../../mioesim/codes/orderStatus';
import { DAY_MS, fromInstant } from '../../mioesim/dates';
import type { JsonRecord } from '../../mioesim/values';
import { clock } from '../shared/port';
import { diffOrder, isWanted, readState, type OrderEvent } from './diff';
import type { RememberedOrder, Watches } from './memory';
import { budgetOf, clientOf, eventItem } from './poll';
import { days, filtersOf, PageReader } from './readPages';
import { readSettings, type Settings, type EventName } from './properties';

/** Statuses that no order is placed in: the order has changed to them, whatever its status was before. */
const changedStatuses: readonly number[] = [
	...finalStatuses,
	orderStatus.partlyCancelled,
	orderStatus.cancelling,
	orderStatus.partlyCancelling,
];

/** How many days around now to search for orders that an event could concern. */
const PAST_MS = 365 * DAY_MS;
const AHEAD_MS = 365 * DAY_MS;

/**
 * What Fetch Test Event shows: for each chosen event, the latest one found on the first page of orders
 * or, if there is none, an invented one with `sample` set to true. Nothing is remembered.
 *
 * @throws {Failure}
 */
export async function sampleItems(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const now = clock.now();
	const settings = readSettings(context);
	const client = clientOf(context, budgetOf(context));
	const rows: JsonRecord[] = [];
	const reader = new PageReader(client, Infinity, (row) => rows.push(row));
	const { events } = settings;
	if (events.has('newOrder') || events.has('orderStatusChanged')) {
		await reader.page(filtersOf(settings, { subTime: days(now - PAST_MS, now + DAY_MS) }));
	}
	if ([...events].some((event) => event.startsWith('plan') || event === 'dataRunningLow')) {
		await reader.page(filtersOf(settings, { eTime: days(now - PAST_MS, now + AHEAD_MS) }));
	}
	return [...events].flatMap((event) => {
		const real = realItem(event, rows, settings, now);
		return real ? [real] : madeUpItem(event, settings, now);
	});
}

function realItem(
	event: EventName,
	rows: JsonRecord[],
	settings: Settings,
	now: number,
): INodeExecutionData | null {
	let latest: { found: OrderEvent; row: JsonRecord } | undefined;
	for (const row of rows) {
		const found = eventOf(event, row, settings, now);
		if (!found || !isWanted(found, row, settings)) continue;
		if (found.at > (latest?.found.at ?? 0)) latest = { found, row };
	}
	return latest ? eventItem(latest.found, latest.row) : null;
}

/** The event that a row shows by itself, without knowing its earlier state. */
function eventOf(
	event: EventName,
	row: JsonRecord,
	settings: Settings,
	now: number,
	known?: RememberedOrder,
): OrderEvent | undefined {
	const state = readState(row);
	if (state === null) return undefined;
	const { status } = state;
	if (event === 'orderStatusChanged' && !known) {
		if (status === null || !changedStatuses.includes(status)) return undefined;
		// MIOeSIM doesn't return the previous status.
		const change = { from: null, fromName: null, to: status, toName: statusNameOf(status) };
		return { event, at: now, change, plan: null };
	}
	const watches: Watches = { [event]: { settings: '', after: 0, isReady: true } };
	return diffOrder(state, known, { watches, settings, now }).events[0];
}

function madeUpItem(event: EventName, settings: Settings, now: number): INodeExecutionData[] {
	const row = madeUpRow(event, settings, now);
	const before = row.status === orderStatus.normal ? orderStatus.notPaid : orderStatus.normal;
	const known = { status: before, createdAt: null };
	const found = eventOf(
		event,
		row,
		settings,
		now,
		event === 'orderStatusChanged' ? known : undefined,
	);
	return found ? [eventItem(found, row, true)] : [];
}

const SIZE_MB = 3 * 1024;
const HOUR_MS = DAY_MS / 24;

interface MadeUpPlan {
	/** Hours from now to the end of the plan; undefined for a plan that has not started. */
	endsInHours?: number;
	usedMb?: number;
	status?: number;
}

function madeUpPlan(
	event: EventName,
	validityDays: number,
	{ thresholds, daysBefore, statuses }: Settings,
): MadeUpPlan {
	if (event === 'planStarted') return { endsInHours: 24 * validityDays, usedMb: 12.5 };
	if (event === 'planEnded') return { endsInHours: 0, usedMb: 2911.7, status: orderStatus.ended };
	if (event === 'planExpiring') return { endsInHours: 24 * daysBefore, usedMb: 1830.2 };
	if (event === 'dataRunningLow') {
		return { endsInHours: 24 * 12, usedMb: Math.ceil((SIZE_MB * thresholds[0]) / 100) };
	}
	return event === 'newOrder' ? {} : { status: statuses[0] ?? orderStatus.cancelled };
}

/** A queryEsimOrder row in which the event has just happened. */
function madeUpRow(event: EventName, settings: Settings, now: number): JsonRecord {
	const validityDays = Math.max(30, settings.daysBefore);
	const plan = madeUpPlan(event, validityDays, settings);
	const { endsInHours, usedMb = 0, status = orderStatus.normal } = plan;
	const ends = endsInHours === undefined ? null : now + endsInHours * HOUR_MS;
	const began = ends === null ? null : ends - validityDays * DAY_MS;
	const placed = began === null ? now - HOUR_MS : Math.min(began, now) - DAY_MS;
	return {
		orderNum: 'EP20240124000013',
		skuId: 45,
		skuName: 'Japan',
		count: 1,
		createTime: fromInstant(placed),
		status,
		totle: 4.9,
		outer_orderid: `${settings.externalOrderIdPrefix ?? 'SAMPLE-'}1001`,
		outer_itemid: '1',
		email: 'customer@example.com',
		pflag: true,
		cardType: settings.isPhysical ? 1 : 0,
		packageList: [
			{
				id: 1,
				flows: SIZE_MB / 1024,
				unit: 'GB',
				days: validityDays,
				usedMb,
				name: settings.packageName ?? `Japan 3GB ${validityDays} Days`,
				beginDate: began === null ? null : fromInstant(began),
				endDate: ends === null ? null : fromInstant(ends),
				iccid: '89852000000000000013',
				priceId: 441,
			},
		],
	};
}
