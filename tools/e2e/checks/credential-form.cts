import { test } from '../lib/editor-page.cts';
import { assert } from '../lib/report.cts';
import type { EditorBench } from './bench.cts';

const FIELDS = ['Phone Number', 'Password', 'Secret Key', 'Distribution Partner ID', 'Base URL'];

/** The form of the credential, and the result of its test. */
export async function checkCredentialForm({
	report,
	editor,
	credential,
	simulator,
	pictures,
}: EditorBench) {
	const { id, data } = credential;
	const { page } = editor;

	await report.check('the credential form has its fields, and no hidden ones', async () => {
		await editor.openCredential(id);
		const lines = await editor.credentialLines();
		for (const field of FIELDS) assert.ok(lines.includes(field), `There is no ${field}`);
		assert.ok(
			lines.some((line) => line.includes('without a country code')),
			lines.join('\n'),
		);
		for (const hidden of ['Token', 'Session Expires At', 'Signature Style']) {
			assert.ok(!lines.includes(hidden), `${hidden} is shown`);
		}
	});
	await report.check('its test says that it works', async () => {
		assert.match(await editor.credentialVerdict(), /Connection tested successfully/);
		const part = test('editCredential-modal');
		// The Base URL is the simulator's, which users never enter.
		const until = test('parameter-input-dpId');
		await pictures.take(page, 'credential.png', { part, until, size: [1400, 1080] });
	});
	await report.check('a wrong password is refused, and named', async () => {
		await editor.fillCredential('password', 'not-the-password');
		const verdict = await editor.saveCredential();
		assert.match(verdict, /Couldn.t connect/);
		assert.match(verdict, /password/i);
	});
	await report.check('a wrong secret key is refused, and named', async () => {
		await editor.fillCredential('password', data.password);
		await editor.fillCredential('secretKey', 'not-the-secret-key');
		const verdict = await editor.saveCredential();
		assert.match(verdict, /Couldn.t connect/);
		assert.match(verdict, /signature|secret/i);
	});
	await report.check('with everything corrected it works again', async () => {
		await editor.fillCredential('secretKey', data.secretKey);
		assert.match(await editor.saveCredential(), /Connection tested successfully/);
		const logins = await simulator.logins();
		await editor.openCredential(id);
		assert.match(await editor.credentialVerdict(), /Connection tested successfully/);
		report.say(`opening it once more made ${(await simulator.logins()) - logins} logins`);
	});
}
