import { itemsOf } from '../lib/catalogue.cts';
import { assert } from '../lib/report.cts';
import type { ReadyBench } from './bench.cts';
import { node, start, workflow } from '../lib/workflows.cts';

/** n8n's HTTP Request node, with login and signature by the credential. */
export async function checkHttpRequest({ report, instance, simulator, credential }: ReadyBench) {
	report.section("n8n's HTTP Request node with the credential");
	const { id: credentialId, name } = credential;
	const request = (id: string, url: string) =>
		workflow(
			id,
			'HTTP request',
			[
				start(),
				node(
					'HTTP',
					'n8n-nodes-base.httpRequest',
					4.2,
					[220, 0],
					{
						url,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: 'mioEsimApi',
						options: {},
					},
					{ credentials: { mioEsimApi: { id: credentialId, name } } },
				),
			],
			[['Start', 'HTTP']],
		);
	// The same server under another name: a token sent there would show in its calls.
	const elsewhere = simulator.url.replace('127.0.0.1', 'localhost');
	await instance.import('workflow', [
		request('httpsigned', `${simulator.url}/api_esim/getPackages?skuId=45`),
		request('httpelsewhere', `${elsewhere}/api_esim/getSkus`),
	]);

	await report.check('a call is signed and answered', async () => {
		const run = await instance.execute('httpsigned');
		assert.equal(run.code, 0, run.output.slice(-1500));
		assert.equal(String(itemsOf<{ code: unknown }>(run, 'HTTP')[0].code), '0');
	});
	await report.check('a call to another address is refused before it is sent', async () => {
		const before = (await simulator.ask('calls')).length;
		const run = await instance.execute('httpelsewhere');
		assert.notEqual(run.code, 0);
		// That node logs in once more whenever a call fails, whatever the reason.
		const calls = (await simulator.ask('calls')).slice(before);
		assert.deepEqual(
			calls.filter(({ endpoint }) => endpoint !== 'login'),
			[],
		);
	});
}
