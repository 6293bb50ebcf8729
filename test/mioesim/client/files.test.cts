import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { settle } from '../../../dist/mioesim/codes/failure';
import { Downloads } from '../../../dist/mioesim/client/downloads';
import { soon, useScriptedClock } from '../../harness/scriptedClock.cts';
import { broken, hang, ScriptedN8n } from '../../harness/scriptedN8n.cts';

/** Files that the API links to: where they may come from, and what counts as a PDF. */

const OWN_HOST = 'mioesim.example';
const LINK = 'http://files.example/a.pdf';
const SECURE = 'https://files.example/a.pdf';
const MB = 1024 * 1024;

const script = useScriptedClock();
let n8n: ScriptedN8n;
let asked: IHttpRequestOptions[];
let bodies: Readable[];
beforeEach(() => {
	n8n = new ScriptedN8n(script.time);
	asked = [];
	bodies = [];
});

const file = (content: string | Buffer[], statusCode = 200, headers = {}) => {
	const body = Readable.from(typeof content === 'string' ? [Buffer.from(content)] : content);
	bodies.push(body);
	return { statusCode, headers, body };
};
const pdf = () => file('%PDF-1.4');
const redirect = (location: string, statusCode = 302) => file('', statusCode, { location });

type Web = Partial<Record<string, () => unknown>>;

/** Fetches the link from a web of these addresses; nothing answers at others. */
async function fetched(web: Web, link = LINK, downloads = new Downloads(n8n.port, 30_000)) {
	n8n.file = (options) => {
		asked.push(options);
		return web[options.url]?.() ?? broken('ECONNREFUSED');
	};
	const reply = await settle(downloads.pdf(link, OWN_HOST));
	return reply.ok ? reply.data.toString() : reply.failure.details;
}
const urls = () => asked.map(({ url }) => url);
const meaning = (what: string) => ({
	meaning: `MIOeSIM answered with ${what}`,
	resolution: expect.stringMatching(/^Turn off 'Download' /),
	type: 'reply',
	endpoint: 'handlerEsimPdfLink',
	retryable: false,
	outcome: 'notExecuted',
});

describe('a request for a file', () => {
	it('carries no token and no signature, and follows no redirect by itself', async () => {
		await fetched({ [SECURE]: pdf }, SECURE);
		expect(asked).toEqual([
			{
				url: SECURE,
				encoding: 'stream',
				timeout: 30_000,
				abortSignal: expect.any(AbortSignal),
				disableFollowRedirect: true,
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			},
		]);
	});

	it.each([
		['the stop button', () => n8n.stop.abort()],
		['its timeout', () => script.time.timeOut()],
	])('is ended by %s', async (_, end) => {
		const reading = fetched({ [SECURE]: () => hang({ options: asked[0] }) }, SECURE);
		await new Promise((resolve) => setImmediate(resolve));
		end();
		expect(await soon(reading)).toMatchObject({
			type: 'network',
			endpoint: 'handlerEsimPdfLink',
			meaning: 'The PDF file of this order was not downloaded: it did not arrive in time',
		});
	});
});

describe('a plain HTTP link', () => {
	it('is tried by HTTPS first, for at most five seconds', async () => {
		expect(await fetched({ [SECURE]: pdf })).toBe('%PDF-1.4');
		expect(asked.map(({ url, timeout }) => [url, timeout])).toEqual([[SECURE, 5000]]);
		expect(script.time.timeouts.map(({ ms }) => ms)).toEqual([5000]);
	});

	it('is tried by HTTPS for no longer than Timeout', async () => {
		await fetched({}, LINK, new Downloads(n8n.port, 1000));
		expect(script.time.timeouts.map(({ ms }) => ms)).toEqual([1000, 1000]);
	});

	it('is fetched by HTTP from a host without HTTPS, and directly the next time', async () => {
		const downloads = new Downloads(n8n.port, 30_000);
		expect(await fetched({ [LINK]: pdf }, LINK, downloads)).toBe('%PDF-1.4');
		expect(asked.map(({ url, timeout }) => [url, timeout])).toEqual([
			[SECURE, 5000],
			[LINK, 30_000],
		]);
		asked = [];
		await fetched({ [LINK]: pdf }, LINK, downloads);
		expect(urls()).toEqual([LINK]);
		asked = [];
		await fetched({}, 'http://other.example/a.pdf', downloads);
		expect(urls()[0]).toBe('https://other.example/a.pdf');
	});

	it('is tried by HTTPS each time if its host answers there, even without the file', async () => {
		const downloads = new Downloads(n8n.port, 30_000);
		const web = { [SECURE]: () => file('', 404), [LINK]: pdf };
		for (let time = 0; time < 2; time++) await fetched(web, LINK, downloads);
		expect(urls()).toEqual([SECURE, LINK, SECURE, LINK]);
	});

	it('keeps everything after its scheme, which may be in capital letters', async () => {
		await fetched({}, 'HTTP://files.example:8080/http:/a?u=http://b');
		expect(urls()[0]).toBe('https://files.example:8080/http:/a?u=http://b');
	});
});

const forbidden = [
	['https://10.0.0.1/a.pdf', 'a link to a private network address'],
	['ftp://files.example/a.pdf', 'a link that is not a web address'],
	['file:///etc/passwd', 'a link that is not a web address'],
];

describe('a redirect', () => {
	it('is followed five times, and each body is closed', async () => {
		const web: Web = { 'https://files.example/5': pdf };
		for (let step = 0; step < 5; step++) {
			web[`https://files.example/${step}`] = () => redirect(`/${step + 1}`, 300 + step);
		}
		expect(await fetched(web, 'https://files.example/0')).toBe('%PDF-1.4');
		expect(urls()).toHaveLength(6);
		expect(bodies.slice(0, 5).every(({ destroyed }) => destroyed)).toBe(true);
	});

	it('is not followed a sixth time', async () => {
		const web = { [SECURE]: () => redirect(SECURE) };
		expect(await fetched(web, SECURE)).toMatchObject(meaning('too many redirects'));
		expect(urls()).toHaveLength(6);
	});

	it('to a private network or another protocol is not followed', async () => {
		for (const [link, what] of forbidden) {
			asked = [];
			const web = { [SECURE]: () => redirect(link) };
			expect(await fetched(web, SECURE)).toMatchObject(meaning(what));
			expect(urls()).toEqual([SECURE]);
		}
	});

	it('without an address is reported by its status', async () => {
		expect(await fetched({ [SECURE]: () => file('', 302) }, SECURE)).toMatchObject({
			type: 'http',
			httpStatus: 302,
		});
	});

	it.each([299, 400])('is not followed with status %i', async (statusCode) => {
		const web = { [SECURE]: () => redirect('/b', statusCode) };
		expect(await fetched(web, SECURE)).toMatchObject({ httpStatus: statusCode });
	});
});

describe('a link', () => {
	it.each([
		...[...forbidden, ['', 'a link that is not a web address']],
		['no address', 'a link that is not a web address'],
	])('to %j is not fetched', async (link, what) => {
		expect(await fetched({}, link)).toMatchObject(meaning(what));
		expect(asked).toEqual([]);
	});

	it('to a private network is fetched from the host of Base URL only', async () => {
		n8n.file = () => pdf();
		const own = new Downloads(n8n.port, 30_000).pdf('https://10.0.0.1/a.pdf', '10.0.0.1');
		expect((await own).toString()).toBe('%PDF-1.4');
	});
});

describe('a file', () => {
	const read = async (answer: () => unknown) => await fetched({ [SECURE]: answer }, SECURE);

	it('that is missing is reported by its status, and the body is closed', async () => {
		expect(await read(() => file('not found', 404))).toMatchObject({
			meaning:
				'The PDF file of this order was not downloaded: its server answered with HTTP status 404',
			httpStatus: 404,
			endpoint: 'handlerEsimPdfLink',
		});
		expect(bodies[0].destroyed).toBe(true);
	});

	it('that is refused for now says how long its server asks to wait', async () => {
		const until = new Date(script.time.now + 9000).toUTCString();
		for (const wait of ['9', until]) {
			const answer = () => file('', 429, { 'retry-after': wait });
			expect(await read(answer)).toMatchObject({ httpStatus: 429, retryAfterMs: 9000 });
		}
	});

	it('may have its signature anywhere in the first kilobyte', async () => {
		expect(await read(() => file(`${' '.repeat(1019)}%PDF-`))).toMatch(/%PDF-$/);
		for (const content of [`${' '.repeat(1020)}%PDF-`, '<html>', '']) {
			expect(await read(() => file(content))).toMatchObject(meaning('a file that is not a PDF'));
		}
	});

	it('of 20 MB is read, a larger one only up to there', async () => {
		const block = Buffer.alloc(MB, '%PDF-');
		expect(await read(() => file(Array<Buffer>(20).fill(block)))).toHaveLength(20 * MB);
		let poured = 0;
		const endless = (function* () {
			while (++poured < 50) yield block;
		})();
		const answer = () => ({ statusCode: 200, headers: {}, body: Readable.from(endless) });
		expect(await read(answer)).toMatchObject(meaning('a PDF of more than 20 MB'));
		expect(poured).toBeLessThan(40);
	});

	it('is never taken for complete when its connection breaks', async () => {
		const body = Readable.from(
			(function* () {
				yield Buffer.from('%PDF-');
				throw broken('ECONNRESET');
			})(),
		);
		expect(await read(() => ({ body }))).toMatchObject({
			meaning: 'The PDF file of this order was not downloaded: the connection was lost',
			endpoint: 'handlerEsimPdfLink',
		});
	});
});
