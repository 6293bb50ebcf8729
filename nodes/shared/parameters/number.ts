import type { INodeProperties } from 'n8n-workflow';

import { quoted, refuse } from './refusal';
import { readText } from './text';

/** `2` and `2.0`. A user who writes 1e3 or 2,5 doesn't mean what a program would read. */
const WHOLE = /^-?\d{1,16}(?:\.0{1,16})?$/;
const DECIMAL = /^-?\d{1,16}(?:\.\d{1,16})?$/;

/** The bounds of a number field, from its description. */
export interface Bounds {
	minimum: number;
	maximum: number;
}

export function boundsOf(field: INodeProperties | undefined): Bounds {
	const { minValue = -Infinity, maxValue = Infinity } = field?.typeOptions ?? {};
	return { minimum: minValue, maximum: maxValue };
}

/** @throws {Failure} when the value is not a whole number within the bounds */
export function readInteger(value: unknown, label: string, bounds: Bounds): number {
	const parsed = readNumber(value, label, WHOLE);
	if (Number.isSafeInteger(parsed) && isWithin(parsed, bounds)) return parsed;
	return refuse(`'${label}' must be a whole number${rangeOf(bounds)}`, adviceFor(value, label));
}

/** @throws {Failure} when the value is not a number within the bounds */
export function readDecimal(value: unknown, label: string, bounds: Bounds): number {
	const parsed = readNumber(value, label, DECIMAL);
	if (isWithin(parsed, bounds)) return parsed;
	return refuse(`'${label}' must be a number${rangeOf(bounds)}`, adviceFor(value, label));
}

function readNumber(value: unknown, label: string, shape: RegExp): number {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string') return NaN;
	const content = readText(value, label);
	return shape.test(content) ? Number(content) : NaN;
}

function isWithin(value: number, { minimum, maximum }: Bounds): boolean {
	return Number.isFinite(value) && value >= minimum && value <= maximum;
}

function rangeOf({ minimum, maximum }: Bounds): string {
	if (minimum === -Infinity) return maximum === Infinity ? '' : ` of at most ${maximum}`;
	return maximum === Infinity ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}

function adviceFor(value: unknown, label: string): string {
	return `The value for this item is ${quoted(value)}. Change '${label}' or the expression in it`;
}
