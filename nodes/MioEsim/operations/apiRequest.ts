import { inputFailure } from '../../../mioesim/codes/failures';
import { ledger } from '../../../mioesim/lines/ledger';
import { isObject, records, type Json } from '../../../mioesim/values';
import type { Endpoint } from '../../../mioesim/wire/endpoints';
import { readJson } from '../../../mioesim/wire/json';
import { toWire, type Parameters, type ParameterValue } from '../../../mioesim/wire/parameters';
import { choice, fieldOf, optionsOf, textField } from '../../shared/builders';
import type { ParameterReader } from '../../shared/parameters/reader';
import { isBlank, quoted, readText, refuse } from '../../shared/parameters/text';
import { UNSAFE_NAMES } from '../../shared/parameters/textKinds';
import { runKey } from '../../shared/port';
import type { ItemCall, Operation, OperationKind } from '../operation';
import { rawItems } from '../output/shaping';

/**
 * The path below the base URL.
 *
 * @throws {Failure} when it leads to another origin: token and signature go to the base URL only
 */
function readPath(parameters: ParameterReader, baseUrl: string): string {
	const path = parameters.text('path');
	const base = new URL(`${baseUrl}/`);
	const isAbsolute = /^(?:[a-z][a-z\d+.-]*:|[\\/]{2})/i.test(path);
	const address = isAbsolute ? path : `${baseUrl}/${path.replace(/^\//, '')}`;
	const target = URL.canParse(address) ? new URL(address) : null;
	if (target?.origin === base.origin && target.pathname.startsWith(base.pathname))
		return target.href.slice(base.href.length - 1);
	return refuse(
		`'${parameters.label('path')}' is outside ${base.origin}`,
		"Enter a path such as /api_esim/getSkus. Token and signature are sent to the 'Base URL' of the credential only",
	);
}

const readKind = (parameters: ParameterReader): OperationKind =>
	parameters.choice('kind') === 'read' ? 'read' : 'write';

/** The JSON of an API Request may be longer than other text, but not unlimited. */
const LONGEST_JSON = 250_000;
/** Added by the node itself. */
const RESERVED = ['token', 'sign'];

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
	const checked = new Map<string, ParameterValue>();
	for (const [index, [given, content]] of entriesOf(value, isPairs, label).entries()) {
		// A row that was added but not filled in.
		if (isPairs && isBlank(given) && isBlank(content)) continue;
		if (isBlank(given))
			refuse(`Parameter ${index + 1} in '${label}' has no name`, 'Give it a name, or remove it');
		const name = readText(given, `${label} ${index + 1}`);
		const shown = quoted(name).slice(1, -1);
		if (checked.has(name)) {
			refuse(
				`'${shown}' appears twice in '${label}'`,
				'MIOeSIM reads each name only once. To send several values, separate them with commas',
			);
		}
		const where = `${shown}' in '${label}`;
		if (RESERVED.includes(name))
			refuse(`'${where}' is set by the node`, 'Remove it: the node signs the request itself');
		if (UNSAFE_NAMES.includes(name))
			refuse(`'${where}' cannot be sent`, 'JavaScript reserves this name. Remove it');
		checked.set(name, checkedValue(content, where));
	}
	return Object.fromEntries(checked);
}

/** Names and values, as entered. In JSON, null explicitly means "no value". */
function entriesOf(value: unknown, isPairs: boolean, label: string): Array<[unknown, Json]> {
	const isText = typeof value === 'string' && value.length <= LONGEST_JSON;
	const parsed = isText && !isPairs ? readJson(value).value : value;
	if (!isObject(parsed)) {
		refuse(
			`'${label}' is not a JSON object of plain values`,
			'Enter an object such as { "skuId": 45 }. A value may be text, a number, a boolean or a list of them',
		);
	}
	return isPairs
		? records(parsed.pair).map((pair) => [pair.name, pair.value])
		: Object.entries(parsed).filter(([, content]) => content !== null);
}

/** @param where name and label, to be put in quotation marks */
function checkedValue(value: Json, where: string): ParameterValue {
	const entries = [value].flat();
	if (isBlank(value) || entries.length === 0) {
		refuse(
			`'${where}' has no value`,
			'The node does not send parameters without a value. Enter one, or remove the parameter',
		);
	}
	if (entries.some(isBlank))
		refuse(`'${where}' has an empty entry`, 'Enter a value, or remove the entry');
	const plain = value as ParameterValue;
	toWire({ [where]: plain });
	return plain;
}

/** Longer replies are not kept for another try: a process would hold megabytes of them. */
const LONGEST_KEPT = 2000;

/**
 * Sends a free request that writes, once for an item of a run: n8n's Retry On Fail runs all items again. What
 * counts is the item: an expression such as `$now` gives another request on every try.
 *
 * @returns the data of the reply, also from an earlier try, where a long one is only mentioned
 * @throws {Failure} the request's own; with the outcome `unknown` when an earlier try got no reply
 */
export async function requestOnce({ context, itemIndex }: ItemCall, send: () => Promise<unknown>) {
	const run = runKey(context, itemIndex);
	if (run === null) return await send();
	const key = `${run} ${itemIndex}`;
	const earlier = ledger.requests.recall(key);
	if (earlier?.outcome === 'executed') return earlier.content.data;
	if (earlier) {
		throw inputFailure(
			'An earlier attempt of this run sent this request and received no reply',
			'It was not sent again. Check in MIOeSIM whether it was carried out, and run the workflow again if not',
			{ outcome: 'unknown' },
		);
	}
	const note = 'An earlier attempt of this run sent this request and received a reply';
	return await ledger.requests.record(key, { data: null }, send, (data) => {
		return { data: JSON.stringify(data ?? null).length > LONGEST_KEPT ? { note } : data };
	});
}

export const send: Operation = {
	name: 'Send',
	action: 'Send API request',
	help: 'Make a signed request to any MIOeSIM endpoint and return its data unchanged',
	kind: readKind,
	endpoint: null,
	check: ['path', 'parameters'],
	fields: [
		choice('Kind', 'kind', 'What the request does', {
			options: optionsOf({
				read: [
					'Read',
					'The request changes nothing. The node repeats it if MIOeSIM does not answer. Items run at the same time.',
				],
				write: [
					'Write',
					'The request changes something. The node does not repeat it if it may have been carried out. Items run one after another.',
				],
			}),
			default: 'write',
			noDataExpression: true,
		}),
		choice('Method', 'method', 'GET sends the parameters in the query, POST as a form', {
			options: ['GET', 'POST'].map((name) => ({ name, value: name })),
			default: 'POST',
		}),
		textField('Path', 'path', 'The path below the Base URL of the credential', {
			required: true,
			placeholder: 'e.g. /api_esim/getPackages',
		}),
		choice('Specify Parameters', 'specifyParameters', {
			options: optionsOf({ pairs: 'Using Fields Below', json: 'Using JSON' }),
			default: 'pairs',
			help: 'How to enter the parameters. The node adds token and signature.',
		}),
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
					values: [textField('Name', 'name', {}), textField('Value', 'value', {})],
				},
			],
			displayOptions: { show: { specifyParameters: ['pairs'] } },
		},
		fieldOf('json', '{}')('Parameters', 'parameters', {
			displayOptions: { show: { specifyParameters: ['json'] } },
		}),
	],
	async execute(call) {
		const { parameters, client } = call;
		const { baseUrl } = await client.account();
		const endpoint: Endpoint = {
			method: parameters.choice('method') === 'GET' ? 'GET' : 'POST',
			path: readPath(parameters, baseUrl),
			kind: readKind(parameters),
		};
		const content = readRequestParameters(parameters);
		const request = async () => await client.request(endpoint, content);
		if (endpoint.kind === 'read') return rawItems(await request());
		const data = await call.purchaseTurn(async () => await requestOnce(call, request));
		call.done(endpoint.path);
		return rawItems(data);
	},
};
