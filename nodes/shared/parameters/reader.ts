import type { INodeProperties } from 'n8n-workflow';

import type { CalendarDate } from '../../../mioesim/dates';
import type { Failure } from '../../../mioesim/codes/failure';
import { redact } from '../../../mioesim/redact';
import { record } from '../../../mioesim/values';
import { asFailure } from '../failures';
import { clock, isTool } from '../port';
import {
	choiceOf,
	readChoice,
	readChoices,
	readLanguageTag,
	readSwitch,
	type Choice,
} from './choice';
import { isBefore, readBeginDay, readDay } from './day';
import { extraOf, isExpression, writtenValue, type Fields, type ParameterSource } from './fields';
import { emptyPart } from './id';
import { readDecimal, readInteger, readPercentages } from './number';
import { isBlank, refuse } from './text';
import { readEmail, readIccids, textReaders, type TextKind } from './textKinds';

/** Kinds of text that several items must not share by mistake. */
const TEMPLATES: readonly TextKind[] = ['id', 'code', 'orderNumber'];

/** Parameters that hold one value: a list of one is that value, as every look-up of Airtable gives. */
function single(value: unknown, name: string): unknown {
	if (Array.isArray(value))
		return value.length === 0 ? null : value.length === 1 ? single(value[0], name) : value;
	return record(value)[name.slice(name.indexOf('.') + 1)] ?? value;
}

/** The chosen value of a resource locator; anything else unchanged. */
function chosenIn(value: unknown): unknown {
	const { __rl: isLocator, value: chosen } = record(value);
	return isLocator === true ? chosen : value;
}

/**
 * The parameters of one item, or of a trigger. Each is read by the type that its description declares:
 * the values of a list, the bounds of a number, the kind of a text. A value that can't be read is
 * rejected before anything is sent, and the error names the parameter as the user sees it.
 *
 * Children of a collection are read as `additionalFields.remark`.
 */
export class ParameterReader {
	private readonly values = new Map<string, unknown>();

	constructor(
		private readonly source: ParameterSource,
		private readonly fields: Fields,
	) {}

	label(name: string): string {
		return this.fields.get(name)?.displayName ?? name;
	}

	/**
	 * The value with its expression resolved; the chosen value of a resource locator; null when not set.
	 */
	raw(name: string): unknown {
		// n8n builds a whole scope for every expression, so each parameter is resolved only once.
		if (!this.values.has(name)) {
			this.values.set(name, chosenIn(this.evaluate(name, () => this.source.get(name))));
		}
		return this.values.get(name);
	}

	/** Whether a parameter was read and has a value. */
	isSet(name: string): boolean {
		return this.values.has(name) && !isBlank(this.values.get(name));
	}

	/** Reads what another item has read. What can't be read throws only when it is used. */
	readLike(other: ParameterReader): void {
		for (const name of other.values.keys()) {
			try {
				this.raw(name);
			} catch {
				// Reported when the parameter is used.
			}
		}
	}

	private evaluate(name: string, get: () => unknown): unknown {
		try {
			return get();
		} catch (error) {
			const why = error instanceof Error ? redact(error.message) : 'unknown';
			return refuse(
				`'${this.label(name)}' could not be read`,
				`Check the expression in '${this.label(name)}'. n8n says: ${why}`,
			);
		}
	}

	/** The parameter as saved. */
	private written(name: string): unknown {
		return chosenIn(writtenValue(this.source.node, name));
	}

	/** Whether the user has set the parameter: to an expression, or by adding the field to a collection. */
	private isThere(name: string): boolean {
		const written = this.written(name);
		if (isExpression(written)) return true;
		if (!name.includes('.') || written === undefined) return false;
		return !isBlank(written) || !this.standsOpen(name);
	}

	/** Whether a new node shows this field of a collection without the user adding it. */
	private standsOpen(name: string): boolean {
		const [parent, child] = name.split('.');
		return record(this.fields.get(parent)?.default)[child] !== undefined;
	}

	/**
	 * The value; null when not set.
	 *
	 * A parameter that is set but gives nothing is rejected: a list without its filter returns everything,
	 * and the workflow would act on all of it. An AI agent fills in what it needs and leaves the rest
	 * empty.
	 */
	private given(name: string): unknown {
		const value = single(this.raw(name), name);
		if (!isBlank(value)) return value;
		const mayBeEmpty = extraOf(this.fields.get(name)).mayBeEmpty ?? isTool(this.source.node);
		return !mayBeEmpty && this.isThere(name) ? this.missing(name) : null;
	}

	private optional<T>(
		name: string,
		read: (value: unknown, label: string, field: INodeProperties | undefined) => T,
	): T | null {
		const value = this.given(name);
		return value === null ? null : read(value, this.label(name), this.fields.get(name));
	}

	/** Text of the kind that its field declares, see `TextKind`; null when not set. */
	optionalText(name: string): string | null {
		const { textKind = 'plain' } = extraOf(this.fields.get(name));
		if (TEMPLATES.includes(textKind)) this.refuseEmptyPart(name);
		return this.optional(name, textReaders[textKind]);
	}

	/** Each expression of a template must give something: the rest is the same for every item. */
	private refuseEmptyPart(name: string): void {
		const written = this.written(name);
		const { source } = this;
		if (!isExpression(written) || !source.evaluate || isBlank(this.raw(name))) return;
		const empty = emptyPart(written, this.raw(name), (expression) =>
			this.evaluate(name, () => source.evaluate?.(expression)),
		);
		if (empty === null) return;
		refuse(
			`'${this.label(name)}' has an empty part: ${empty} gives nothing for this item`,
			`Check the field that ${empty} reads. Without it, several items would have the same text`,
		);
	}

	text(name: string): string {
		return this.optionalText(name) ?? this.missing(name);
	}

	/** One of the values that the field offers, as text; null when not set. */
	optionalChoice(name: string): string | null {
		// "All" may be an empty value of the list, but never the result of an expression.
		const chosen = isExpression(this.written(name))
			? undefined
			: choiceOf(this.fields.get(name), this.raw(name));
		const choice: Choice | null = chosen ?? this.optional(name, readChoice);
		return choice === null ? null : String(choice);
	}

	choice(name: string): string {
		return this.optionalChoice(name) ?? this.missing(name);
	}

	/** Values that the field offers, each once; empty when none is chosen. */
	choices(name: string): Choice[] {
		return this.optional(name, readChoices) ?? [];
	}

	/** A whole number within the field's bounds; null when not set. */
	optionalInteger(name: string): number | null {
		return this.optional(name, readInteger);
	}

	/** A whole number; the field's default if a collection doesn't contain it. */
	integer(name: string): number {
		const value = this.optionalInteger(name);
		if (value !== null) return value;
		const standard = name.includes('.') ? this.fields.get(name)?.default : undefined;
		return typeof standard === 'number' ? standard : this.missing(name);
	}

	/** A number within the field's bounds; null when not set. */
	optionalNumber(name: string): number | null {
		return this.optional(name, readDecimal);
	}

	/** A switch; without a value, the field's default, which is the safe side. */
	flag(name: string): boolean {
		const value = single(this.raw(name), name);
		return isBlank(value)
			? this.fields.get(name)?.default === true
			: readSwitch(value, this.label(name));
	}

	percentages(name: string): number[] {
		return this.optional(name, readPercentages) ?? this.missing(name);
	}

	/** An email address, or why it can't be read: that stops an order only if something is to be mailed. */
	mailbox(name: string): string | Failure | null {
		const value = this.given(name);
		try {
			return value === null ? null : readEmail(value, this.label(name));
		} catch (error) {
			return asFailure(error);
		}
	}

	/** A language tag such as `ja-JP`; null when not set. */
	optionalLanguage(name: string): string | null {
		return this.optional(name, readLanguageTag);
	}

	/**
	 * A range of calendar days as written; null means open on that side.
	 *
	 * @throws {Failure} when the first day is after the last one: no order can match
	 */
	dayRange(fromName: string, toName: string): Record<'from' | 'to', CalendarDate | null> {
		const range = { from: this.optional(fromName, readDay), to: this.optional(toName, readDay) };
		if (range.from === null || range.to === null || !isBefore(range.to, range.from)) return range;
		return refuse(
			`'${this.label(fromName)}' is after '${this.label(toName)}'`,
			'Swap the two dates',
		);
	}

	/** The day on which something begins, see `readBeginDay`; may be in the past. Null when not set. */
	beginDay(name: string): CalendarDate | null {
		return this.optional(name, (value, label) => readBeginDay(value, label, clock.now()));
	}

	/** ICCIDs of 13 to 20 digits; duplicates are kept. Empty when none is set. */
	iccids(name: string): string[] {
		return this.optional(name, readIccids) ?? [];
	}

	/**
	 * ICCIDs, where an empty field means every card. An expression that gives nothing doesn't mean that,
	 * not even from an AI agent: most likely, a field is missing from the item.
	 */
	iccidsOrAll(name: string): string[] {
		const iccids = [...new Set(this.iccids(name))];
		return iccids.length === 0 && this.isThere(name) ? this.missing(name) : iccids;
	}

	/** One ICCID; null when not set. */
	optionalIccid(name: string): string | null {
		const iccids = [...new Set(this.iccids(name))];
		if (iccids.length <= 1) return iccids[0] ?? null;
		return refuse(
			`'${this.label(name)}' must be one ICCID`,
			'Pass one item for each card: split the list before this node',
		);
	}

	iccid(name: string): string {
		return this.optionalIccid(name) ?? this.missing(name);
	}

	missing(name: string): never {
		refuse(
			`'${this.label(name)}' is required`,
			`Fill in '${this.label(name)}', or check the expression in it: it gave nothing for this item`,
		);
	}
}
