import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { MIOESIM, nodeType, property } from './engine.cts';

/** The tool that n8n makes of a node with `usableAsTool` (tool-generation/ai-tools.js). */
function asTool(type: INodeType): INodeType {
	const { description } = type;
	type.description = {
		...description,
		name: `${description.name}Tool`,
		displayName: `${description.displayName} Tool`,
		inputs: [],
		outputs: ['ai_tool'],
		properties: [
			property('descriptionType', 'options', 'auto'),
			property('toolDescription', 'string', description.description),
			...description.properties,
		],
	};
	delete type.description.usableAsTool;
	return type;
}

const agentInputs: INodeTypeDescription['inputs'] = [
	'main',
	'ai_tool',
	'ai_languageModel',
	'ai_memory',
];
const agentProperties = [property('options', 'collection', {}, { options: [] })];

/** A call of a tool: its name, and the model's arguments. */
type ToolCall = [tool: string, input: IDataObject];

/** What the engine stores about a call while the tool runs. */
interface CallMetadata {
	itemIndex: number;
	/** The tool that waits for a human's decision, and its arguments. */
	gated?: string;
	input?: IDataObject;
}

/** What the agent stores between its runs. */
interface Progress {
	turn: number;
	observations: unknown[];
}

/** A tool as it is supplied to an agent. */
export interface SuppliedTool {
	name: string;
	description: string;
	schema: { shape: Record<string, { shape: object }> };
	invoke(input: IDataObject): Promise<unknown>;
}

/**
 * An AI agent with a script in place of a model, on the code path of n8n's newer agents: it asks the
 * engine to run its tools, and runs again with their results.
 *
 * @param turns the calls of each turn, by node name; a node that asks a human comes before the tool:
 *   `Ask > Buy`
 */
export function engineAgent(turns: ToolCall[][]): INodeType {
	return nodeType('agent', {
		inputs: agentInputs,
		properties: agentProperties,
		async execute(response?: EngineResponse) {
			await Promise.resolve();
			const { turn = 0, observations = [] } = (response?.metadata ?? {}) as Partial<Progress>;
			const approved: EngineRequest['actions'] = [];
			for (const { action, data } of response?.actionResponses ?? []) {
				const given = data.data?.ai_tool[0]?.map(({ json }) => json) ?? [];
				const { gated, input = {} } = action.metadata as CallMetadata;
				if (gated && (given[0]?.data as IDataObject | undefined)?.approved === true) {
					approved.push(request(gated, input, `${action.id}-approved`));
				} else {
					observations.push(gated ? [{ output: 'The human said no' }] : given);
				}
			}
			if (approved.length > 0) return { actions: approved, metadata: { turn, observations } };
			if (turn === turns.length)
				return [observations.map((observation) => ({ json: { observation } as IDataObject }))];
			return {
				actions: turns[turn].map(([name, input], index) => {
					const [node, gated] = name.split(' > ');
					return request(node, input, `call-${turn}-${index}`, gated);
				}),
				metadata: { turn: turn + 1, observations },
			};
		},
	});
}

function request(
	nodeName: string,
	input: IDataObject,
	id: string,
	gated?: string,
): EngineRequest['actions'][number] {
	const metadata: CallMetadata = { itemIndex: 0, ...(gated ? { gated, input } : {}) };
	return { actionType: 'ExecutionNodeAction', nodeName, input, type: 'ai_tool', id, metadata };
}

/**
 * The same on the code path of n8n's older agents: it gets its tools as objects and invokes them itself.
 *
 * @param calls by the tool's name, as the model sees it
 * @param look is called with the tools
 */
export function invokingAgent(
	calls: ToolCall[],
	look: (tools: SuppliedTool[]) => void = () => {},
): INodeType {
	return nodeType('agent', {
		inputs: agentInputs,
		properties: agentProperties,
		async execute() {
			const supplied = (await this.getInputConnectionData('ai_tool', 0)) as (
				| SuppliedTool
				| { tools: SuppliedTool[] }
			)[];
			const tools = supplied.flatMap((entry) => ('tools' in entry ? entry.tools : [entry]));
			look(tools);
			const observations: IDataObject[string][] = [];
			for (const [name, input] of calls) {
				const tool = tools.find((each) => each.name === name);
				observations.push((await tool?.invoke(input)) as IDataObject[string]);
			}
			return [observations.map((observation) => ({ json: { observation } }))];
		},
	});
}

/** A human who answers at once, in place of a chat node that waits for an answer. */
export function human(approved: boolean): INodeType {
	return nodeType('chatHitlTool', {
		outputs: ['ai_tool'],
		inputs: ['ai_tool'],
		properties: [property('message', 'string', '')],
		async execute() {
			const asked = this.getNodeParameter('message', 0);
			return await Promise.resolve([[{ json: { data: { approved }, asked } }]]);
		},
	});
}

/** Node types of an agent's workflow, except the agent and the human. */
export const agentNodes: Record<string, INodeType> = {
	[`${MIOESIM}Tool`]: asTool(new MioEsim()),
	'@n8n/n8n-nodes-langchain.chatTrigger': nodeType('chatTrigger', { inputs: [] }),
	'@n8n/n8n-nodes-langchain.chat': nodeType('chat', {
		properties: [property('message', 'string', '')],
	}),
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': nodeType('lmChatOpenAi', {
		outputs: ['ai_languageModel'],
	}),
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': nodeType('memoryBufferWindow', {
		outputs: ['ai_memory'],
	}),
};
