import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { DAY_MS } from '../../api/dates';
import type { JsonRecord } from '../../api/values';
import { clock } from '../../transport/clock';
import { look, type Happening } from './events';
import { eventItem } from './items';
import type { EventName, RememberedOrder, Watches } from './memory';
import { PageReader } from './pages';
import { budgetOf, clientOf } from './poll';
import { days } from './questions';
import { sampleRow } from './samples';
import { isWanted, readSettings, type Settings } from './settings';
import { stateOf } from './state';

/** How far around now a test run looks for orders that an event could be about. */
const PAST_MS = 365 * DAY_MS;
const AHEAD_MS = 365 * DAY_MS;

/**
 * What "Fetch Test Event" shows: for each chosen event the latest that really happened or, where
 * there is none, a made-up one. Two calls at most; nothing is remembered.
 *
 * @throws {Failure}
 */
export async function testRun(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const now = clock.now();
	const settings = readSettings(context);
	const rows: JsonRecord[] = [];
	const reader = new PageReader(clientOf(context, budgetOf(context)), Infinity, (row) =>
		rows.push(row),
	);
	const { events, packageName: packetName } = settings;
	if (events.has('newOrder') || events.has('orderStatusChanged')) {
		await reader.page({ packetName, subTime: days(now - PAST_MS, now + DAY_MS) });
	}
	if ([...events].some((event) => event.startsWith('plan') || event === 'dataRunningLow')) {
		await reader.page({ packetName, eTime: days(now - PAST_MS, now + AHEAD_MS) });
	}
	const wanted = rows.filter((row) => isWanted(row, settings));
	return [...events]
		.map(
			(event) =>
				latestOf(event, wanted, settings, now) ??
				latestOf(event, [sampleRow(event, settings, now)], settings, now),
		)
		.filter((item) => item !== null);
}

function latestOf(
	event: EventName,
	rows: JsonRecord[],
	settings: Settings,
	now: number,
): INodeExecutionData | null {
	let latest: { happening: Happening; row: JsonRecord } | undefined;
	for (const row of rows) {
		const happening = example(event, row, settings, now);
		if (happening && happening.at > (latest?.happening.at ?? 0)) latest = { happening, row };
	}
	return latest ? eventItem(latest.happening, latest.row) : null;
}

/** The event as it would have been found by somebody who saw the order before it. */
function example(
	event: EventName,
	row: JsonRecord,
	settings: Settings,
	now: number,
): Happening | undefined {
	const state = stateOf(row);
	if (state === null) return undefined;
	const { statuses } = settings;
	const isStatus = event === 'orderStatusChanged';
	if (isStatus) {
		const isWantedStatus = statuses.length === 0 || statuses.includes(state.status ?? NaN);
		// Nobody knows what the status was before; that of most orders is normal.
		if (!isWantedStatus) return undefined;
	}
	const before: RememberedOrder | undefined = isStatus
		? { status: state.status === 0 ? -1 : 0, createdAt: null }
		: undefined;
	const watches: Watches = { [event]: { settings: '', after: 0, isReady: true } };
	const { happenings } = look(state, before, { watches, wishes: settings, now });
	return happenings[0];
}
