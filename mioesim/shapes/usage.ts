import { endOf, readDate, toEndIso, toInstant, toIso } from '../dates';
import { isVoid, orderStatus } from '../codes/orderStatus';
import { number, records, text, type JsonRecord } from '../values';
import { isSameIccid } from './card';
import { spanOf, statusOf } from './order';
import { isDaypass, isUnlimited, planSizeMb, usedMbOf } from './package';

/** Data used so far, in MB (1 GB is 1024 MB). */
interface Amounts {
	/** Null when MIOeSIM has no usage figures. */
	usedMb: number | null;
	totalMb: number | null;
	/** What can still be used: nothing after the plan has ended. */
	remainingMb: number | null;
	/** Used share of the total, 0 to 100. */
	usedPercent: number | null;
	started: boolean;
	/** First use, ISO 8601; null until it starts. */
	startDate: string | null;
	endDate: string | null;
	/** Says why figures are missing; otherwise null. */
	note: string | null;
}

/** One plan on a card. Sources are fields of a queryEsimOrder row and of its `packageList`. */
interface PlanUsage extends Amounts {
	/** `orderNum` */
	orderNumber: string | null;
	/** From the order. */
	status: number | null;
	statusName: string | null;
	/** `name`, or `skuName` if it is empty. */
	productName: string | null;
	/** `priceId` */
	priceId: number | null;
	/** By `daypassDay`, or by its name. */
	isDaypass: boolean;
	/** Its name says that data is unlimited. */
	isUnlimited: boolean;
	/** Its days have passed. */
	ended: boolean;
}

/** Usage of a card: sums over its plans, without cancelled ones and daypasses. */
export interface CardUsage extends Amounts {
	iccid: string;
	/** Newest first. */
	plans: PlanUsage[];
}

const DAYPASS_NOTE = 'MIOeSIM records no usage for daypass plans';
const UNLIMITED_NOTE = 'This plan has unlimited data';
const PARTLY_UNLIMITED_NOTE = 'A plan on this card has unlimited data';
const PARTLY_NOTE = 'Daypass plans are not counted: MIOeSIM records no usage for them';

const rounded = (value: number) => Math.round(value * 100) / 100;

function percent(used: number | null, total: number | null): number | null {
	return used === null || total === null || total <= 0 ? null : rounded((used / total) * 100);
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

/** @param now milliseconds since the epoch */
function planOf(row: JsonRecord, plan: JsonRecord, now: number): PlanUsage {
	const { status, statusName } = statusOf(row);
	const isDaily = isDaypass(row, plan);
	const isEndless = isUnlimited(plan.name);
	const startDate = toIso(plan.beginDate);
	const ended = status === orderStatus.ended || (endOf(plan.endDate) ?? Infinity) <= now;
	const usedMb = isDaily ? null : usedMbOf(plan.usedMb);
	const totalMb = isDaily ? null : planSizeMb(plan);
	const left = usedMb === null || totalMb === null ? null : Math.max(0, totalMb - usedMb);
	return {
		orderNumber: text(row.orderNum),
		status,
		statusName,
		productName: text(plan.name) ?? text(row.skuName),
		priceId: number(plan.priceId),
		isDaypass: isDaily,
		isUnlimited: isEndless,
		usedMb,
		totalMb,
		remainingMb: left === null ? null : ended ? 0 : rounded(left),
		usedPercent: percent(usedMb, totalMb),
		// A begin in the future has not come yet.
		started: (toInstant(plan.beginDate) ?? Infinity) <= now,
		ended,
		startDate,
		endDate: toEndIso(plan.endDate),
		note: isDaily ? DAYPASS_NOTE : isEndless ? UNLIMITED_NOTE : null,
	};
}

/** @returns null when nothing is known */
function sum(values: Array<number | null>): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : rounded(known.reduce((total, value) => total + value, 0));
}

/**
 * Usage of a card, from the queryEsimOrder rows that match its ICCID. A row shows every card of its
 * order: only plans of this card count.
 *
 * @param now milliseconds since the epoch
 * @returns null when no row has a plan of the card
 */
export function usageOf(iccid: string, rows: JsonRecord[], now: number): CardUsage | null {
	const plans = rows.flatMap((row) =>
		records(row.packageList)
			.filter((plan) => isSameIccid(plan.iccid, iccid))
			.map((plan) => planOf(row, plan, now)),
	);
	if (plans.length === 0) return null;
	const live = plans.filter(({ status }) => !isVoid(status));
	const counted = live.filter(({ isDaypass }) => !isDaypass);
	// While it runs, what the other plans have left is not all that the card has left.
	const isEndless = counted.some((plan) => plan.isUnlimited && !plan.ended);
	const usedMb = sum(counted.map((plan) => plan.usedMb));
	const totalMb = isEndless ? null : sum(counted.map((plan) => plan.totalMb));
	return {
		iccid,
		usedMb,
		totalMb,
		remainingMb: isEndless ? null : sum(counted.map((plan) => plan.remainingMb)),
		usedPercent: percent(usedMb, totalMb),
		started: live.some(({ started }) => started),
		startDate: spanOf(live.map((plan) => plan.startDate))[0],
		endDate: spanOf(live.map((plan) => plan.endDate))[1],
		note: isEndless ? PARTLY_UNLIMITED_NOTE : noteOf(counted.length, live.length),
		plans,
	};
}

/** @param counted how many of the live plans are no daypasses */
function noteOf(counted: number, live: number): string | null {
	if (counted === live) return null;
	return counted > 0 ? PARTLY_NOTE : DAYPASS_NOTE;
}
