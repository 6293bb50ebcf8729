import type { IDataObject } from 'n8n-workflow';
export const TYPE = 'n8n-nodes-mioesim.mioEsim';

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/**
 * A workflow as `import:workflow` takes it.
 *
 * @param {object[]} nodes made by the functions below
 * @param wires from, to, output of from
 */
export function workflow(id: string, name: string, nodes, wires: Array<[string, string, number?]>) {
	const connections = {};
	for (const [from, to, output = 0] of wires) {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output].push({ node: to, type: 'main', index: 0 });
	}
	return { id, name, active: false, settings: { executionOrder: 'v1' }, nodes, connections };
}

export function node(
	name: string,
	type: string,
	typeVersion: number,
	position: number[],
	parameters = {},
	more = {},
) {
	return {
		id: name.toLowerCase().replace(/\W/g, '-'),
		name,
		type,
		typeVersion,
		position,
		parameters,
		...more,
	};
}

export const start = () => node('Start', 'n8n-nodes-base.manualTrigger', 1, [0, 0]);

/** Does nothing: a place to see what arrived. */
export const sink = (name: string, position: number[]) =>
	node(name, 'n8n-nodes-base.noOp', 1, position);

export const uses = ({ id, name, type }: { id: string; name: string; type: string }) => ({
	credentials: { [type]: { id, name } },
});

/** One MIOeSIM node. */
export function mioesim(
	name: string,
	position: number[],
	parameters: IDataObject,
	credential: Credential,
	more = {},
) {
	return node(name, TYPE, 1, position, parameters, { ...uses(credential), ...more });
}

/** Start, and one node behind it: the shortest workflow there is. */
export function single(
	id: string,
	parameters: IDataObject,
	credential: Credential,
	name = 'MIOeSIM',
) {
	return workflow(
		id,
		`${parameters.resource} ${parameters.operation}`,
		[start(), mioesim(name, [220, 0], parameters, credential)],
		[['Start', name]],
	);
}

/** The parameters that buy what a line of a shop order says. */
export const BUY = {
	resource: 'order',
	operation: 'create',
	skuId: byId('={{ $json.skuId }}'),
	priceId: byId('={{ $json.priceId }}'),
	count: 1,
	externalOrderId: '={{ $json.orderId }}',
};

/**
 * A shop order with several lines, bought line by line.
 *
 * @param {{ id: string, name?: string, lines: object[], credential: object, wireError?: boolean, buy?: object }} options `wireError`: the Error output leads somewhere
 */
export function shopOrder({ id, name = 'Buy eSIMs for a shop order', lines, credential, ...rest }) {
	const { wireError = true, buy = {} } = rest;
	const order = { mode: 'raw', jsonOutput: JSON.stringify({ lines }, null, 2), options: {} };
	const nodes = [
		start(),
		node('Shop order', 'n8n-nodes-base.set', 3.4, [220, 0], order),
		node('Lines', 'n8n-nodes-base.splitOut', 1, [440, 0], { fieldToSplitOut: 'lines' }),
		mioesim('Buy eSIM', [660, 0], { ...BUY, ...buy }, credential),
		sink('Send code to customer', [920, -100]),
		sink('Tell support', [920, 100]),
	];
	const wires = [
		['Start', 'Shop order'],
		['Shop order', 'Lines'],
		['Lines', 'Buy eSIM'],
		['Buy eSIM', 'Send code to customer'],
	];
	if (wireError) wires.push(['Buy eSIM', 'Tell support', 1]);
	return workflow(id, name, nodes, wires);
}
