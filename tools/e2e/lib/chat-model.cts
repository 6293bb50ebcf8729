import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { portOf } from '../../../test/harness/servers.cts';

/** The time of every reply, in seconds since 1970; nothing reads it. */
const CREATED = 1;

interface ToolCall {
	index: number;
	id: string;
	type: string;
	function: { name: string; arguments: string };
}

/** The fields of a chat message that are read. */
interface Message {
	role: string;
	content: string;
	tool_calls?: ToolCall[];
}

interface ChatRequest {
	messages: Message[];
	stream?: boolean;
}

/** What the model does at one turn: calls tools, all at once, or answers. */
export type Turn = string | Array<{ tool: string; parameters: object }>;

/**
 * A chat model that decides nothing: after each message of the user it takes the same turns, whatever
 * the tools answer. It speaks OpenAI's protocol, so n8n's model node can use it.
 */
export class ChatModel {
	/** What the tools answered, in the order of the calls. */
	answers: string[] = [];
	url = '';
	private readonly server = createServer((request, response) => {
		void this.handle(request, response);
	});

	private constructor(private readonly turns: Turn[]) {}

	static async start(turns: Turn[]) {
		const model = new ChatModel(turns);
		await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
		model.url = `http://127.0.0.1:${portOf(model.server)}/v1`;
		return model;
	}

	private async handle(request: IncomingMessage, response: ServerResponse) {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { messages, stream } = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
		const asked = messages.slice(messages.findLastIndex(({ role }) => role === 'user'));
		this.answers = asked.filter(({ role }) => role === 'tool').map(({ content }) => content);
		const taken = asked.filter(({ role }) => role === 'assistant').length;
		const message = messageOf(this.turns[Math.min(taken, this.turns.length - 1)], taken);
		if (stream) sendStream(response, message);
		else sendWhole(response, message);
	}

	/** As `import:credentials` takes it. */
	credential() {
		const data = { apiKey: 'none', url: this.url };
		return { id: 'chatmodelcred001', name: 'Chat model', type: 'openAiApi', data };
	}

	stop() {
		this.server.closeAllConnections();
		this.server.close();
	}
}

function messageOf(turn: Turn, taken: number): Message {
	if (typeof turn === 'string') return { role: 'assistant', content: turn };
	const calls = turn.map(({ tool, parameters }, index) => ({
		index,
		id: `call-${taken}-${index}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(parameters) },
	}));
	return { role: 'assistant', content: '', tool_calls: calls };
}

const finish = ({ tool_calls: calls }: Partial<Message>) => (calls ? 'tool_calls' : 'stop');

function sendWhole(response: ServerResponse, message: Message) {
	const choices = [{ index: 0, message, finish_reason: finish(message) }];
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	const object = 'chat.completion';
	response.setHeader('content-type', 'application/json');
	response.end(
		JSON.stringify({ id: 'chat', object, created: CREATED, model: 'none', choices, usage }),
	);
}

function sendStream(response: ServerResponse, message: Message) {
	const chunk = (delta: Partial<Message>, finishReason: string | null) => {
		const choices = [{ index: 0, delta, finish_reason: finishReason }];
		const object = 'chat.completion.chunk';
		const data = { id: 'chat', object, created: CREATED, model: 'none', choices };
		return `data: ${JSON.stringify(data)}\n\n`;
	};
	response.setHeader('content-type', 'text/event-stream');
	response.end(`${chunk(message, null)}${chunk({}, finish(message))}data: [DONE]\n\n`);
}
