import { inspect } from 'node:util';

import { ledger } from '../../../../dist/mioesim/lines/ledger';
import { getPdf } from '../../../harness/parameters.cts';
import { startFileServer } from '../../../harness/servers.cts';
import { useBench } from '../../../harness/bench.cts';
import { freshOrder } from './world.cts';
import type { FaultKind } from '../../../../tools/simulator/faults.cts';
import type { ServerResponse } from 'node:http';

const bench = useBench();

const MB = 1024 * 1024;
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');
const ICCID = '8985202241000001';

describe('from MIOeSIM', () => {
	test('only links, one item per card', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		const { success, outputs } = await bench.run(getPdf(orderNumber, { download: false }));
		expect(success).toEqual(
			iccids.map((iccid) => {
				const pdfUrl = bench.sim.pdfUrl(orderNumber, iccid);
				return { orderNumber, iccid, pdfUrl };
			}),
		);
		expect(outputs[0].some((item) => 'binary' in item)).toBe(false);
		expect(bench.called()).not.toContain('pdf');
	});

	test('files, named after the card, without token and signature', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		const { outputs } = await bench.run(getPdf(orderNumber, { binaryPropertyName: 'pdf' }));
		const files = outputs[0].map(({ binary }) => binary.pdf);
		expect(files.map(({ fileName, mimeType }) => [fileName, mimeType])).toEqual(
			iccids.map((iccid) => [`${iccid}.pdf`, 'application/pdf']),
		);
		const content = Buffer.from(files[0].data, 'base64').toString('latin1');
		expect(content).toContain(`eSIM ${iccids[0]} of order ${orderNumber}`);
		expect(bench.sentTo('pdf')).toEqual([{}, {}]);
		expect(bench.sim.violations).toEqual([]);
	});

	test('some of the cards', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim, { count: 3 });
		const wanted = [iccids[2], iccids[0]];
		const { success } = await bench.run(getPdf(orderNumber, { iccids: wanted, download: false }));
		expect(success.map(({ iccid }) => iccid)).toEqual(wanted);
	});

	test('a missing file is one failed item, and the other items are complete', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		const pdfUrl = bench.sim.pdfUrl(orderNumber, iccids[0]);
		const data = { [iccids[0]]: pdfUrl, [iccids[1]]: bench.sim.pdfUrl('EP0', iccids[1]) };
		bench.answerWith('handlerEsimPdf', 0, { data });
		const { success, error } = await bench.run(getPdf(orderNumber));
		expect(success).toEqual([{ orderNumber, iccid: iccids[0], pdfUrl }]);
		const message = expect.stringMatching(/not downloaded: .* HTTP status 404$/);
		const resolution = expect.not.stringContaining('Base URL');
		const failure = { type: 'http', message, resolution, iccid: iccids[1], orderNumber };
		expect(error).toMatchObject([{ error: failure }]);
	});
});

/** What is fetched, and from where, is tested by `test/mioesim/client/files.test.cts`. */
describe('from another server', () => {
	let files: Awaited<ReturnType<typeof startFileServer>>;
	let routes: Record<string, (response: ServerResponse) => unknown>;
	beforeEach(async () => {
		routes = { '/a.pdf': (response) => response.end(PDF) };
		files = await startFileServer((request, response) => {
			const path = request.url ?? '';
			if (path in routes) routes[path](response);
			else response.writeHead(404).end();
		});
	});
	afterEach(async () => await files.close());

	/** Makes MIOeSIM return links to these paths, and downloads them. */
	async function fetched(...paths: string[]) {
		const links = paths.map((path, index) => [`898522024100000${index}`, url(path)]);
		bench.answerWith('handlerEsimPdf', 0, { data: Object.fromEntries(links) });
		return await bench.run(getPdf('EP1', { options: { concurrency: 1, timeout: 2000 } }));
	}
	const url = (path: string) => new URL(path, `http://${files.host}`).href;

	test('HTTPS is tried once for a host that does not support it, and redirects are followed', async () => {
		routes['/old.pdf'] = (response) => response.writeHead(302, { location: '/a.pdf' }).end();
		const { success } = await fetched('/a.pdf', '/old.pdf', '/a.pdf');
		expect(success).toHaveLength(3);
		expect(files.stats.tls).toBe(1);
	});

	test.each(['http://files.no-such-host.invalid/a.pdf', 'http://127.0.0.1:9/a.pdf'])(
		'%s is reported for the file, not for Base URL',
		async (link) => {
			const { error } = await fetched(link);
			expect(error[0].error).toMatchObject({
				type: 'network',
				message: expect.stringMatching(/^The PDF file of this order was not downloaded: .+/),
				resolution: expect.not.stringContaining('Base URL'),
			});
		},
	);

	test('at most 20 MB are read, whatever the server says', async () => {
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
		const { error } = await fetched('/endless.pdf');
		expect(error[0].error.message).toBe('MIOeSIM answered with a PDF of more than 20 MB');
		expect(written).toBeLessThan(40 * MB);
	});

	test('a server that stops halfway does not hold up the run', async () => {
		routes['/a.pdf'] = (response) => {
			response.writeHead(200, { 'content-length': '1000000' });
			response.write(PDF);
		};
		const { error } = await fetched('/a.pdf');
		expect(error[0].error).toMatchObject({ type: 'network', retryable: true });
	});
});

test('the error that stops the workflow shows neither ICCID nor link: it ends up in logs', async () => {
	for (const pdfUrl of ['ftp://files.example.com/secret.pdf', 'https://127.0.0.1:1/secret.pdf']) {
		bench.answerWith('handlerEsimPdf', 0, { data: { [ICCID]: pdfUrl }, times: 1 });
		const { stoppedBy } = await bench.run(getPdf('EP1'), { errorConnected: false });
		expect(stoppedBy?.description).toContain('This concerns EP1');
		const shown = inspect(stoppedBy, { depth: 10, showHidden: true });
		expect(shown).not.toContain(ICCID);
		expect(shown).not.toContain('secret.pdf');
	}
});

describe('mail', () => {
	const email = 'nathan@example.com';
	const sendPdf = (orderNumber: string, more = {}) => ({
		resource: 'order',
		operation: 'sendPdf',
		orderNumber,
		iccids: '',
		email,
		saveEmail: false,
		...more,
	});
	const mails = () => bench.sim.ledger.filter(({ kind }) => kind === 'mail');

	test('is sent once, and the address is saved if requested', async () => {
		const { orderNumber, iccids } = freshOrder(bench.sim);
		const parameters = sendPdf(orderNumber, { iccids: iccids[1], saveEmail: true });
		const { success } = await bench.run(parameters);
		expect(success).toEqual([
			{ orderNumber, email, emailSaved: true, allCards: false, iccids: [iccids[1]] },
		]);
		expect(mails()).toHaveLength(1);
		expect(bench.sim.orders.get(orderNumber)?.email).toBe(email);
		// A later run that buys the same line must not take the order for another customer's.
		expect(ledger.savedEmails.get(orderNumber)).toBe(true);
	});

	test('is sent to one address', async () => {
		const parameters = sendPdf('EP1', { email: 'a@b.co, c@d.co' });
		expect((await bench.failure(parameters)).message).toBe("'Email' must be one email address");
		expect(bench.sim.calls).toEqual([]);
	});

	test.each<FaultKind>(['drop', 'html', 'http', 'empty', 'truncated'])(
		'%s: unknown, and never sent again',
		async (kind) => {
			const { orderNumber } = freshOrder(bench.sim);
			const endpoint = 'handlerEsimPdf';
			bench.sim.faults.add({ endpoint, kind, phase: 'after', times: null });
			expect(await bench.failure(sendPdf(orderNumber))).toMatchObject({
				outcome: 'unknown',
				retryable: false,
				resolution: expect.stringMatching(/^The email may have been sent/),
			});
			expect(mails()).toHaveLength(1);
		},
	);
});
