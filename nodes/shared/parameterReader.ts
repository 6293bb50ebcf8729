import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { toCalendarDate, type CalendarDate } from '../../api/dates';
import { inputFailure } from '../../api/codes/failures';
import type { StoredAccount } from '../../api/wire/account';
import { redact } from '../../api/redact';
import { flag, record, text } from '../../api/values';
import type { ItemCall } from '../MioEsim/operation';

/** Display names by parameter name; children of a collection by `collection.child`. */
export type DisplayNames = ReadonlyMap<string, string>;

export function displayNamesOf(fields: INodeProperties[], prefix = ''): DisplayNames {
	const names = new Map<string, string>();
	for (const { name, displayName, options = [] } of fields) {
		names.set(prefix + name, displayName);
		for (const option of options) {
			if ('displayName' in option) names.set(`${prefix}${name}.${option.name}`, option.displayName);
		}
	}
	return names;
}

/**
 * The parameters of one item, read and checked. Every failure names the parameter as the user sees
 * it. Children of a collection are read as `additionalFields.remark`.
 */
export class ParameterReader {
	private readonly values = new Map<string, unknown>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly displayNames: DisplayNames,
	) {}

	/** The name on the screen. */
	label(name: string): string {
		return this.displayNames.get(name) ?? name;
	}

	/**
	 * The value as it is, expressions resolved; of a resource locator the chosen value; null when it
	 * is not set.
	 */
	raw(name: string): unknown {
		// n8n builds a whole scope for every expression: once for each parameter has to do.
		if (!this.values.has(name)) this.values.set(name, this.resolve(name));
		return this.values.get(name);
	}

	private resolve(name: string): unknown {
		let value: unknown;
		try {
			value = this.context.getNodeParameter(name, this.itemIndex, null);
		} catch (error) {
			const why = error instanceof Error ? redact(error.message) : 'unknown';
			throw inputFailure(
				`'${this.label(name)}' could not be read`,
				`Check the expression in '${this.label(name)}'. n8n says: ${why}`,
			);
		}
		const { __rl: isLocator, value: chosen } = record(value) as Record<string, unknown>;
		return isLocator === true ? chosen : value;
	}

	/**
	 * Non-empty text, or null. Numbers become text. What is neither must not pass for an empty field: an
	 * External Order ID that came as a list would leave the order without protection.
	 */
	optionalText(name: string): string | null {
		const value = this.raw(name);
		const isEmpty = value === null || value === undefined;
		if (isEmpty || typeof value === 'string') return text(value);
		// A number beyond these has lost digits: two IDs would become one.
		const isExact =
			typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 2 ** 53;
		if (isExact) return text(value);
		if (typeof value === 'number') {
			throw inputFailure(
				`'${this.label(name)}' is a number with too many digits`,
				'The number has lost its last digits. Make it text where it comes from',
			);
		}
		throw inputFailure(
			`'${this.label(name)}' must be text or a number`,
			`Check the expression in '${this.label(name)}': for this item it gives something else`,
		);
	}

	text(name: string): string {
		return this.optionalText(name) ?? this.missing(name);
	}

	/**
	 * The text of a filter; null when the filter is not there. One that is there and empty is refused:
	 * without it the list holds everything, and what follows is done to all of it. An AI agent fills
	 * in what it needs and leaves the rest empty.
	 */
	filter(name: string): string | null {
		return this.optionalText(name) ?? (this.isMeant(name) ? this.missing(name) : null);
	}

	/** The day of a filter, under the same rule. */
	dateFilter(name: string): CalendarDate | null {
		return this.date(name) ?? (this.isMeant(name) ? this.missing(name) : null);
	}

	/** Whether the user has added this child of a collection. */
	private isMeant(name: string): boolean {
		const { parameters, type } = this.context.getNode();
		const [collection, child] = name.split('.');
		return child in record(parameters[collection]) && !type.endsWith('Tool');
	}

	/** Digits only. An id that is none is answered by the API with a leaked Java exception. */
	numericId(name: string): string {
		const value = this.text(name);
		if (/^\d+$/.test(value)) return value;
		throw inputFailure(
			`'${this.label(name)}' must be a number`,
			`'${redact(value)}' is no ID of MIOeSIM. Choose an entry from the list, or enter the number that Get Many shows`,
		);
	}

	/** One of the given values: what n8n offers in a list may come from an expression. */
	oneOf<T extends string>(name: string, values: readonly T[]): T {
		const value = this.text(name);
		const known = values.find((candidate) => candidate === value);
		if (known !== undefined) return known;
		throw inputFailure(
			`'${this.label(name)}' must be one of ${values.join(', ')}`,
			`Change '${this.label(name)}' or the expression in it`,
		);
	}

	optionalInteger(name: string, minimum: number, maximum = Infinity): number | null {
		const value = this.optionalText(name);
		if (value === null) return null;
		// Nobody who writes 1e3 wants to buy a thousand.
		const parsed = /^\d+$/.test(value) ? Number(value) : NaN;
		if (Number.isSafeInteger(parsed) && parsed >= minimum && parsed <= maximum) return parsed;
		const range = maximum === Infinity ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
		throw inputFailure(
			`'${this.label(name)}' must be a whole number ${range}`,
			`Change '${this.label(name)}' or the expression in it`,
		);
	}

	integer(name: string, minimum: number, maximum = Infinity): number {
		return this.optionalInteger(name, minimum, maximum) ?? this.missing(name);
	}

	/** A number within the given bounds, e.g. an amount of money; null when it is not set. */
	optionalNumber(name: string, minimum: number): number | null {
		const value = this.optionalText(name);
		if (value === null) return null;
		const parsed = /^\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : NaN;
		if (parsed >= minimum) return parsed;
		throw inputFailure(
			`'${this.label(name)}' must be a number of at least ${minimum}`,
			`Change '${this.label(name)}' or the expression in it`,
		);
	}

	/** False unless it is true. */
	flag(name: string): boolean {
		return flag(this.raw(name)) === true;
	}

	/** True unless it is false: for options that protect. */
	flagOrTrue(name: string): boolean {
		return flag(this.raw(name)) !== false;
	}

	/** Entries of a list, or of text separated by commas, spaces or lines. */
	texts(name: string): string[] {
		const value = this.raw(name);
		const entries = Array.isArray(value) ? value : (text(value) ?? '').split(/[\s,;]+/);
		return entries.map(text).filter((entry): entry is string => entry !== null);
	}

	/** ICCIDs have 13 to 20 digits. A number has lost its last digits already, so only text will do. */
	iccids(name: string): string[] {
		const value = this.raw(name);
		const entries = Array.isArray(value) ? value : [value];
		const isLossy = entries.some(
			(entry) => typeof entry === 'number' && !Number.isSafeInteger(entry),
		);
		const iccids = this.texts(name);
		if (!isLossy && iccids.every((iccid) => /^\d{13,20}$/.test(iccid))) return iccids;
		throw inputFailure(
			`'${this.label(name)}' must hold ICCIDs of 13 to 20 digits`,
			isLossy
				? 'The ICCID came as a number and has lost its last digits. Make it text where it comes from'
				: 'Check that no other characters are among them. Separate several ICCIDs by commas',
		);
	}

	/**
	 * ICCIDs where an empty field means every card. An expression that gives nothing does not: it is
	 * far more likely a field that is missing from the item.
	 */
	iccidsOrAll(name: string): string[] {
		const iccids = [...new Set(this.iccids(name))];
		return iccids.length === 0 && this.isExpression(name) ? this.missing(name) : iccids;
	}

	/**
	 * Text that has a stand-in when the field is left empty. An expression that gives nothing does not
	 * leave it empty: the user counts on it. An AI agent may leave out what it does not know.
	 */
	textOrEmpty(name: string): string | null {
		const isCountedOn = this.isExpression(name) && !this.context.getNode().type.endsWith('Tool');
		return this.optionalText(name) ?? (isCountedOn ? this.missing(name) : null);
	}

	private isExpression(name: string): boolean {
		const written = this.context.getNode().parameters[name];
		return typeof written === 'string' && written.startsWith('=');
	}

	iccid(name: string): string {
		const iccids = this.iccids(name);
		if (iccids.length === 1) return iccids[0];
		if (iccids.length === 0) return this.missing(name);
		throw inputFailure(
			`'${this.label(name)}' must be one ICCID`,
			'Pass one item for each card: split the list before this node',
		);
	}

	/** A calendar day in GMT+8, from text or from a date of an expression. */
	date(name: string): CalendarDate | null {
		const value = this.raw(name);
		const isEmpty = typeof value === 'string' && text(value) === null;
		if (isEmpty || value === null || value === undefined) return null;
		const content = isoOf(value) ?? text(value);
		const date = content === null ? null : toCalendarDate(content);
		if (date !== null) return date;
		throw inputFailure(
			`'${this.label(name)}' is no date`,
			'Enter a date such as 2026-01-31. The calendar is that of GMT+8',
		);
	}

	missing(name: string): never {
		throw inputFailure(
			`'${this.label(name)}' is required`,
			`Fill in '${this.label(name)}', or check the expression in it: it gave nothing for this item`,
		);
	}
}

/**
 * The distribution partner: the item's, else the credential's.
 *
 * @throws {Failure} when there is none
 */
export async function readPartner({ parameters, client }: ItemCall): Promise<string> {
	const own = parameters.optionalText('dpId');
	if (own !== null) return parameters.numericId('dpId');
	return (await client.account()).dpId ?? parameters.missing('dpId');
}

/**
 * The distribution partner, once the account is known: what the item holds is read at once.
 *
 * @throws {Failure} when it is no ID; the function when neither the item nor the credential has one
 */
export function readPartnerOf(parameters: ParameterReader): (account: StoredAccount) => string {
	const own = parameters.optionalText('dpId') === null ? null : parameters.numericId('dpId');
	return ({ dpId }) => own ?? dpId ?? parameters.missing('dpId');
}

/** Expressions give Luxon dates, code gives JavaScript dates. */
function isoOf(value: unknown): string | null {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (value !== null && typeof value === 'object' && 'toISO' in value) {
		return typeof value.toISO === 'function' ? text(value.toISO()) : null;
	}
	return null;
}
