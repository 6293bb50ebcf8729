import type { INodeProperties } from 'n8n-workflow';

import { dayOf, type CalendarDate } from '../../../mioesim/dates';
import { redact } from '../../../mioesim/redact';
import { record } from '../../../mioesim/values';
import { clock } from '../port';
import { choiceOf, readChoice, readChoices, type Choice } from './choice';
import { readDay, refusePast } from './day';
import { readEmail } from './email';
import { extraOf, type Fields, type TextKind } from './fields';
import { readIccids } from './iccid';
import { readCode, readFieldName, readId, readNumericId } from './id';
import { readLanguageTag } from './language';
import { boundsOf, readDecimal, readInteger } from './number';
import { readPercentages } from './percentages';
import { refuse } from './refusal';
import { isExpression, ownValue, type ParameterSource } from './source';
import { readSwitch } from './switch';
import { isBlank, readText } from './text';

const textReaders: Record<TextKind, (value: unknown, label: string) => string> = {
	plain: readText,
	id: readId,
	code: readCode,
	numericId: readNumericId,
	email: readEmail,
	fieldName: readFieldName,
};

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

	/** The display name. */
	label(name: string): string {
		return this.field(name)?.displayName ?? name;
	}

	private field(name: string): INodeProperties | undefined {
		return this.fields.get(name);
	}

	/**
	 * The value with its expression resolved; the chosen value of a resource locator; null when not set.
	 */
	raw(name: string): unknown {
		// n8n builds a whole scope for every expression, so each parameter is resolved only once.
		if (!this.values.has(name)) this.values.set(name, this.resolve(name));
		return this.values.get(name);
	}

	/** Names of the parameters read so far. */
	namesRead(): IterableIterator<string> {
		return this.values.keys();
	}

	/** Whether a parameter was read and has a value. */
	isSet(name: string): boolean {
		return this.values.has(name) && !isBlank(this.values.get(name));
	}

	/** Reads parameters in advance. One that can't be read throws only when it is used. */
	readAhead(names: Iterable<string>): void {
		for (const name of names) {
			try {
				this.raw(name);
			} catch {
				// Reported when the parameter is used.
			}
		}
	}

	private resolve(name: string): unknown {
		const [parent, child] = name.split('.');
		if (child !== undefined && isExpression(this.written(parent))) {
			return ownValue(this.group(parent), child) ?? null;
		}
		if (child !== undefined) this.expectGroup(parent, this.written(parent));
		const value = this.evaluate(name);
		const { __rl: isLocator, value: chosen } = record(value) as Record<string, unknown>;
		return isLocator === true ? chosen : value;
	}

	private evaluate(name: string): unknown {
		try {
			return this.source.get(name);
		} catch (error) {
			const why = error instanceof Error ? redact(error.message) : 'unknown';
			return refuse(
				`'${this.label(name)}' could not be read`,
				`Check the expression in '${this.label(name)}'. n8n says: ${why}`,
			);
		}
	}

	/** A collection that comes from one expression. An unknown name would silently drop a filter. */
	private group(parent: string): Record<string, unknown> {
		const value = this.raw(parent);
		if (isBlank(value)) this.missing(parent);
		this.expectGroup(parent, value);
		const group = record(value) as Record<string, unknown>;
		const unknown = Object.keys(group).find((child) => !this.fields.has(`${parent}.${child}`));
		if (unknown === undefined) return group;
		return refuse(
			`'${this.label(parent)}' has no field ${JSON.stringify(unknown.slice(0, 40))}`,
			`Check the expression in '${this.label(parent)}': it must use internal field names, such as ${this.childrenOf(parent)}`,
		);
	}

	private childrenOf(parent: string): string {
		const prefix = `${parent}.`;
		const names = [...this.fields.keys()].filter((name) => name.startsWith(prefix));
		return names.map((name) => name.slice(prefix.length)).join(', ');
	}

	private expectGroup(parent: string, value: unknown): void {
		const isGroup = typeof value === 'object' && !Array.isArray(value);
		if (value === undefined || isGroup) return;
		refuse(
			`'${this.label(parent)}' must be an object`,
			`Add the fields of '${this.label(parent)}' in the form, or check the expression in it`,
		);
	}

	/** The parameter as saved. */
	private written(name: string): unknown {
		const value = this.source.node.parameters[name];
		const { __rl: isLocator, value: chosen } = record(value) as Record<string, unknown>;
		return isLocator === true ? chosen : value;
	}

	private get isTool(): boolean {
		return this.source.node.type.endsWith('Tool');
	}

	/** Whether the user has set the parameter: to an expression, or by adding the field to a collection. */
	private isThere(name: string): boolean {
		const [parent, child] = name.split('.');
		if (child === undefined) return isExpression(this.written(name));
		const written = this.written(parent);
		if (isExpression(written)) return ownValue(this.group(parent), child) !== undefined;
		const value = ownValue(record(written), child);
		return value !== undefined && !(isBlank(value) && this.standsOpen(parent, child));
	}

	/** Whether a new node shows this field of a collection without the user adding it. */
	private standsOpen(parent: string, child: string): boolean {
		return ownValue(record(this.field(parent)?.default), child) !== undefined;
	}

	/**
	 * The value; null when not set.
	 *
	 * A parameter that is set but gives nothing is rejected: a list without its filter returns everything,
	 * and the workflow would act on all of it. An AI agent fills in what it needs and leaves the rest
	 * empty.
	 */
	private given(name: string): unknown {
		const value = this.raw(name);
		if (!isBlank(value)) return value;
		const mayBeEmpty = extraOf(this.field(name)).mayBeEmpty ?? this.isTool;
		return !mayBeEmpty && this.isThere(name) ? this.missing(name) : null;
	}

	private optional<T>(
		name: string,
		read: (value: unknown, label: string, field: INodeProperties | undefined) => T,
	): T | null {
		const value = this.given(name);
		return value === null ? null : read(value, this.label(name), this.field(name));
	}

	/** Text of the kind that its field declares, see `TextKind`; null when not set. */
	optionalText(name: string): string | null {
		return this.optional(name, textReaders[extraOf(this.field(name)).textKind ?? 'plain']);
	}

	text(name: string): string {
		return this.optionalText(name) ?? this.missing(name);
	}

	/** One of the values that the field offers, as text; null when not set. */
	optionalChoice(name: string): string | null {
		// "All" may be an empty value of the list, but never the result of an expression.
		const chosen = isExpression(this.written(name))
			? undefined
			: choiceOf(this.field(name), this.raw(name));
		const choice: Choice | null = chosen ?? this.optional(name, readChoice);
		return choice === null ? null : String(choice);
	}

	choice(name: string): string {
		return this.optionalChoice(name) ?? this.missing(name);
	}

	/** Values that the field offers, each once; empty when none is chosen. */
	choices(name: string): Choice[] {
		const value = this.raw(name);
		if (Array.isArray(value) && value.length === 0) {
			return this.isThere(name) ? this.missing(name) : [];
		}
		return this.optional(name, readChoices) ?? [];
	}

	/** A whole number within the field's bounds; null when not set. */
	optionalInteger(name: string): number | null {
		return this.optional(name, (value, label, field) => readInteger(value, label, boundsOf(field)));
	}

	/** A whole number; the field's default if a collection doesn't contain it. */
	integer(name: string): number {
		const value = this.optionalInteger(name);
		if (value !== null) return value;
		const standard = name.includes('.') ? this.field(name)?.default : undefined;
		return typeof standard === 'number' ? standard : this.missing(name);
	}

	/** A number within the field's bounds; null when not set. */
	optionalNumber(name: string): number | null {
		return this.optional(name, (value, label, field) => readDecimal(value, label, boundsOf(field)));
	}

	/** A switch; the field's default when not set. */
	flag(name: string): boolean {
		return this.optional(name, readSwitch) ?? this.field(name)?.default === true;
	}

	percentages(name: string): number[] {
		return this.optional(name, readPercentages) ?? this.missing(name);
	}

	/** A language tag such as `ja-JP`; null when not set. */
	optionalLanguage(name: string): string | null {
		return this.optional(name, readLanguageTag);
	}

	/** A calendar day as written; null when not set. */
	date(name: string): CalendarDate | null {
		return this.optional(name, readDay);
	}

	/** A calendar day, rejected when it is before today in GMT+8. */
	futureDate(name: string): CalendarDate | null {
		const day = this.date(name);
		if (day !== null) refusePast(day, dayOf(clock.now()), this.label(name));
		return day;
	}

	/** ICCIDs of 13 to 20 digits; duplicates are kept. Empty when none is set. */
	iccids(name: string): string[] {
		const value = this.raw(name);
		if (!Array.isArray(value) || value.length > 0) return this.optional(name, readIccids) ?? [];
		return this.isThere(name) ? this.missing(name) : [];
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

	/** Rejects an empty parameter. */
	missing(name: string): never {
		refuse(
			`'${this.label(name)}' is required`,
			`Fill in '${this.label(name)}', or check the expression in it: it gave nothing for this item`,
		);
	}
}
