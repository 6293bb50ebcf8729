import { lookUpWithNode } from './contenders.cts';

/** A worker of n8n's queue mode: the credential lives elsewhere and is asked for. */

const waiting = new Map();
let last = 0;

function ask(question) {
	return new Promise((resolve) => {
		waiting.set(++last, resolve);
		process.send({ id: last, ...question });
	});
}

process.on('message', ({ id, data, start }) => {
	if (start) void run(start);
	else waiting.get(id)(data);
});

async function run({ id, iccids }) {
	const credential = {
		id,
		read: async () => await ask({ ask: 'read' }),
		update: async (session) => await ask({ ask: 'update', session }),
	};
	await lookUpWithNode(credential, iccids, 5);
	process.exit(0);
}

process.on('disconnect', () => process.exit(1));
