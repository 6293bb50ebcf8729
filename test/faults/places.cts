import { findOperation } from '../../dist/nodes/MioEsim/operations';
import { optionFields } from '../../dist/nodes/MioEsim/fields/options';
import { byId } from '../nodes/MioEsim/operations/world.cts';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Row } from '../nodes/MioEsim/operations/table.cts';

/** Where a value is entered: in a parameter, or in a field of a collection. */
export interface Place {
	field: INodeProperties;
	/** The collection that contains the field. */
	parent: string | null;
}

/** Not read per item: the number of outputs and of concurrent calls is the same for the whole run. */
const ONE_FOR_THE_RUN = [
	'errorOutput',
	'concurrency',
	'includeInputFields',
	'purchaseConcurrency',
	'kind',
];

/** Read by rules of their own: see operations/apiRequest.test.cts and qrCode.test.cts. */
const OTHER_RULES = ['path', 'parameters', 'specifyParameters', 'lpa'];

const isShown = ({ displayOptions }: INodeProperties, operation: string) => {
	const { show, hide } = displayOptions ?? {};
	return !(
		hide?.operation?.includes(operation) ||
		(show?.operation && !show.operation.includes(operation))
	);
};

/** Every place of an operation that takes a value of its own for each item. */
export function placesOf({ name }: Row): Place[] {
	const [resource, operation] = name.split(':');
	const fields = findOperation(resource, operation)?.fields ?? [];
	const shown = [...fields, ...optionFields.filter((field) => isShown(field, operation))];
	return shown
		.filter(({ type, name: field }) => type !== 'notice' && !OTHER_RULES.includes(field))
		.flatMap((field): Place[] =>
			field.type === 'collection'
				? ((field.options ?? []) as INodeProperties[]).map((child) => ({
						field: child,
						parent: field.name,
					}))
				: [{ field, parent: null }],
		)
		.filter(({ field }) => !ONE_FOR_THE_RUN.includes(field.name));
}

const PLAN = { orderBy: 'plan', destination: 'Japan', data: '5 GB', days: 30 };

/** What a field needs besides its value: parameters that make it visible, or that it refers to. */
const COMPANIONS: Record<string, IDataObject> = {
	destination: PLAN,
	data: PLAN,
	days: PLAN,
	apiCode: { orderBy: 'apiCode' },
	dpId: { simType: 'physical', count: 1, iccids: '8934000000001' },
	iccids: { simType: 'physical', count: 1 },
	binaryPropertyName: { download: true, qrCode: true },
	sendEmail: { additionalFields: { customerEmail: 'nathan@example.com' } },
	longestWait: { waitUntilSettled: true },
	orderNumber: { renewBy: 'orderNumber' },
	renewBy: { orderNumber: 'EP20240124000013' },
	orderBy: { apiCode: '40-0-3-1-G' },
	simType: { dpId: byId(1), count: 1, iccids: '8934000000001' },
	// Without an order, Get Quote has nothing to look for, and does not read it.
	externalItemId: { externalOrderId: '1001' },
};

export const companionsOf = ({ name }: Row, { field }: Place): IDataObject =>
	name.startsWith('order:') ? (COMPANIONS[field.name] ?? {}) : {};

/** Puts a value, or an expression, into its place. */
export function put(parameters: IDataObject, { field, parent }: Place, value: unknown): void {
	const isBare = field.type !== 'resourceLocator' || Object(value) === value;
	const written = (isBare ? value : byId(value as string)) as IDataObject[string];
	if (parent === null) parameters[field.name] = written;
	else parameters[parent] = { ...(parameters[parent] as IDataObject), [field.name]: written };
}

const isNothing = (value: unknown) =>
	value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

/** The value as it is sent: trimmed, without unpaired surrogates; an ID in one spelling. */
const wire = (value: unknown, isId: boolean) => {
	const sent = Buffer.from(String(value)).toString().trim();
	const visible = sent.replace(
		/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
		'',
	);
	return isId
		? visible
				.replace(/\p{Zs}/gu, ' ')
				.normalize('NFC')
				.trim()
		: sent;
};

/** A list of one value is that value. */
const single = (value: unknown): unknown =>
	Array.isArray(value) && value.length < 2 ? single(value[0]) : value;

/**
 * What a value means that the field accepts, determined independently of the node; undefined if it
 * must be refused.
 */
export function meaningOf(given: unknown, field: INodeProperties): unknown {
	const { type, options, typeOptions, name } = field;
	const value = single(given);
	if (isNothing(value)) {
		if (type === 'boolean') return field.default;
		return typeOptions?.mayBeEmpty === true ? null : undefined;
	}
	const isText = typeof value === 'string' || typeof value === 'number';
	const content = isText ? String(value).trim() : '';
	if (type === 'boolean') {
		if (typeof value === 'boolean') return value;
		if (/^(true|t|1|yes|y|on|x|ja)$/i.test(content)) return true;
		return /^(false|f|0|no|n|off|nein)$/i.test(content) ? false : undefined;
	}
	if (name === 'pdfLanguage') {
		// Among the values that are drawn: `nan` is a language, but NaN is not meant as one.
		const isTag = /^[a-z]{2,3}([-_][a-z]{4})?([-_]([a-z]{2}|\d{3}))?$/i.test(content);
		return isTag && !/^(yes|off|on|nan)$/i.test(content) ? content : undefined;
	}
	if (type === 'options') {
		const offered = (options ?? []).some(
			(option) =>
				'value' in option &&
				[option.value, option.name].some(
					(each) => String(each).toLowerCase() === content.toLowerCase(),
				),
		);
		return isText && offered && content !== '' ? content : undefined;
	}
	if (type === 'number') {
		// Digits of any keyboard; a comma before one or two digits is a decimal sign.
		const digits = content.normalize('NFKC').replace(/^(-?\d+),(\d{1,2})$/, '$1.$2');
		const amount = Number(digits);
		const isNumber =
			(typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(digits)) &&
			(typeOptions?.numberPrecision || Number.isInteger(amount));
		const { minValue = -Infinity, maxValue = Infinity } = typeOptions ?? {};
		return isNumber && amount >= minValue && amount <= maxValue ? amount : undefined;
	}
	if (type === 'dateTime') return /^\d{4}\D|\D\d{4}$/.test(content) ? content : undefined;
	if (/iccid/i.test(name)) return value;
	return isText ? wire(value, /Id$|Code$/.test(name)) : undefined;
}
