import type {
	IConnections,
	INode,
	INodeParameterResourceLocator,
	INodeParameters,
} from 'n8n-workflow';

/** A saved credential for a node. */
export interface UsedCredential {
	id: string;
	name: string;
	type: string;
}

/** A connection between two nodes, by their names; `output` is that of the first. */
export type Wire = [from: string, to: string, output?: number];

type Position = INode['position'];

export const TYPE = 'n8n-nodes-mioesim.mioEsim';

export const byId = (value: string): INodeParameterResourceLocator => ({
	__rl: true,
	mode: 'id',
	value,
});

/**
 * A workflow as `import:workflow` expects it.
 *
 * @param nodes made by the functions below
 */
export function workflow(id: string, name: string, nodes: INode[], wires: Wire[]) {
	const connections: IConnections = {};
	for (const [from, to, output = 0] of wires) {
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: to, type: 'main', index: 0 });
	}
	return { id, name, active: false, settings: { executionOrder: 'v1' }, nodes, connections };
}

export function node(
	name: string,
	type: string,
	typeVersion: number,
	position: Position,
	parameters: INodeParameters = {},
	more: Partial<INode> = {},
): INode {
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

/** Does nothing: it shows what has arrived. */
export const sink = (name: string, position: Position) =>
	node(name, 'n8n-nodes-base.noOp', 1, position);

export const uses = ({ id, name, type }: UsedCredential) => ({
	credentials: { [type]: { id, name } },
});

/** One MIOeSIM node. */
export function mioesim(
	name: string,
	position: Position,
	parameters: INodeParameters,
	credential: UsedCredential,
	more: Partial<INode> = {},
) {
	return node(name, TYPE, 1, position, parameters, { ...uses(credential), ...more });
}

/** Start, and one node after it: the shortest possible workflow. */
export function single(
	id: string,
	parameters: INodeParameters,
	credential: UsedCredential,
	name = 'MIOeSIM',
) {
	return workflow(
		id,
		[parameters.resource, parameters.operation]
			.filter((word) => typeof word === 'string')
			.join(' '),
		[start(), mioesim(name, [220, 0], parameters, credential)],
		[['Start', name]],
	);
}

/** The parameters that buy a line of a shop order. */
export const BUY = {
	resource: 'order',
	operation: 'create',
	skuId: byId('={{ $json.skuId }}'),
	priceId: byId('={{ $json.priceId }}'),
	count: 1,
	externalOrderId: '={{ $json.orderId }}',
};

/** A shop order with several lines, bought line by line. */
export function shopOrder({
	id,
	name = 'Buy eSIMs for a shop order',
	lines,
	credential,
	wireError = true,
	buy = {},
}: {
	id: string;
	name?: string;
	lines: object[];
	credential: UsedCredential;
	/** Whether the Error output is connected. */
	wireError?: boolean;
	buy?: INodeParameters;
}) {
	const order = { mode: 'raw', jsonOutput: JSON.stringify({ lines }, null, 2), options: {} };
	const nodes = [
		start(),
		node('Shop order', 'n8n-nodes-base.set', 3.4, [220, 0], order),
		node('Lines', 'n8n-nodes-base.splitOut', 1, [440, 0], { fieldToSplitOut: 'lines' }),
		mioesim('Buy eSIM', [660, 0], { ...BUY, ...buy }, credential),
		sink('Send code to customer', [920, -100]),
		sink('Tell support', [920, 100]),
	];
	const wires: Wire[] = [
		['Start', 'Shop order'],
		['Shop order', 'Lines'],
		['Lines', 'Buy eSIM'],
		['Buy eSIM', 'Send code to customer'],
	];
	if (wireError) wires.push(['Buy eSIM', 'Tell support', 1]);
	return workflow(id, name, nodes, wires);
}
