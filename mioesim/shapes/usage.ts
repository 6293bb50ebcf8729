import { endOf, readDate, toEndIso, toInstant, toIso } from '../dates';
import { isVoid, orderStatus, statusNameOf } from '../codes/orderStatus';
import { number, records, text, type JsonRecord } from '../values';
import { readIccid } from './card';
import { spanOf } from './order';
import { isDaypass, isUnlimited, planSizeMb, usedMbOf } from './package';

const DAYPASS_NOTE = 'MIOeSIM records no usage for daypass plans';
const UNLIMITED_NOTE = 'This plan has unlimited data';
const PARTLY_UNLIMITED_NOTE = 'A plan on this card has unlimited data';
const PARTLY_NOTE = 'Daypass plans are not counted: MIOeSIM records no usage for them';

const rounded = (value: number) => Math.round(value * 100) / 100;

/** @returns 0 to 100 */
function percent(used: number | null, total: number | null): number | null {
	return used === null || !total ? null : rounded((used / total) * 100);
}

/**
 * Why a plan can't be taken for unused. What can't be read, or is not told, proves nothing.
 *
 * @param plan of `packageList` in a queryEsimOrder row
 * @param now milliseconds since the epoch
 * @returns null when it is proven to be unused
 */
export function reasonToKeep(row: JsonRecord, plan: JsonRecord, now: number): string | null {
	const [begin, end] = [plan.beginDate, plan.endDate].map(readDate);
	if (begin === 'unreadable' || end === 'unreadable') return 'its dates cannot be read';
	if (begin !== null && begin.instant <= now) return 'the plan has started';
	if (begin === null && end !== null) return 'the plan has an end but no start';
	const usedMb = usedMbOf(plan.usedMb);
	if ((usedMb ?? 0) > 0) return 'data was used';
	// MIOeSIM records no usage for daypasses.
	const isNone = text(plan.usedMb) === null && isDaypass(row, plan);
	return usedMb === null && !isNone ? 'its usage is not known' : null;
}

/**
 * Usage of one plan on a card. Data is in MB (1 GB is 1024 MB), null when MIOeSIM has no figures.
 *
 * @param now milliseconds since the epoch
 */
function planOf(row: JsonRecord, plan: JsonRecord, now: number) {
	const status = number(row.status);
	const isDaily = isDaypass(row, plan);
	const isEndless = isUnlimited(plan.name);
	const ended = status === orderStatus.ended || (endOf(plan.endDate) ?? Infinity) <= now;
	const usedMb = isDaily ? null : usedMbOf(plan.usedMb);
	const totalMb = isDaily ? null : planSizeMb(plan);
	const left = usedMb === null || totalMb === null ? null : Math.max(0, totalMb - usedMb);
	return {
		orderNumber: text(row.orderNum),
		status,
		statusName: statusNameOf(status),
		productName: text(plan.name) ?? text(row.skuName),
		priceId: number(plan.priceId),
		isDaypass: isDaily,
		isUnlimited: isEndless,
		usedMb,
		totalMb,
		// Nothing can be used after the plan has ended.
		remainingMb: left && (ended ? 0 : rounded(left)),
		usedPercent: percent(usedMb, totalMb),
		// A begin in the future has not come yet.
		started: (toInstant(plan.beginDate) ?? Infinity) <= now,
		ended,
		startDate: toIso(plan.beginDate),
		endDate: toEndIso(plan.endDate),
		// Why figures are missing.
		note: isDaily ? DAYPASS_NOTE : isEndless ? UNLIMITED_NOTE : null,
	};
}

/** @returns null when nothing is known */
function sum(values: Array<number | null>): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : rounded(known.reduce((total, value) => total + value, 0));
}

/**
 * Usage of a card, from the queryEsimOrder rows that match its ICCID: its plans, newest first, and sums
 * without cancelled ones and daypasses. A row shows every card of its order: only plans of this card count.
 *
 * @param now milliseconds since the epoch
 * @returns null when no row has a plan of the card
 */
export function usageOf(iccid: string, rows: JsonRecord[], now: number) {
	const plans = rows.flatMap((row) =>
		records(row.packageList)
			.filter((plan) => readIccid(plan.iccid) === iccid)
			.map((plan) => planOf(row, plan, now)),
	);
	if (plans.length === 0) return null;
	const live = plans.filter(({ status }) => !isVoid(status));
	const counted = live.filter(({ isDaypass }) => !isDaypass);
	// While it runs, what the other plans have left is not all that the card has left.
	const isEndless = counted.some((plan) => plan.isUnlimited && !plan.ended);
	const usedMb = sum(counted.map((plan) => plan.usedMb));
	const totalMb = isEndless ? null : sum(counted.map((plan) => plan.totalMb));
	const isWhole = counted.length === live.length;
	const uncountedNote = counted.length > 0 ? PARTLY_NOTE : DAYPASS_NOTE;
	return {
		iccid,
		usedMb,
		totalMb,
		remainingMb: isEndless ? null : sum(counted.map((plan) => plan.remainingMb)),
		usedPercent: percent(usedMb, totalMb),
		started: live.some(({ started }) => started),
		...spanOf(live),
		note: isEndless ? PARTLY_UNLIMITED_NOTE : isWhole ? null : uncountedNote,
		plans,
	};
}

export type CardUsage = NonNullable<ReturnType<typeof usageOf>>;
