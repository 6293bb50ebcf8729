import { DAY_MS, fromInstant } from '../../api/dates';
import { orderStatus } from '../../api/codes/orderStatus';
import type { JsonRecord } from '../../api/values';
import type { EventName } from './memory';
import type { Settings } from './settings';

/** Made-up rows of queryEsimOrder, one for each event: what a test run shows where nothing is real. */

const SIZE_MB = 3 * 1024;
const VALIDITY_DAYS = 30;
const HOUR_MS = DAY_MS / 24;

interface Sample {
	/** Hours from now to the end of the plan; undefined: not started. */
	endsInHours?: number;
	usedMb?: number;
	status?: number;
}

function sampleOf(event: EventName, { thresholds, daysBefore, statuses }: Settings): Sample {
	if (event === 'planStarted') return { endsInHours: 24 * VALIDITY_DAYS, usedMb: 12.5 };
	if (event === 'planEnded') return { endsInHours: 0, usedMb: 2911.7, status: orderStatus.ended };
	if (event === 'planExpiring') return { endsInHours: 24 * daysBefore, usedMb: 1830.2 };
	if (event === 'dataRunningLow') {
		return { endsInHours: 24 * 12, usedMb: Math.ceil((SIZE_MB * thresholds[0]) / 100) };
	}
	return event === 'newOrder' ? {} : { status: statuses[0] ?? orderStatus.cancelled };
}

export function sampleRow(event: EventName, settings: Settings, now: number): JsonRecord {
	const { endsInHours, usedMb = 0, status = orderStatus.normal } = sampleOf(event, settings);
	const ends = endsInHours === undefined ? null : now + endsInHours * HOUR_MS;
	const began = ends === null ? null : ends - VALIDITY_DAYS * DAY_MS;
	const placed = began === null ? now - HOUR_MS : Math.min(began, now) - DAY_MS;
	return {
		orderNum: 'EP20240124000013',
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
				days: VALIDITY_DAYS,
				usedMb,
				name: settings.packageName ?? 'Japan 3GB 30 Days',
				beginDate: began === null ? null : fromInstant(began),
				endDate: ends === null ? null : fromInstant(ends),
				iccid: '89852000000000000013',
				priceId: 441,
			},
		],
	};
}
