import { promises as dns } from 'node:dns';

import { useBench } from '../../harness/bench.cts';
import { startFileServer } from '../../harness/servers.cts';

/** A link may lead to the internet or to the Base URL's own host, never into the private network. */

const bench = useBench();
const ICCID = '8985220241000001';

/** A server on this machine, which hands out a PDF or sends the caller elsewhere. */
let server: Awaited<ReturnType<typeof startFileServer>>;
let port: string;
let asked: Array<string | undefined>;
let elsewhere: string | null;
beforeEach(async () => {
	[asked, elsewhere] = [[], null];
	server = await startFileServer((request, response) => {
		asked.push(request.headers.host);
		if (elsewhere !== null) response.writeHead(302, { location: elsewhere });
		response.end('%PDF-1.4\n%%EOF\n');
	});
	port = String(server.host.split(':').at(-1));
});
afterEach(async () => await server.close());

async function fetched(link: string) {
	bench.withSession();
	const data = { [ICCID]: link };
	bench.sim.faults.add({ endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data });
	return await bench.run<{ error: object }>({
		resource: 'order',
		operation: 'getPdf',
		orderNumber: 'EP20240124000013',
		iccids: '',
		download: true,
		binaryPropertyName: 'data',
	});
}

async function expectRefused(link: string) {
	expect((await fetched(link)).error[0].error).toMatchObject({
		type: 'reply',
		message: 'MIOeSIM answered with a link to a private network address',
		retryable: false,
		outcome: 'notExecuted',
	});
}

it.each(['localhost', '2130706434', '[::ffff:127.0.0.1]', 'metadata.google.internal'])(
	'a link to %s is refused, and nothing is sent there',
	async (host) => {
		for (const scheme of ['http', 'https'])
			await expectRefused(`${scheme}://${host}:${port}/a.pdf`);
		expect([asked, server.stats]).toEqual([[], { tls: 0, plain: 0 }]);
	},
);

it('so is a redirect from an allowed host', async () => {
	elsewhere = `http://localhost:${port}/b.pdf`;
	await expectRefused(`http://${server.host}/a.pdf`);
	expect(asked).toEqual([server.host]);
});

it('so is a name that resolves to a private address', async () => {
	const lookup = jest
		.spyOn(dns, 'lookup')
		.mockResolvedValue([{ address: '192.168.1.1', family: 4 }] as never);
	await expectRefused('http://files.example.com/a.pdf');
	lookup.mockRestore();
});

it('the host of the base URL is allowed, whatever its port', async () => {
	expect((await fetched(`http://${server.host}/a.pdf`)).success).toHaveLength(1);
});
