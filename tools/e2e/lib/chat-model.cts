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
	tools: Array<{ function: { name: string } }>;
	stream?: boolean;
}

/**
 * A chat model with a fixed decision: it calls its only tool with the given arguments, all in one turn,
 * and accepts any result. It speaks OpenAI's protocol, so n8n's model node can use it.
 */
export class ChatModel {
	/** What the tool answered, in the order of the calls. */
	answers: string[] = [];
	url = '';
	private readonly server = createServer((request, response) => {
		void this.handle(request, response);
	});

	/** @param calls the arguments of each call of the tool */
	private constructor(private readonly calls: object[]) {}

	/** @param calls the arguments of each call of the tool */
	static async start(calls: object[]) {
		const model = new ChatModel(calls);
		await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
		model.url = `http://127.0.0.1:${portOf(model.server)}/v1`;
		return model;
	}

	private async handle(request: IncomingMessage, response: ServerResponse) {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { messages, tools, stream } = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
		const answers = messages.filter(({ role }) => role === 'tool');
		this.answers = answers.map(({ content }) => content);
		const message: Message =
			answers.length === 0
				? { role: 'assistant', content: '', tool_calls: this.toolCalls(tools[0].function.name) }
				: { role: 'assistant', content: 'All done.' };
		if (stream) sendStream(response, message);
		else sendWhole(response, message);
	}

	private toolCalls(name: string): ToolCall[] {
		return this.calls.map((call, index) => ({
			index,
			id: `call-${index}`,
			type: 'function',
			function: { name, arguments: JSON.stringify(call) },
		}));
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
