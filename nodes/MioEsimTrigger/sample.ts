import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { finalStatuses, orderStatus } from '../../mioesim/codes/orderStatus';
import { DAY_MS, fromInstant } from '../../mioesim/dates';
import type { JsonRecord } from '../../mioesim/values';
import { clock } from '../shared/port';
import { diffOrder, eventItem, isWanted, readState, statusChange, type OrderEvent } from './diff';
import type { Watches } from './memory';
import { isOfOrder, readSettings, type EventName, type Settings } from './properties';
import { days, filtersOf, PageReader } from './readPages';

/** Statuses that no order is placed in: the order has changed to them, whatever its status was before. */
const changedStatuses: readonly number[] = [
	...finalStatuses,
	orderStatus.partlyCancelled,
	orderStatus.cancelling,
	orderStatus.partlyCancelling,
];

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
	const reader = PageReader.of(context, (row) => rows.push(row));
	if (events.some(isOfOrder)) {
		await reader.page(filtersOf(settings, { subTime: days(now - AROUND_MS, now + DAY_MS) }));
	}
	if (!events.every(isOfOrder)) {
		await reader.page(filtersOf(settings, { eTime: days(now - AROUND_MS, now + AROUND_MS) }));
	}
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
	if (status === null || !(sample || changedStatuses.includes(status))) return [];
	const before = status === orderStatus.normal ? orderStatus.notPaid : orderStatus.normal;
	const change = statusChange(sample ? before : null, status);
	return [{ event: 'orderStatusChanged', at: now, change, plan: null }];
}

const SIZE_MB = 3 * 1024;

interface MadeUp {
	/** Days from now to the end of the plan; undefined for a plan that has not started. */
	endsInDays?: number;
	usedMb?: number;
	status?: number;
}

/** An order in which the event has just happened. */
const madeUp: Record<EventName, (settings: Settings, validityDays: number) => MadeUp> = {
	newOrder: () => ({}),
	orderStatusChanged: ({ statuses }) => ({ status: statuses[0] ?? orderStatus.cancelled }),
	planStarted: (_, validityDays) => ({ endsInDays: validityDays, usedMb: 12.5 }),
	planExpiring: ({ daysBefore }) => ({ endsInDays: daysBefore, usedMb: 1830.2 }),
	planEnded: () => ({ endsInDays: 0, usedMb: 2911.7, status: orderStatus.ended }),
	dataRunningLow: ({ thresholds }) => ({
		endsInDays: 12,
		usedMb: Math.ceil((SIZE_MB * thresholds[0]) / 100),
	}),
};

function madeUpRow(event: EventName, settings: Settings, now: number): JsonRecord {
	const validityDays = Math.max(30, settings.daysBefore);
	const {
		endsInDays,
		usedMb = 0,
		status = orderStatus.normal,
	} = madeUp[event](settings, validityDays);
	const ends = endsInDays === undefined ? null : now + endsInDays * DAY_MS;
	const began = ends === null ? null : ends - validityDays * DAY_MS;
	const placed = began === null ? now - DAY_MS / 24 : Math.min(began, now) - DAY_MS;
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
