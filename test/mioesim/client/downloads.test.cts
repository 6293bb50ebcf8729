import { promises as dns } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { useBench } from '../../harness/bench.cts';

/** A link may lead to the internet or to the Base URL's own host, never into the private network. */

const bench = useBench();
const ICCID = '8985220241000001';
const PDF = '%PDF-1.4\n%%EOF\n';
const refused = {
	type: 'reply',
	message: 'MIOeSIM answered with a link to a private network address',
	retryable: false,
	outcome: 'notExecuted',
};

let servers: Server[] = [];
let asked: string[] = [];

/** Listens on every address of this machine. */
async function start(serve: RequestListener): Promise<number> {
	const server = createServer((request, response) => {
		asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
		serve(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
	servers.push(server);
	return (server.address() as AddressInfo).port;
}

async function fetched(link: string) {
	bench.withSession();
	bench.sim.faults.add({
		endpoint: 'handlerEsimPdf',
		kind: 'code',
		code: 0,
		data: { [ICCID]: link },
	});
	return await bench.run<{ error: object }>({
		resource: 'order',
		operation: 'getPdf',
		orderNumber: 'EP20240124000013',
		iccids: '',
		download: true,
		binaryPropertyName: 'data',
	});
}

beforeEach(() => {
	servers = [];
	asked = [];
});
afterEach(() => {
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
});

it.each(['localhost', '2130706434', '[::ffff:127.0.0.1]', 'metadata.google.internal'])(
	'a link to %s is refused, and nothing is sent there',
	async (host) => {
		const port = await start((_, response) => response.end(PDF));
		for (const scheme of ['http', 'https']) {
			const { error } = await fetched(`${scheme}://${host}:${port}/a.pdf`);
			expect(error[0].error).toMatchObject(refused);
		}
		expect(asked).toEqual([]);
	},
);

it('so is a redirect from an allowed host', async () => {
	const inside = await start((_, response) => response.end(PDF));
	const outside = await start((_, response) => {
		response.writeHead(302, { location: `http://localhost:${inside}/a.pdf` });
		response.end();
	});
	const { error } = await fetched(`http://127.0.0.1:${outside}/a.pdf`);
	expect(error[0].error).toMatchObject(refused);
	expect(asked).toEqual([`127.0.0.1:${outside}/a.pdf`]);
});

it('so is a name that resolves to a private address', async () => {
	const lookup = jest
		.spyOn(dns, 'lookup')
		.mockResolvedValue([{ address: '192.168.1.1', family: 4 }] as never);
	const { error } = await fetched('http://files.example.com/a.pdf');
	expect(error[0].error).toMatchObject(refused);
	lookup.mockRestore();
});

it('the host of the base URL is allowed, whatever its port', async () => {
	const port = await start((_, response) => response.end(PDF));
	const { success } = await fetched(`http://127.0.0.1:${port}/a.pdf`);
	expect(success).toHaveLength(1);
});
