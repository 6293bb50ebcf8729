import { parseAmericanDate, parseDate, parseRange } from './time.cts';
import { CODES, Refusal } from './refusals.cts';

/** An endpoint's specification of a parameter. */
export interface ParameterSpec {
	required: boolean;
	valid: (value: string) => boolean;
	/** the expected value, for the violation */
	expected: string;
	/** the code for a missing value */
	missing: number;
}

export type ParameterTable = Record<string, ParameterSpec>;

/** A breach of docs/api.md that the server tolerates but a well-behaved client never commits. */
export interface Violation {
	endpoint: string | null;
	param: string | null;
	reason: string;
}

const like = (pattern: RegExp) => (value: string) => pattern.test(value);

const FORMATS: Record<string, [valid: (value: string) => boolean, expected: string]> = {
	text: [() => true, 'text'],
	id: [like(/^\d+$/), 'a number'],
	price: [like(/^\d+(\.\d+)?$/), 'an amount'],
	count: [like(/^[1-9]\d*$/), 'a whole number from 1'],
	status: [like(/^(-1|[0-7])$/), 'a status, -1 to 7'],
	flag: [like(/^[01]$/), '1 or 0'],
	backInfo: [like(/^[012]$/), '0, 1 or 2'],
	iccid: [like(/^\d{13,20}$/), '13 to 20 digits'],
	iccids: [like(/^\d{13,20}(,\d{13,20})*$/), 'ICCIDs separated by commas'],
	email: [like(/^[^\s@]+@[^\s@]+\.[^\s@]+$/), 'an e-mail address'],
	language: [like(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/), 'a language like en-US'],
	pdfType: [like(/^(email|link)$/), 'email or link'],
	date: [(value) => parseDate(value) !== null, 'yyyy-MM-dd'],
	americanDate: [(value) => parseAmericanDate(value) !== null, 'MM/dd/yyyy'],
	range: [(value) => parseRange(value) !== null, 'yyyy/MM/dd-yyyy/MM/dd'],
};

/**
 * @param text `skuId! id, remark text`: names and formats; `!` marks what is required
 * @param missing the code for a missing value
 */
export const takes = (text: string, missing = CODES.MISSING): ParameterTable =>
	Object.fromEntries(
		text.split(', ').map((entry) => {
			const [, name, mark, format] = /^(\w+)(!?) (\w+)$/.exec(entry) ?? [];
			const [valid, expected] = FORMATS[format];
			return [name, { required: mark === '!', valid, expected, missing }];
		}),
	);

/**
 * Reports everything about these parameters that docs/api.md doesn't allow. Names are matched exactly.
 *
 * @param session names that every call to the endpoint has in addition to its parameters
 */
export function checkStrictly(
	parameters: ReadonlyMap<string, string>,
	table: ParameterTable,
	session: readonly string[],
	violate: (param: string, reason: string) => void,
) {
	for (const [name, value] of parameters) {
		const spec = Object.hasOwn(table, name) ? table[name] : undefined;
		if (value === '') violate(name, 'sent empty');
		else if (value !== value.trim()) violate(name, 'not trimmed');
		if (spec === undefined) {
			if (!session.includes(name)) violate(name, 'unknown parameter');
		} else if (value !== '' && !spec.valid(value)) {
			violate(name, `not ${spec.expected}`);
		}
	}
}

export function refuseMissing(parameters: ReadonlyMap<string, string>, table: ParameterTable) {
	for (const name in table) {
		const spec = table[name];
		if (spec.required && !parameters.get(name)) {
			throw new Refusal(spec.missing, `${name} is null`);
		}
	}
}
