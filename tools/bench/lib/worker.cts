import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { Credential } from '../../../test/harness/credentials.cts';
import { lookUpWithNode } from './contenders.cts';

/** A worker of n8n's queue mode: it reads the credential from another process. */

/** What a worker asks the process that stores the credential. */
export type Question = { ask: 'read' } | { ask: 'update'; session: IDataObject };

interface Start {
	/** of the credential */
	id: string;
	iccids: string[];
}

interface Message {
	id: number;
	/** the answer to a question */
	data?: unknown;
	start?: Start;
}

const waiting = new Map<number, (data: unknown) => void>();
let last = 0;

function ask(question: Question): Promise<unknown> {
	return new Promise((resolve) => {
		waiting.set(++last, resolve);
		process.send?.({ id: last, ...question });
	});
}

process.on('message', ({ id, data, start }: Message) => {
	if (start) void run(start);
	else waiting.get(id)?.(data);
});

async function run({ id, iccids }: Start) {
	const credential: Credential = {
		id,
		read: async () => (await ask({ ask: 'read' })) as ICredentialDataDecryptedObject,
		update: async (session) => {
			await ask({ ask: 'update', session });
		},
	};
	await lookUpWithNode(credential, iccids, 5);
	process.exit(0);
}

process.on('disconnect', () => process.exit(1));
