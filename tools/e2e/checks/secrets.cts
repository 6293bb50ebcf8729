import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../lib/report.cts';
import type { ReadyBench } from './bench.cts';

/** What n8n printed in all these runs, including the data of executions. */
const LOGS = ['commands.log', 'editor.log'];

export async function checkSecrets({ report, instance, credential }: ReadyBench) {
	await report.check('no password, secret key or token is in any log or output', async () => {
		const { password, secretKey } = credential.data;
		const { token } = await instance.storedCredential(credential.id);
		const secrets = [password, secretKey, token];
		for (const log of LOGS) {
			const file = join(instance.folder, log);
			const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
			const found = secrets.filter((secret) => text.includes(secret));
			assert.equal(found.length, 0, `${found.length} of them are in ${log}`);
		}
	});
}
