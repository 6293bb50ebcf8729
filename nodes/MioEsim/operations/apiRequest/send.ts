import type { Endpoint } from '../../../../mioesim/wire/endpoints';
import { inputFailure } from '../../../../mioesim/codes/failures';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { choice, textField } from '../../fields/builders';
import { readRequestParameters } from './requestParameters';
import type { Operation, OperationKind } from '../../operation';
import { rawItems } from '../../output/shaping';
import { requestOnce } from './requestOnce';

/**
 * The path below the base URL.
 *
 * @throws {Failure} when it leads to another origin: token and signature go to the base URL only
 */
function readPath(parameters: ParameterReader, baseUrl: string): string {
	const path = parameters.text('path');
	const base = new URL(`${baseUrl}/`);
	const isAbsolute = /^[a-z][a-z\d+.-]*:/i.test(path) || /^[\\/]{2}/.test(path);
	const address = isAbsolute ? path : baseUrl + (path.startsWith('/') ? path : `/${path}`);
	const target = URL.canParse(address) ? new URL(address) : null;
	if (target?.origin === base.origin && target.pathname.startsWith(base.pathname)) {
		return target.href.slice(base.href.length - 1);
	}
	throw inputFailure(
		`'${parameters.label('path')}' is outside ${base.origin}`,
		"Enter a path such as /api_esim/getSkus. Token and signature are sent to the 'Base URL' of the credential only",
	);
}

function readKind(parameters: ParameterReader): OperationKind {
	return parameters.choice('kind') === 'read' ? 'read' : 'write';
}

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send API request',
	description: 'Make a signed request to any MIOeSIM endpoint and return its data unchanged',
	kind: readKind,
	endpoint: null,
	check: ['path', 'parameters'],
	fields: [
		choice(
			'Kind',
			'kind',
			'What the request does',
			[
				{
					name: 'Read',
					value: 'read',
					description:
						'The request changes nothing. The node repeats it if MIOeSIM does not answer. Items run at the same time.',
				},
				{
					name: 'Write',
					value: 'write',
					description:
						'The request changes something. The node does not repeat it if it may have been carried out. Items run one after another.',
				},
			],
			'write',
			{ noDataExpression: true },
		),
		choice(
			'Method',
			'method',
			'GET sends the parameters in the query, POST as a form',
			['GET', 'POST'].map((name) => ({ name, value: name })),
			'POST',
		),
		textField('Path', 'path', 'The path below the Base URL of the credential', {
			required: true,
			placeholder: 'e.g. /api_esim/getPackages',
		}),
		choice(
			'Specify Parameters',
			'specifyParameters',
			'How to enter the parameters. The node adds token and signature.',
			[
				{ name: 'Using Fields Below', value: 'pairs' },
				{ name: 'Using JSON', value: 'json' },
			],
			'pairs',
		),
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
			displayOptions: { show: { specifyParameters: ['pairs'] } },
		},
		{
			displayName: 'Parameters',
			name: 'parameters',
			type: 'json',
			default: '{}',
			displayOptions: { show: { specifyParameters: ['json'] } },
		},
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
