import type { INodeProperties } from 'n8n-workflow';

import { decimal } from '../../../mioesim/values';
import { entriesOf, plain, quoted, readText, refuse } from './text';

/** A thousand and more in one country, a fraction in another. */
const TWO_READINGS = /^([1-9]\d{0,2})([.,])(\d{3})$/;

const BLANK_BETWEEN_THOUSANDS = /(?<=\d)[\s'’٬](?=\d{3}(?!\d))/g;

/** The unit that a price may be written with: all prices are in US dollars. */
const US_DOLLARS =
	/^(?:USD?\s?\$?|\$)\s?(?=[\d.,])|(?<=[\d.,])\s?(?:\$|US\$|USD|(?:US )?dollars?)$/gi;

/** @throws {Failure} when the value is not a whole number within the field's bounds */
export function readInteger(value: unknown, label: string, field?: INodeProperties): number {
	return readNumber(value, label, true, field);
}

/**
 * A number, also with a decimal comma, and a price also with its currency: `12,50`, `$12.50`, `12.50 USD`.
 *
 * @throws {Failure} when the value is not a number within the field's bounds
 */
export function readDecimal(value: unknown, label: string, field?: INodeProperties): number {
	return readNumber(value, label, false, field);
}

function readNumber(value: unknown, label: string, isWhole: boolean, field?: INodeProperties) {
	const parsed = numberIn(value, label, isWhole);
	const { minValue: least, maxValue: most } = field?.typeOptions ?? {};
	const isRead = isWhole ? Number.isSafeInteger(parsed) : Number.isFinite(parsed);
	if (isRead && parsed >= (least ?? -Infinity) && parsed <= (most ?? Infinity)) return parsed;
	const from = least === undefined ? '' : ` of at least ${least}`;
	const range = most === undefined ? from : ` from ${least} to ${most}`;
	return refuse(
		`'${label}' must be ${isWhole ? 'a whole number' : 'a number'}${range}`,
		`The value for this item is ${quoted(value)}. Change '${label}' or the expression in it`,
	);
}

function numberIn(value: unknown, label: string, isWhole: boolean): number {
	if (typeof value !== 'string') return typeof value === 'number' ? value : NaN;
	const content = plain(readText(value, label))
		.replace(/price/i.test(label) ? US_DOLLARS : '', '')
		.replace(BLANK_BETWEEN_THOUSANDS, '')
		.replace(/^,|٫/, '.');
	const [, whole, sign, fraction] = TWO_READINGS.exec(content) ?? [];
	// A single point is a decimal sign, unless the number has no decimals.
	if (sign === ',' || (isWhole && sign === '.')) {
		const [large, small] = [`${whole}${fraction}`, String(Number(`${whole}.${fraction}`))];
		refuse(
			`'${label}' may mean two numbers: ${large} or ${small}`,
			`${quoted(content)} is read in one way in some countries and in the other in the rest. Enter ${large} or ${small}`,
		);
	}
	// A user who writes 1e3 doesn't mean what a program reads, and a longer number is an ID.
	return (/^\d{0,16}(?:[.,]\d{0,16}){0,6}$/.test(content) ? decimal(content) : null) ?? NaN;
}

const PERCENTAGE = /^(\d{1,3}(?:[.,]\d{1,9})?)\s?(?:[%٪]|percent|per cent|pct|prozent)?$/i;

/**
 * Percentages from 1 to 100, sorted, each once: `80`, `50, 80%`, `[50, 80]`.
 *
 * @throws {Failure} also for a fraction such as 0.8, which would be less than one percent
 */
export function readPercentages(value: unknown, label: string): number[] {
	const content = typeof value === 'string' ? plain(readText(value, label)) : value;
	const [, whole, digit] = /^([1-9]\d{0,2}),(\d)\s?%?$/.exec(String(content)) ?? [];
	if (whole !== undefined) {
		refuse(
			`'${label}' may mean two things: ${whole}.${digit}, or ${whole} and ${digit}`,
			`Enter ${whole}.${digit} with a point, or separate two percentages with a semicolon`,
		);
	}
	const shares = entriesOf(content, label, /[,;|、]\s{0,9}|\s(?=\d)/).map((entry) =>
		readPercentage(plain(readText(entry, label)), label),
	);
	return [...new Set(shares)].sort((left, right) => left - right);
}

function readPercentage(content: string, label: string): number {
	const share = Number(PERCENTAGE.exec(content)?.[1].replace(',', '.') ?? NaN);
	if (share > 0 && share < 1) {
		const percent = Number((share * 100).toFixed(7));
		refuse(
			`'${label}' must be 1 percent or more, but is ${content}`,
			`For ${percent} percent, enter ${percent}`,
		);
	}
	if (share > 0 && share <= 100) return share;
	return refuse(
		`'${label}' must be percentages from 1 to 100`,
		`Separate several with commas, such as 50, 80. ${quoted(content)} is not one`,
	);
}
