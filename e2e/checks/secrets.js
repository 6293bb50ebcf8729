'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { assert } = require('../lib/report');

/** What n8n printed in all these runs, the data of executions included. */
const LOGS = ['commands.log', 'editor.log'];

/** @param {object} bench */
async function checkSecrets({ report, instance, credential }) {
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

module.exports = { checkSecrets };
