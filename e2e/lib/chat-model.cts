import { createServer } from 'node:http';

/** Seconds since 1970 of every reply; nothing looks at them. */
const CREATED = 1;

/**
 * A chat model that has made up its mind: it calls the only tool it is given with the arguments it
 * was started with, all in one turn, and is content with whatever comes back. It speaks the
 * protocol of OpenAI, which n8n's model node can be pointed at.
 */
export class ChatModel {
	/** @param {object[]} calls the arguments of each call of the tool */
	static async start(calls) {
		const model = new ChatModel();
		model.calls = calls;
		/** What the tool answered, in the order of the calls. @type {string[]} */
		model.answers = [];
		model.server = createServer((request, response) => model.handle(request, response));
		await new Promise((resolve) => model.server.listen(0, '127.0.0.1', resolve));
		model.url = `http://127.0.0.1:${model.server.address().port}/v1`;
		return model;
	}

	async handle(request, response) {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const { messages, tools, stream } = JSON.parse(Buffer.concat(chunks).toString());
		const answers = messages.filter(({ role }) => role === 'tool');
		this.answers = answers.map(({ content }) => content);
		const message =
			answers.length === 0
				? { role: 'assistant', content: '', tool_calls: this.toolCalls(tools[0].function.name) }
				: { role: 'assistant', content: 'All done.' };
		if (stream) sendStream(response, message);
		else sendWhole(response, message);
	}

	toolCalls(name: string) {
		return this.calls.map((call, index: number) => ({
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

const finish = ({ tool_calls: calls }) => (calls ? 'tool_calls' : 'stop');

function sendWhole(response, message: string) {
	const choices = [{ index: 0, message, finish_reason: finish(message) }];
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	const object = 'chat.completion';
	response.setHeader('content-type', 'application/json');
	response.end(
		JSON.stringify({ id: 'chat', object, created: CREATED, model: 'none', choices, usage }),
	);
}

function sendStream(response, message: string) {
	const chunk = (delta, finishReason) => {
		const choices = [{ index: 0, delta, finish_reason: finishReason }];
		const object = 'chat.completion.chunk';
		const data = { id: 'chat', object, created: CREATED, model: 'none', choices };
		return `data: ${JSON.stringify(data)}\n\n`;
	};
	response.setHeader('content-type', 'text/event-stream');
	response.end(`${chunk(message, null)}${chunk({}, finish(message))}data: [DONE]\n\n`);
}
