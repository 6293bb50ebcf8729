/**
 * One n8n process: it runs batches, several at a time, with a credential that it shares with other
 * processes.
 */

import { clock } from '../../dist/nodes/shared/port';
import { runNode } from '../harness/engine.cts';
import { forgetSent } from '../harness/ledger.cts';
import { speedUp } from './time.cts';
import type { Credential } from '../harness/credentials.cts';
import type { Given } from './judge.cts';
import type { FromWorker, Question, StoredCredential, ToWorker } from './team.cts';

const realClock = { ...clock };
let asked = 0;
const waiting = new Map<number, (answer: StoredCredential | null) => void>();

const send = (message: FromWorker): void => {
	process.send?.(message);
};

/** Asks the process that stores the credential. */
async function ask(question: Question): Promise<StoredCredential | null> {
	const id = ++asked;
	send({ id, ...question });
	return await new Promise((resolve) => waiting.set(id, resolve));
}

const credentials = new Map<string, Credential>();

/** The credential in the harness's form: every read goes to the shared store. */
function credentialOf(id: string): Credential {
	const known = credentials.get(id);
	if (known !== undefined) return known;
	const credential: Credential = {
		id,
		read: async () => {
			const data = await ask({ store: 'read' });
			if (data === null) throw new Error('The credential could not be read');
			return { ...data };
		},
		update: async (session) => {
			await ask({ store: 'update', session });
		},
		loggingIn: async ({ reading }) => {
			await ask({ store: 'loggingIn', reading: Number(reading) });
		},
	};
	credentials.set(id, credential);
	return credential;
}

type JobMessage = Extract<ToWorker, { job: number }>;

async function run({ job, credential, settings }: JobMessage): Promise<void> {
	const { outputs, stoppedBy } = await runNode<Given>({
		...settings,
		credential: credentialOf(credential),
	});
	const { message, description, context } = stoppedBy ?? {};
	send({
		job,
		outputs: outputs.map((items) => items.map(({ json, pairedItem }) => ({ json, pairedItem }))),
		...(stoppedBy
			? {
					stoppedBy: {
						message: message ?? '',
						description: description ?? undefined,
						itemIndex: context?.itemIndex as number | undefined,
					},
				}
			: {}),
	});
}

process.on('message', (message: ToWorker) => {
	if ('seed' in message) {
		// As good as a new process.
		forgetSent();
		Object.assign(clock, realClock);
		speedUp(clock, message.seed);
	} else if ('answerTo' in message) {
		waiting.get(message.answerTo)?.(message.answer);
		waiting.delete(message.answerTo);
	} else {
		run(message).catch((error: unknown) => {
			send({ job: message.job, crash: error instanceof Error ? error.stack : String(error) });
		});
	}
});
process.on('disconnect', () => process.exit());
send({ ready: true });
