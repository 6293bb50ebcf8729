import type { Parameters, ParameterValue } from '../../../../mioesim/wire/parameters';
import { record } from '../../../../mioesim/values';
import { parseReply } from '../../../../mioesim/wire/json';
import { isUnsafeName } from '../../../shared/parameters/textKinds';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { isBlank, LONGEST_TEXT, quoted, readText, refuse } from '../../../shared/parameters/text';

/** The JSON of an API Request may be longer than other text, but not unlimited. */
const LONGEST_JSON = 250_000;

/** Added by the node itself. */
const RESERVED = ['token', 'sign'];

const isScalar = (value: unknown): value is string | number | boolean =>
	['string', 'number', 'boolean', 'bigint'].includes(typeof value);

/**
 * The parameters of an API Request, from pairs or from JSON. Each is sent as meant, or rejected by name:
 * one that is silently dropped may be the filter that the request depends on.
 *
 * @throws {Failure}
 */
export function readRequestParameters(parameters: ParameterReader): Parameters {
	const label = parameters.label('parameters');
	const value = parameters.raw('parameters');
	const entries =
		parameters.choice('specifyParameters') === 'pairs'
			? entriesOfPairs(value, label)
			: entriesOfJson(value, label);
	const seen = new Set<string>();
	return Object.fromEntries(
		entries.map(([name, content]) => {
			checkName(name, label);
			if (seen.has(name)) {
				refuse(
					`${named(name)} appears twice in '${label}'`,
					'MIOeSIM reads each name only once. To send several values, separate them with commas',
				);
			}
			seen.add(name);
			return [name, checkedValue(content, name, label)];
		}),
	);
}

function entriesOfPairs(value: unknown, label: string): Array<[string, unknown]> {
	if (isBlank(value)) return [];
	const { pair = [] } = record(value) as { pair?: unknown };
	const isForm = typeof value === 'object' && !Array.isArray(value) && Array.isArray(pair);
	if (!isForm) return notPlain(label);
	return pair.flatMap((entry: unknown, index): Array<[string, unknown]> => {
		const { name, value: content } = record(entry);
		// A row that was added but not filled in.
		if (isBlank(name) && isBlank(content)) return [];
		if (isBlank(name)) {
			refuse(`Parameter ${index + 1} in '${label}' has no name`, 'Give it a name, or remove it');
		}
		return [[readText(name, `${label} ${index + 1}`), content]];
	});
}

function entriesOfJson(value: unknown, label: string): Array<[string, unknown]> {
	if (isBlank(value)) return [];
	if (typeof value === 'string') {
		const parsed = value.length <= LONGEST_JSON ? parseReply(value) : undefined;
		return isPlainObject(parsed) ? withoutNulls(Object.entries(parsed)) : notPlain(label);
	}
	if (!isPlainObject(value)) return notPlain(label);
	return withoutNulls(Object.entries(value));
}

/** In JSON, null explicitly means "no value". */
function withoutNulls(entries: Array<[string, unknown]>): Array<[string, unknown]> {
	return entries.filter(([, content]) => content !== null);
}

/** A name for an error text, in its own quotation marks. */
function named(name: string): string {
	return `'${quoted(name).slice(1, -1)}'`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function notPlain(label: string): never {
	refuse(
		`'${label}' is not a JSON object of plain values`,
		'Enter an object such as { "skuId": 45 }. A value may be text, a number, a boolean or a list of them',
	);
}

function checkName(name: string, label: string): void {
	if (name.trim() === '')
		refuse(`A parameter in '${label}' has no name`, 'Give it a name, or remove it');
	if (RESERVED.includes(name)) {
		refuse(
			`${named(name)} in '${label}' is set by the node`,
			'Remove it: the node signs the request itself',
		);
	}
	if (isUnsafeName(name)) {
		refuse(
			`${named(name)} in '${label}' cannot be sent`,
			'JavaScript reserves this name. Remove it',
		);
	}
}

function checkedValue(value: unknown, name: string, label: string): ParameterValue {
	if (isBlank(value) || (Array.isArray(value) && value.length === 0)) {
		refuse(
			`${named(name)} in '${label}' has no value`,
			'The node does not send parameters without a value. Enter one, or remove the parameter',
		);
	}
	const entries: unknown[] = Array.isArray(value) ? value : [value];
	if (!entries.every((entry) => isScalar(entry) && !isBlank(entry))) {
		refuse(
			`${named(name)} in '${label}' is not a plain value`,
			'A value may be text, a number, a boolean or a list of them, without empty entries',
		);
	}
	const isInexact = (entry: unknown) =>
		typeof entry === 'number' && (!Number.isFinite(entry) || Math.abs(entry) >= 2 ** 53);
	if (entries.some(isInexact)) refuseRounded(name, label);
	if (entries.some((entry) => typeof entry === 'string' && entry.length > LONGEST_TEXT)) {
		refuse(`${named(name)} in '${label}' is too long`, `The limit is ${LONGEST_TEXT} characters`);
	}
	const texts = entries.map((entry) => (typeof entry === 'bigint' ? String(entry) : entry));
	return (Array.isArray(value) ? texts : texts[0]) as ParameterValue;
}

function refuseRounded(name: string, label: string): never {
	refuse(
		`${named(name)} in '${label}' is a number with too many digits`,
		'The number has lost its last digits. Make it text: put it in quotes, such as "iccid": "89852022410000123456"',
	);
}
