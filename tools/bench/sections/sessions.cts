import { fork } from 'node:child_process';
import { join } from 'node:path';

import { credentialFor, lookUpWithNode } from '../lib/contenders.cts';
import type { Section, SessionsRow, Task } from '../lib/figures.cts';
import type { Question } from '../lib/worker.cts';
import type { CredentialStore } from '../../../test/harness/credentials.cts';

/** Logins: the minimum is one every two hours. */

const SIZES = {
	full: { items: 10_000, executions: 100, processes: 4 },
	quick: { items: 500, executions: 20, processes: 2 },
};

export async function sessions({ sim, iccids, size, log }: Task): Promise<Section<SessionsRow>> {
	const { items, executions, processes } = SIZES[size];
	const logins = async (work: (credential: CredentialStore) => Promise<void>) => {
		await sim.ask('reset');
		await work(credentialFor(sim));
		return (await sim.ask('stats')).logins;
	};
	const perItems = await logins((credential) =>
		lookUpWithNode(credential, iccids.slice(0, items), 20),
	);
	const perExecutions = await logins(async (credential) => {
		const some = iccids.slice(0, 5);
		const runs = Array.from({ length: executions }, () => lookUpWithNode(credential, some, 5));
		await Promise.all(runs);
	});
	const perProcesses = await logins((credential) => inProcesses(credential, iccids, processes));
	log(`logins: ${perItems}, ${perExecutions}, ${perProcesses}`);
	return {
		rows: [
			{ what: `${items} items in one execution`, logins: perItems },
			{ what: `${executions} executions at once`, logins: perExecutions },
			{ what: `${processes} processes at once`, logins: perProcesses },
		],
	};
}

/** Workers that share one credential, as in n8n's queue mode; this process stores it. */
async function inProcesses(credential: CredentialStore, iccids: string[], count: number) {
	const workers = Array.from({ length: count }, async () => {
		const worker = fork(join(__dirname, '../lib/worker.cts'), {
			execArgv: ['--require', 'tsx/cjs'],
		});
		worker.on('message', (question: Question & { id: number }) => {
			if (question.ask === 'update') credential.update(question.session);
			const data = question.ask === 'read' ? credential.read() : null;
			worker.send({ id: question.id, data });
		});
		worker.send({ start: { id: credential.id, iccids: iccids.slice(0, 100) } });
		const code = await new Promise<number | null>((resolve) => worker.once('exit', resolve));
		if (code !== 0) throw new Error(`a worker ended with ${code}`);
	});
	await Promise.all(workers);
}
