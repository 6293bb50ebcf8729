import type { IDataObject } from 'n8n-workflow';

import { CredentialStore } from '../../../test/harness/credentials.cts';
import { runNode } from '../../../test/harness/engine.cts';

export interface Attack {
	baseUrl: string;
	parameters: IDataObject;
	items: IDataObject[];
}

/** The cost of one run of the node. */
export interface AttackFigures {
	wallMs: number;
	/** of the process, at its peak */
	rssMb: number;
	failed: number;
}

async function run({ baseUrl, parameters, items }: Attack): Promise<AttackFigures> {
	const account = { phoneNumber: '13800000000', password: 'password', secretKey: 'key' };
	const credential = new CredentialStore({ ...account, baseUrl });
	let peak = 0;
	const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
	const watch = setInterval(look, 5);
	// A signal that only a reply in progress holds must not be collected.
	const collect = setInterval(() => globalThis.gc?.(), 200);
	const start = performance.now();
	const { error } = await runNode({ credential, parameters, items });
	const wallMs = performance.now() - start;
	clearInterval(watch);
	clearInterval(collect);
	look();
	return { wallMs, rssMb: peak / 1e6, failed: error.length };
}

process.once('message', (attack: Attack) => {
	void run(attack).then((figures) => process.send?.(figures));
});

process.on('disconnect', () => process.exit());
