import { record } from '../../../../mioesim/values';
import { parseReply } from '../../../../mioesim/wire/json';
import type { Parameters, ParameterValue } from '../../../../mioesim/wire/parameters';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { isBlank, quoted, readText, refuse } from '../../../shared/parameters/text';
import { isUnsafeName } from '../../../shared/parameters/textKinds';

/** The JSON of an API Request may be longer than other text, but not unlimited. */
const LONGEST_JSON = 250_000;

/** Added by the node itself. */
const RESERVED = ['token', 'sign'];

const isObject = (value: unknown) => record(value) === value;

/**
 * The parameters of an API Request, from pairs or from JSON. Each is sent as meant, or rejected by name:
 * one that is silently dropped may be the filter that the request depends on.
 *
 * @throws {Failure}
 */
export function readRequestParameters(parameters: ParameterReader): Parameters {
	const label = parameters.label('parameters');
	const value = parameters.raw('parameters');
	if (isBlank(value)) return {};
	const isPairs = parameters.choice('specifyParameters') === 'pairs';
	const entries = isPairs ? entriesOfPairs(value, label) : entriesOfJson(value, label);
	const checked = new Map<string, ParameterValue>();
	for (const [name, content] of entries) {
		if (name.trim() === '')
			refuse(`A parameter in '${label}' has no name`, 'Give it a name, or remove it');
		const shown = quoted(name).slice(1, -1);
		if (checked.has(name)) {
			refuse(
				`'${shown}' appears twice in '${label}'`,
				'MIOeSIM reads each name only once. To send several values, separate them with commas',
			);
		}
		const where = `${shown}' in '${label}`;
		checkName(name, where);
		checked.set(name, checkedValue(content, where));
	}
	return Object.fromEntries(checked);
}

function entriesOfPairs(value: unknown, label: string): Array<[string, unknown]> {
	const { pair = [] } = record(value) as { pair?: unknown };
	if (!isObject(value) || !Array.isArray(pair)) return notPlain(label);
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
	const isLong = typeof value === 'string' && value.length > LONGEST_JSON;
	const parsed = typeof value === 'string' && !isLong ? parseReply(value) : value;
	if (!isObject(parsed)) return notPlain(label);
	// In JSON, null explicitly means "no value".
	return Object.entries(record(parsed)).filter(([, content]) => content !== null);
}

function notPlain(label: string): never {
	refuse(
		`'${label}' is not a JSON object of plain values`,
		'Enter an object such as { "skuId": 45 }. A value may be text, a number, a boolean or a list of them',
	);
}

/** @param where name and label, to be put in quotation marks */
function checkName(name: string, where: string): void {
	if (RESERVED.includes(name)) {
		refuse(`'${where}' is set by the node`, 'Remove it: the node signs the request itself');
	}
	if (isUnsafeName(name)) {
		refuse(`'${where}' cannot be sent`, 'JavaScript reserves this name. Remove it');
	}
}

/** What can become text; `toWire` makes it. */
function checkedValue(value: unknown, where: string): ParameterValue {
	const entries = Array.isArray(value) ? (value as unknown[]) : [value];
	if (isBlank(value) || entries.length === 0) {
		refuse(
			`'${where}' has no value`,
			'The node does not send parameters without a value. Enter one, or remove the parameter',
		);
	}
	const isPlain = (entry: unknown) =>
		['string', 'number', 'boolean', 'bigint'].includes(typeof entry) && !isBlank(entry);
	if (!entries.every(isPlain)) {
		refuse(
			`'${where}' is not a plain value`,
			'A value may be text, a number, a boolean or a list of them, without empty entries',
		);
	}
	const texts = entries.map((entry) =>
		typeof entry === 'boolean' ? entry : readText(entry, where),
	);
	return (Array.isArray(value) ? texts : texts[0]) as ParameterValue;
}
