import { MioEsim } from '../../dist/nodes/MioEsim/MioEsim.node';
import { MIOESIM } from './engine.cts';
import { nodeType, property } from './nodesBase.cts';

/** The tool that n8n makes of a node with `usableAsTool` (tool-generation/ai-tools.js). */
function asTool(type) {
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

const agentInputs = ['main', 'ai_tool', 'ai_languageModel', 'ai_memory'];
const agentProperties = [property('options', 'collection', {}, { options: [] })];

/**
 * An AI agent with a script in place of a model, on the path of n8n's newer agents: it asks the
 * engine to run its tools, and is run again with what they gave.
 *
 * @param {Array<Array<[tool: string, input: object]>>} turns calls of one turn, by node name; a
 *   node that asks a human first is named before the tool: `Ask > Buy`
 */
export function engineAgent(turns) {
	return nodeType('agent', {
		inputs: agentInputs,
		properties: agentProperties,
		async execute(response) {
			const { turn = 0, heard = [] } = response?.metadata ?? {};
			const approved = [];
			for (const { action, data } of response?.actionResponses ?? []) {
				const gave = data.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
				const { gated } = action.metadata;
				if (gated && gave[0]?.data?.approved === true) {
					approved.push(request(gated, action.metadata.input, `${action.id}-approved`));
				} else {
					heard.push(gated ? [{ output: 'The human said no' }] : gave);
				}
			}
			if (approved.length > 0) return { actions: approved, metadata: { turn, heard } };
			if (turn === turns.length) return [heard.map((observation) => ({ json: { observation } }))];
			return {
				actions: turns[turn].map(([name, input], index) => {
					const [node, gated] = name.split(' > ');
					return request(node, input, `call-${turn}-${index}`, gated);
				}),
				metadata: { turn: turn + 1, heard },
			};
		},
	});
}

function request(nodeName, input, id, gated) {
	const metadata = { itemIndex: 0, ...(gated ? { gated, input } : {}) };
	return { actionType: 'ExecutionNodeAction', nodeName, input, type: 'ai_tool', id, metadata };
}

/**
 * The same on the path of n8n's older agents: it gets its tools as objects and invokes them itself.
 *
 * @param {Array<[tool: string, input: object]>} calls by the tool's name, as the model sees it
 * @param {(tools: object[]) => void} [look] sees the tools
 */
export function invokingAgent(calls, look = () => {}) {
	return nodeType('agent', {
		inputs: agentInputs,
		properties: agentProperties,
		async execute() {
			const supplied = await this.getInputConnectionData('ai_tool', 0);
			const tools = supplied.flatMap((entry) => entry.tools ?? entry);
			look(tools);
			const observations = [];
			for (const [name, input] of calls) {
				observations.push(await tools.find((tool) => tool.name === name).invoke(input));
			}
			return [observations.map((observation) => ({ json: { observation } }))];
		},
	});
}

/** A human who answers at once, in place of a chat node that waits for one. */
export function human(approved) {
	return {
		...nodeType('slackHitlTool', {
			outputs: ['ai_tool'],
			inputs: ['ai_tool'],
			properties: [property('message', 'string', '')],
		}),
		async execute() {
			return [[{ json: { data: { approved }, asked: this.getNodeParameter('message', 0) } }]];
		},
	};
}

/** Node types of an agent's workflow, but for the agent and the human. */
export const agentNodes = {
	[`${MIOESIM}Tool`]: asTool(new MioEsim()),
	'@n8n/n8n-nodes-langchain.chatTrigger': nodeType('chatTrigger', { inputs: [] }),
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': nodeType('lmChatOpenAi', {
		outputs: ['ai_languageModel'],
	}),
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': nodeType('memoryBufferWindow', {
		outputs: ['ai_memory'],
	}),
};
