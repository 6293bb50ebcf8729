import { inspect } from 'node:util';

import { ledger } from '../../../../dist/mioesim/lines/ledger';
import { startFileServer } from '../../../harness/servers.cts';
import { useBench } from '../../../harness/bench.cts';
import { freshOrder } from './world.cts';
import type { FaultKind, FaultSettings } from '../../../../tools/simulator/faults.cts';
import type { Emitted } from '../../../harness/engine.cts';
import type { ServerResponse } from 'node:http';

const world = useBench();

const MB = 1024 * 1024;
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');

const getPdf = (orderNumber: string, more = {}) => ({
	resource: 'order',
	operation: 'getPdf',
	orderNumber,
	iccids: '',
	download: true,
	binaryPropertyName: 'data',
	...more,
});

const binaries = ({ outputs }: { outputs: Emitted<unknown>[][] }) =>
	outputs[0].map(({ binary }) => binary);

describe('from MIOeSIM', () => {
	test('only links, one item per card', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const { success, outputs } = await world.run(getPdf(orderNumber, { download: false }));
		expect(success).toEqual(
			iccids.map((iccid: string) => ({
				orderNumber,
				iccid,
				pdfUrl: world.sim.pdfUrl(orderNumber, iccid),
			})),
		);
		expect(outputs[0].some((item) => 'binary' in item)).toBe(false);
		expect(world.sim.calls.map(({ endpoint }) => endpoint)).not.toContain('pdf');
	});

	test('files, named after the card, without token and signature', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const result = await world.run(getPdf(orderNumber, { binaryPropertyName: 'pdf' }));
		expect(binaries(result).map(({ pdf }) => [pdf.fileName, pdf.mimeType])).toEqual(
			iccids.map((iccid: string) => [`${iccid}.pdf`, 'application/pdf']),
		);
		const content = Buffer.from(binaries(result)[0].pdf.data, 'base64').toString('latin1');
		expect(content).toContain(`eSIM ${iccids[0]} of order ${orderNumber}`);
		const asked = world.sim.calls.filter(({ endpoint }) => endpoint === 'pdf');
		expect(asked.map(({ params }) => params)).toEqual([{}, {}]);
		expect(world.sim.violations).toEqual([]);
	});

	test('some of the cards', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim, { count: 3 });
		const parameters = getPdf(orderNumber, { iccids: [iccids[2], iccids[0]], download: false });
		const { success } = await world.run(parameters);
		expect(success.map(({ iccid }) => iccid)).toEqual([iccids[2], iccids[0]]);
	});

	test('a missing file is one failed item, and the other items are complete', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const pdfUrl = world.sim.pdfUrl(orderNumber, iccids[0]);
		const data = {
			[iccids[0]]: pdfUrl,
			[iccids[1]]: world.sim.pdfUrl('EP0', iccids[1]),
		};
		const settings: FaultSettings = { endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data };
		world.sim.faults.add(settings);
		const { success, error } = await world.run(getPdf(orderNumber));
		expect(success).toEqual([{ orderNumber, iccid: iccids[0], pdfUrl }]);
		expect(error).toMatchObject([
			{
				error: {
					type: 'http',
					message:
						'The PDF file of this order was not downloaded: its server answered with HTTP status 404',
					resolution: expect.not.stringContaining('Base URL') as string,
					iccid: iccids[1],
					orderNumber,
				},
			},
		]);
	});

	test.each([[null], [{}], [''], [[]]])(
		'a reply without links (%j) is a failed item',
		async (data) => {
			const { orderNumber } = freshOrder(world.sim);
			world.sim.faults.add({ endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data });
			const { success, error } = await world.run(getPdf(orderNumber));
			expect(success).toEqual([]);
			expect(error[0].error.message).toBe('MIOeSIM answered with no link to a PDF');
		},
	);
});

type Route = (response: ServerResponse) => unknown;

describe('from another server', () => {
	type FileServer = Awaited<ReturnType<typeof startFileServer>>;
	let files: FileServer;
	let close: (() => Promise<void>) | undefined;
	let routes: Record<string, Route>;

	async function start() {
		files = await startFileServer((request, response) => {
			const path = request.url ?? '';
			if (path in routes) routes[path](response);
			else response.writeHead(404).end();
		}, false);
		({ close } = files);
	}

	/** Makes MIOeSIM return these links, and downloads them. */
	async function fetched(...links: string[]) {
		const data = Object.fromEntries(links.map((link, index) => [`898522024100000${index}`, link]));
		const times = null;
		world.sim.faults.add({ endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data, times });
		return await world.run(getPdf('EP1', { options: { concurrency: 1 } }));
	}

	beforeEach(() => {
		routes = { '/a.pdf': (response) => response.end(PDF) };
	});
	afterEach(async () => await close?.());

	test('HTTPS is tried once for a host that does not support it', async () => {
		await start();
		const link = `http://${files.host}/a.pdf`;
		const { success } = await fetched(link, link, link);
		expect(success.map(({ pdfUrl }) => pdfUrl)).toEqual([link, link, link]);
		expect(files.stats.tls).toBe(1);
	});

	test.each([
		['an unknown host', 'http://files.no-such-host.invalid/a.pdf'],
		['a closed port', 'http://127.0.0.1:9/a.pdf'],
	])('%s is reported for the file, not for Base URL', async (_, link) => {
		const { error } = await fetched(link);
		expect(error[0].error).toMatchObject({
			type: 'network',
			message: expect.stringMatching(
				/^The PDF file of this order was not downloaded: .+/,
			) as string,
			resolution: expect.not.stringContaining('Base URL') as string,
		});
	});

	test('an https link is not fetched without encryption', async () => {
		await start();
		const { error } = await fetched(`https://${files.host}/a.pdf`);
		expect(error[0].error.type).toBe('network');
		expect(files.stats.plain).toBe(0);
	});

	const redirectTo =
		(location: string): Route =>
		(response) =>
			response.writeHead(302, { location }).end();

	test('redirects to web addresses are followed', async () => {
		await start();
		routes['/old.pdf'] = redirectTo('/older.pdf');
		routes['/older.pdf'] = redirectTo(`http://${files.host}/a.pdf`);
		expect((await fetched(`http://${files.host}/old.pdf`)).success).toHaveLength(1);
	});

	test.each(['ftp://example.com/a.pdf', 'file:///etc/passwd', 'a.pdf'])(
		'the link %s is not opened',
		async (link) => {
			await start();
			const { error } = await fetched(link);
			expect(error[0].error.message).toBe('MIOeSIM answered with a link that is not a web address');
		},
	);

	test('at most 20 MB are read, whatever the server says', async () => {
		await start();
		let written = 0;
		routes['/endless.pdf'] = (response) => {
			const more = () => {
				if (response.destroyed || written > 200 * MB) {
					response.destroy();
					return;
				}
				written += MB;
				response.write(Buffer.alloc(MB, '%PDF-'), () => setImmediate(more));
			};
			more();
		};
		const { error } = await fetched(`http://${files.host}/endless.pdf`);
		expect(error[0].error.message).toBe('MIOeSIM answered with a PDF of more than 20 MB');
		expect(written).toBeLessThan(40 * MB);
	});

	test('a server that stops halfway does not hold up the run', async () => {
		await start();
		routes['/a.pdf'] = (response) => {
			response.writeHead(200, { 'content-length': '1000000' });
			response.write(PDF);
		};
		world.sim.faults.add({
			endpoint: 'handlerEsimPdf',
			kind: 'code',
			code: 0,
			data: { 8985220241000001: `http://${files.host}/a.pdf` },
		});
		const { error } = await world.run(getPdf('EP1', { options: { timeout: 1000 } }));
		expect(error[0].error).toMatchObject({ type: 'network', retryable: true });
	});
});

test('the error that stops the workflow shows neither ICCID nor link: it ends up in logs', async () => {
	const iccid = '8985220241000001';
	const link = 'ftp://files.example.com/secret.pdf';
	for (const pdfUrl of [link, 'https://127.0.0.1:1/secret.pdf']) {
		const data = { [iccid]: pdfUrl };
		world.sim.faults.add({ endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data });
		const { stoppedBy } = await world.run(getPdf('EP1'), { errorConnected: false });
		expect(stoppedBy?.description).toContain('This concerns EP1');
		const shown = inspect(stoppedBy, { depth: 10, showHidden: true });
		expect(shown).not.toContain(iccid);
		expect(shown).not.toContain('secret.pdf');
	}
});

describe('mail', () => {
	const sendPdf = (orderNumber: string, more = {}) => ({
		resource: 'order',
		operation: 'sendPdf',
		orderNumber,
		iccids: '',
		email: 'nathan@example.com',
		saveEmail: false,
		...more,
	});
	const mails = () => world.sim.ledger.filter(({ kind }) => kind === 'mail');

	test('is sent once, and the address is saved if requested', async () => {
		const { orderNumber, iccids } = freshOrder(world.sim);
		const parameters = sendPdf(orderNumber, { iccids: iccids[1], saveEmail: true });
		const { success } = await world.run(parameters);
		expect(success).toEqual([
			{
				orderNumber,
				email: 'nathan@example.com',
				emailSaved: true,
				allCards: false,
				iccids: [iccids[1]],
			},
		]);
		expect(mails()).toHaveLength(1);
		expect(world.sim.orders.get(orderNumber)?.email).toBe('nathan@example.com');
		// A later run that buys the same line must not take the order for another customer's.
		expect(ledger.savedEmails.get(orderNumber)).toBe(true);
	});

	test.each([
		['nathan', 'is not an email address'],
		['nathan@', 'is not an email address'],
		['a@b.co, c@d.co', 'must be one email address'],
	])('%p %s', async (email, what) => {
		const { orderNumber } = freshOrder(world.sim);
		const { error } = await world.run(sendPdf(orderNumber, { email }));
		expect(error[0].error.message).toBe(`'Email' ${what}`);
		expect(mails()).toEqual([]);
	});

	test.each<FaultKind>(['drop', 'html', 'http', 'empty', 'truncated'])(
		'%s: unknown, and never sent again',
		async (kind) => {
			const { orderNumber } = freshOrder(world.sim);
			const phase = 'after';
			world.sim.faults.add({ endpoint: 'handlerEsimPdf', kind, phase, times: null });
			const { error } = await world.run(sendPdf(orderNumber));
			expect(error[0].error).toMatchObject({
				outcome: 'unknown',
				retryable: false,
				resolution: expect.stringMatching(/^The email may have been sent/),
			});
			expect(mails()).toHaveLength(1);
		},
	);
});
