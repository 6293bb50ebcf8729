import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { orderStatus } from '../../mioesim/codes/orderStatus';
import { DAY_MS, fromInstant } from '../../mioesim/dates';
import type { JsonRecord } from '../../mioesim/values';
import { clock } from '../shared/port';
import { diffOrder, eventItem, isWanted, readState, statusChange, type OrderEvent } from './diff';
import type { Watches } from './memory';
import { isOfOrder, readSettings, type EventName, type Settings } from './properties';
import { days, PageReader } from './readPages';

/** Statuses that orders are placed in: in any other, the order has changed, whatever it was before. */
const placedStatuses: readonly number[] = [orderStatus.notPaid, orderStatus.normal];

/** How far around now to search for orders that an event could concern. */
const AROUND_MS = 365 * DAY_MS;

/**
 * What Fetch Test Event shows: for each chosen event, the latest one found on the first page of orders
 * or, if there is none, an invented one with `sample` set to true. Nothing is remembered.
 *
 * @throws {Failure}
 */
export async function sampleItems(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const now = clock.now();
	const settings = readSettings(context);
	const events = [...settings.events];
	const rows: JsonRecord[] = [];
	const reader = PageReader.of(context, settings, (row) => rows.push(row));
	const subTime = days(now - AROUND_MS, now + DAY_MS);
	const eTime = days(now - AROUND_MS, now + AROUND_MS);
	if (events.some(isOfOrder)) await reader.page({ subTime });
	if (!events.every(isOfOrder)) await reader.page({ eTime });
	return events.flatMap((event) => {
		const real = itemsOf(event, rows, settings, now);
		const sample = itemsOf(event, [madeUpRow(event, settings, now)], settings, now, true);
		return [...real, ...sample].slice(0, 1);
	});
}

/** The event as each row shows it by itself, without its earlier state; latest first. */
function itemsOf(
	event: EventName,
	rows: JsonRecord[],
	settings: Settings,
	now: number,
	sample = false,
): INodeExecutionData[] {
	const watches: Watches = { [event]: { settings: '', after: 0, isReady: true } };
	const found = rows.flatMap((row) => {
		const state = readState(row);
		if (state === null) return [];
		const events =
			event === 'orderStatusChanged'
				? changesOf(state.status, now, sample)
				: diffOrder(state, undefined, { watches, settings, now }).events;
		return events.filter((each) => isWanted(each, row, settings)).map((each) => ({ each, row }));
	});
	found.sort((left, right) => right.each.at - left.each.at);
	return found.map(({ each, row }) => eventItem(each, row, sample));
}

/** MIOeSIM doesn't return the previous status; that of a sample is invented. */
function changesOf(status: number | null, now: number, sample: boolean): OrderEvent[] {
	if (status === null || (!sample && placedStatuses.includes(status))) return [];
	const before = status === orderStatus.normal ? orderStatus.notPaid : orderStatus.normal;
	const change = statusChange(sample ? before : null, status);
	return [{ event: 'orderStatusChanged', at: now, change, plan: null }];
}

const SIZE_MB = 3 * 1024;

/** An order in which the event has just happened. */
function madeUpRow(event: EventName, settings: Settings, now: number): JsonRecord {
	const { daysBefore, statuses, thresholds } = settings;
	const validityDays = Math.max(30, daysBefore);
	/** Without days from now to its end, the plan has not started. */
	const made: Record<EventName, { endsInDays?: number; usedMb?: number; status?: number }> = {
		newOrder: {},
		orderStatusChanged: { status: statuses[0] ?? orderStatus.cancelled },
		planStarted: { endsInDays: validityDays, usedMb: 12.5 },
		planExpiring: { endsInDays: daysBefore, usedMb: 1830.2 },
		planEnded: { endsInDays: 0, usedMb: 2911.7, status: orderStatus.ended },
		dataRunningLow: { endsInDays: 12, usedMb: Math.ceil((SIZE_MB * thresholds[0]) / 100) },
	};
	const { endsInDays, usedMb = 0, status = orderStatus.normal } = made[event];
	const isStarted = endsInDays !== undefined;
	const ends = now + (endsInDays ?? 0) * DAY_MS;
	const began = ends - validityDays * DAY_MS;
	const plan = {
		id: 1,
		flows: SIZE_MB / 1024,
		unit: 'GB',
		days: validityDays,
		usedMb,
		name: settings.packageName ?? `Japan 3GB ${validityDays} Days`,
		beginDate: isStarted ? fromInstant(began) : null,
		endDate: isStarted ? fromInstant(ends) : null,
		iccid: '89852000000000000013',
		priceId: 441,
	};
	return {
		orderNum: 'EP20240124000013',
		skuId: 45,
		skuName: 'Japan',
		count: 1,
		createTime: fromInstant(isStarted ? began - DAY_MS : now - DAY_MS / 24),
		status,
		totle: 4.9,
		outer_orderid: `${settings.externalOrderIdPrefix ?? 'SAMPLE-'}1001`,
		outer_itemid: '1',
		email: 'customer@example.com',
		pflag: true,
		cardType: settings.isPhysical ? 1 : 0,
		packageList: [plan],
	};
}
