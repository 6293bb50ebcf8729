/**
 * One n8n process: runs batches it is told to run, several at a time, on a credential that it shares
 * with other processes.
 */

import { clock } from '../../dist/transport/clock';
import { runNode } from '../harness/engine.cts';
import { speedUp } from './time.cts';

let asked = 0;
const waiting = new Map();

/** Asks the process that keeps the credential. */
function ask(question) {
	const id = ++asked;
	process.send({ id, ...question });
	return new Promise((resolve) => waiting.set(id, resolve));
}

const credentials = new Map();

/** The credential as the harness wants it: every reading is one of the shared store. */
function credentialOf(id) {
	if (!credentials.has(id)) {
		credentials.set(id, {
			id,
			read: async () => await ask({ store: 'read', credential: id }),
			update: async (session) => await ask({ store: 'update', credential: id, session }),
			loggingIn: async (data) =>
				await ask({ store: 'loggingIn', credential: id, reading: data.reading }),
		});
	}
	return credentials.get(id);
}

async function run({ job, credential, settings }) {
	const { outputs, stoppedBy } = await runNode({
		...settings,
		credential: credentialOf(credential),
	});
	process.send({
		job,
		outputs: outputs.map((items) => items.map(({ json, pairedItem }) => ({ json, pairedItem }))),
		stoppedBy: stoppedBy && {
			message: stoppedBy.message,
			description: stoppedBy.description,
			itemIndex: stoppedBy.context?.itemIndex,
		},
	});
}

process.on('message', (message) => {
	if (message.seed !== undefined) speedUp(clock, message.seed);
	else if (message.answerTo !== undefined) {
		waiting.get(message.answerTo)(message.answer);
		waiting.delete(message.answerTo);
	} else {
		run(message).catch((error) => process.send({ job: message.job, crash: error.stack }));
	}
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
