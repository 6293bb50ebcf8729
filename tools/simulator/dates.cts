import { HOUR } from './time.cts';
import type { Modes } from './modes.cts';

/** Dates as backends in Java and elsewhere write them; all mean a moment in GMT+8. */

interface Moment {
	/** `2026-03-21` */
	date: string;
	/** `11:03:07` */
	time: string;
	/** year, month, day, hour, minute, second */
	parts: number[];
	/** since the epoch */
	ms: number;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const WEEKDAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const weekday = ({ ms }: Moment) => new Date(ms + 8 * HOUR).getUTCDay();

export type DateShape = Exclude<Modes['dates'], 'documented'>;
export type NoDate = Exclude<Modes['noDates'], 'null'>;

const SHAPES: Record<DateShape, (moment: Moment) => unknown> = {
	array: ({ parts }) => parts,
	object: ({ parts: [year, monthValue, dayOfMonth, hour, minute, second] }) => {
		return { year, monthValue, dayOfMonth, hour, minute, second };
	},
	javaDate: (moment) => {
		const [year, month, date, hours, minutes, seconds] = moment.parts;
		const rest = { date, hours, minutes, seconds, day: weekday(moment), timezoneOffset: -480 };
		return { ...rest, year: year - 1900, month: month - 1, time: moment.ms };
	},
	ms: ({ ms }) => ms,
	seconds: ({ ms }) => ms / 1000,
	dotnet: ({ ms }) => `/Date(${ms}+0800)/`,
	iso: ({ ms }) => new Date(ms).toISOString(),
	zoned: ({ date, time }) => `${date}T${time}+08:00[Asia/Shanghai]`,
	compact: ({ date, time }) => `${date}${time}`.replace(/[-:]/g, ''),
	slashed: ({ date, time }) => `${date.replaceAll('-', '/')} ${time}`,
	dotted: ({ date, time }) => `${date.replaceAll('-', '.')} ${time}`,
	chinese: ({ parts: [year, month, day], time }) => `${year}年${month}月${day}日 ${time}`,
	english: ({ parts: [year, month, day, hour], time }) =>
		`${MONTHS[month - 1]} ${day}, ${year} ${hour % 12 || 12}${time.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`,
	cst: (moment) => {
		const { parts, time } = moment;
		const day = String(parts[2]).padStart(2, '0');
		return `${WEEKDAYS[weekday(moment)]} ${MONTHS[parts[1] - 1]} ${day} ${time} CST ${parts[0]}`;
	},
};

const ABSENT: Record<NoDate, string | number> = {
	zeros: '0000-00-00 00:00:00',
	epoch: '1970-01-01 08:00:00',
	year1: '0001-01-01 00:00:00',
	year1900: '1900-01-01 00:00:00',
	dash: '-',
	zero: 0,
	nullText: 'null',
	empty: '',
	chinese: '未激活',
};

/** @param text a date or a time as the documentation shows it */
export function rewriteDate(text: string, shape: DateShape): unknown {
	const found = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?/.exec(text);
	if (found === null) return text;
	const [, date, time = '00:00:00'] = found;
	const parts = `${date}:${time}`.split(/[-:]/).map(Number);
	return SHAPES[shape]({ date, time, parts, ms: Date.parse(`${date}T${time}+08:00`) });
}

export const absentDate = (how: NoDate) => ABSENT[how];
