import type { INodeProperties } from 'n8n-workflow';

import type { Failure } from '../../../mioesim/codes/failure';
import { redact } from '../../../mioesim/redact';
import { record } from '../../../mioesim/values';
import { asFailure } from '../failures';
import { isTool } from '../port';
import { choiceOf, readChoice, readSwitch } from './choice';
import { readDay } from './day';
import { extraOf, isExpression, writtenValue, type Fields, type ParameterSource } from './fields';
import { emptyPart } from './id';
import { readInteger } from './number';
import { isBlank, refuse } from './text';
import { readEmail, readIccid, readIccids, textReaders, type TextKind } from './textKinds';

/** Kinds of text that several items must not share by mistake. */
const TEMPLATES: readonly TextKind[] = ['id', 'code', 'orderNumber'];

/** Makes something of a value that is there. */
type Read<T> = (value: unknown, label: string, field: INodeProperties | undefined) => T;

/** A list of one is that value, as every look-up of Airtable gives; so is a field of the parameter's name. */
function single(value: unknown, name: string): unknown {
	if (Array.isArray(value)) return value.length > 1 ? value : single(value[0] ?? null, name);
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

	/** The value with its expression resolved; the chosen value of a resource locator; null when not set. */
	raw(name: string): unknown {
		// n8n builds a whole scope for every expression, so each parameter is resolved only once.
		if (!this.values.has(name)) {
			this.values.set(name, chosenIn(this.evaluate(name, () => this.source.get(name))));
		}
		return this.values.get(name);
	}

	/** Whether a parameter was read and has a value. */
	isSet(name: string): boolean {
		return !isBlank(this.values.get(name));
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
		const [parent, child] = name.split('.');
		if (isExpression(written) || child === undefined) return isExpression(written);
		// A new node shows some fields of a collection without the user adding them.
		const standsOpen = child in record(this.fields.get(parent)?.default);
		return written !== undefined && !(isBlank(written) && standsOpen);
	}

	/**
	 * What is read from the value; null when not set.
	 *
	 * A parameter that is set but gives nothing is rejected: a list without its filter returns everything,
	 * and the workflow would act on all of it. An AI agent fills in what it needs and leaves the rest
	 * empty.
	 */
	optional<T>(name: string, read: Read<T>): T | null {
		const field = this.fields.get(name);
		const value = single(this.raw(name), name);
		const isNothing = isBlank(value) || (Array.isArray(value) && value.length === 0);
		if (!isNothing) return read(value, this.label(name), field);
		const mayBeEmpty = extraOf(field).mayBeEmpty ?? isTool(this.source.node);
		return !mayBeEmpty && this.isThere(name) ? this.missing(name) : null;
	}

	required<T>(name: string, read: Read<T>): T {
		return this.optional(name, read) ?? this.missing(name);
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
		const { evaluate } = this.source;
		if (!isExpression(written) || !evaluate || isBlank(this.raw(name))) return;
		const empty = emptyPart(written, this.raw(name), (expression) =>
			this.evaluate(name, () => evaluate(expression)),
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

	/** One of the values that the field offers; null when not set. */
	optionalChoice(name: string): string | null {
		// "All" may be an empty value of the list, but never the result of an expression.
		const picked = isExpression(this.written(name))
			? undefined
			: choiceOf(this.fields.get(name), this.raw(name));
		return picked ?? this.optional(name, readChoice);
	}

	choice(name: string): string {
		return this.optionalChoice(name) ?? this.missing(name);
	}

	/** A whole number; the field's default if a collection doesn't contain it. */
	integer(name: string): number {
		const standard = name.includes('.') ? this.fields.get(name)?.default : null;
		const value = this.optional(name, readInteger) ?? standard;
		return typeof value === 'number' ? value : this.missing(name);
	}

	/** A switch; without a value, the field's default, which is the safe side. */
	flag(name: string): boolean {
		const value = single(this.raw(name), name);
		if (isBlank(value)) return this.fields.get(name)?.default === true;
		return readSwitch(value, this.label(name));
	}

	/** An email address, or why it can't be read: that stops an order only if something is to be mailed. */
	mailbox(name: string): string | Failure | null {
		return this.optional(name, (value, label) => {
			try {
				return readEmail(value, label);
			} catch (error) {
				return asFailure(error);
			}
		});
	}

	/**
	 * A range of calendar days as written; null means open on that side.
	 *
	 * @throws {Failure} when the first day is after the last one: no order can match
	 */
	dayRange(from: string, to: string): Record<'from' | 'to', string | null> {
		const range = { from: this.optional(from, readDay), to: this.optional(to, readDay) };
		if (range.from === null || range.to === null || range.from <= range.to) return range;
		return refuse(`'${this.label(from)}' is after '${this.label(to)}'`, 'Swap the two dates');
	}

	/** ICCIDs of 13 to 20 digits; duplicates are kept. Empty when none is set. */
	iccids(name: string): string[] {
		return this.optional(name, readIccids) ?? [];
	}

	iccid(name: string): string {
		return this.required(name, readIccid);
	}

	missing(name: string): never {
		refuse(
			`'${this.label(name)}' is required`,
			`Fill in '${this.label(name)}', or check the expression in it: it gave nothing for this item`,
		);
	}
}
