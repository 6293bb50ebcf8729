import type { Endpoint } from '../../../../api/wire/endpoints';
import { inputFailure } from '../../../../api/codes/failures';
import type { Parameters, ParameterValue } from '../../../../api/wire/parameters';
import { parseJson, record, records, text } from '../../../../api/values';
import { dataOf } from '../../../../transport/reply';
import type { ParameterReader } from '../../../shared/parameterReader';
import { rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

const pairs = { show: { specifyParameters: ['pairs'] } };
const json = { show: { specifyParameters: ['json'] } };

/**
 * The path below the base URL.
 *
 * @throws {Failure} when it leads to another address: token and signature go to one only
 */
function readPath(parameters: ParameterReader, baseUrl: string): string {
	const path = parameters.text('path');
	const base = new URL(`${baseUrl}/`);
	const isAbsolute = /^[a-z][a-z\d+.-]*:/i.test(path) || /^[\\/]{2}/.test(path);
	let target: URL | undefined;
	try {
		target = new URL(isAbsolute ? path : baseUrl + (path.startsWith('/') ? path : `/${path}`));
	} catch {
		target = undefined;
	}
	if (target?.origin !== base.origin || !target.pathname.startsWith(base.pathname)) {
		throw inputFailure(
			`'${parameters.label('path')}' leads away from ${base.origin}`,
			'Enter a path such as /api_esim/getSkus. Token and signature are sent to the Base URL of the credential only',
		);
	}
	return target.href.slice(base.href.length - 1);
}

function readParameters(parameters: ParameterReader): Parameters {
	const label = parameters.label('parameters');
	const value = parameters.raw('parameters');
	if (parameters.text('specifyParameters') === 'pairs') {
		return Object.fromEntries(
			records(record(value).pair).flatMap(({ name, value: content }) => {
				const key = text(name);
				return key === null ? [] : [[key, content as ParameterValue]];
			}),
		);
	}
	const parsed = typeof value === 'string' ? parseJson(value.trim() || '{}') : value;
	const isFlat =
		parsed !== null &&
		typeof parsed === 'object' &&
		!Array.isArray(parsed) &&
		Object.values(parsed).every(isFlatValue);
	if (isFlat) return refuseLossy(parsed as Parameters, label);
	throw inputFailure(
		`'${label}' is no JSON object of plain values`,
		'Enter an object such as { "skuId": 45 }. A value may be text, a number, a boolean or a list of them',
	);
}

/** An ICCID of 20 digits that is written as a number has lost its last digits already. */
function refuseLossy(parameters: Parameters, label: string): Parameters {
	for (const [name, value] of Object.entries(parameters)) {
		const isLossy = [value]
			.flat()
			.some((entry) => Number.isInteger(entry) && !Number.isSafeInteger(entry));
		if (!isLossy) continue;
		throw inputFailure(
			`'${name}' in '${label}' is a number with too many digits`,
			'The number has lost its last digits. Put it in quotes, such as "iccid": "89852022410000123456"',
		);
	}
	return parameters;
}

function isFlatValue(value: unknown): boolean {
	if (Array.isArray(value)) return value.every((entry) => typeof entry !== 'object');
	return value === null || typeof value !== 'object';
}

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send API request',
	description: 'Call any endpoint of MIOeSIM, signed, and return its data as it comes',
	kind: (parameters) => parameters.oneOf('kind', ['read', 'write']),
	endpoint: null,
	fields: [
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Read',
					value: 'read',
					description: 'Changes nothing: sent again when no answer comes, side by side',
				},
				{
					name: 'Write',
					value: 'write',
					description: 'Changes something: never sent twice, one item after another',
				},
			],
			default: 'write',
			description: 'Whether the request may be sent again when no answer comes',
		},
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: [
				{ name: 'GET', value: 'GET' },
				{ name: 'POST', value: 'POST' },
			],
			default: 'POST',
			description: 'GET sends the parameters in the query, POST as a form',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. /api_esim/getSkus',
			description: 'The path below the Base URL of the credential',
		},
		{
			displayName: 'Specify Parameters',
			name: 'specifyParameters',
			type: 'options',
			options: [
				{ name: 'Using Fields Below', value: 'pairs' },
				{ name: 'Using JSON', value: 'json' },
			],
			default: 'pairs',
			description: 'How to enter the parameters. Token and signature are added to them.',
		},
		{
			displayName: 'Parameters',
			name: 'parameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add parameter',
			default: {},
			options: [
				{
					displayName: 'Parameter',
					name: 'pair',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
			displayOptions: pairs,
		},
		{
			displayName: 'Parameters',
			name: 'parameters',
			type: 'json',
			default: '{}',
			displayOptions: json,
		},
	],
	async execute({ parameters, client, done }) {
		const { baseUrl } = await client.account();
		const endpoint: Endpoint = {
			method: parameters.oneOf('method', ['GET', 'POST']),
			path: readPath(parameters, baseUrl),
			kind: parameters.oneOf('kind', ['read', 'write']),
		};
		const data = dataOf(await client.request(endpoint, readParameters(parameters)));
		if (endpoint.kind === 'write') done(endpoint.path);
		return rawItems(data);
	},
};
