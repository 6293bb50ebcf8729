import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Unreadable } from '../api/wire/envelope';
import { Failure } from '../api/codes/failure';
import { httpFailure, networkFailure, replyFailure } from '../api/codes/failures';
import { networkCause } from '../api/wire/networkCause';
import { text } from '../api/values';
import { attempt } from './attempt';
import { cancelSignal, type ApiContext } from './context';

/** The endpoint that gave the links, for error texts. */
const KEY = 'handlerEsimPdfLink';

/** A PDF of one card takes some hundred kilobytes. */
const LARGEST_BYTES = 20 * 1024 * 1024;

const MOST_REDIRECTS = 5;

/** A host that does not answer HTTPS at all must not use up the whole time. */
const HTTPS_TIMEOUT_MS = 5000;

/** The mark of a PDF may come a little after the beginning of the file (PDF 1.7, appendix H). */
const HEADER_BYTES = 1024;

interface Response {
	body: NodeJS.ReadableStream & { destroy(): void };
	headers: Record<string, unknown>;
	statusCode: number;
}

/**
 * Fetches files that the API links to: by HTTP or HTTPS alone, without token and signature, up to a
 * limit. The API gives plain HTTP links (docs/api.md, section 5); HTTPS is tried first, and a host on
 * which it does not work is not asked for it again.
 */
export class Downloads {
	private readonly plainHosts = new Set<string>();

	constructor(
		private readonly context: ApiContext,
		private readonly timeoutMs: number,
	) {}

	/** @throws {Failure} */
	async pdf(link: string): Promise<Buffer> {
		const url = webAddress(link);
		if (url.protocol === 'https:') return await this.fetch(url, this.timeoutMs);
		if (!this.plainHosts.has(url.host)) {
			const secure = new URL(url.href.replace(/^http:/i, 'https:'));
			const timeoutMs = Math.min(this.timeoutMs, HTTPS_TIMEOUT_MS);
			const file = await attempt(this.fetch(secure, timeoutMs));
			if (!(file instanceof Failure)) return file;
			this.plainHosts.add(url.host);
		}
		return await this.fetch(url, this.timeoutMs);
	}

	private async fetch(url: URL, timeoutMs: number): Promise<Buffer> {
		const cancelled = cancelSignal(this.context);
		const timeout = AbortSignal.timeout(timeoutMs);
		const signal = cancelled ? AbortSignal.any([cancelled, timeout]) : timeout;
		let target = url;
		for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
			const response = await this.open(target, signal, timeoutMs);
			const location = text(response.headers.location);
			const isRedirect = response.statusCode >= 300 && response.statusCode < 400;
			if (!isRedirect || location === null) return await readPdf(response);
			response.body.destroy();
			target = webAddress(location, target);
		}
		throw unusable('too many redirects');
	}

	private async open(url: URL, signal: AbortSignal, timeout: number): Promise<Response> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			encoding: 'stream',
			timeout,
			abortSignal: signal,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		};
		try {
			return (await this.context.helpers.httpRequest(options)) as Response;
		} catch (error) {
			throw networkFailure(networkCause(error), KEY);
		}
	}
}

/** @throws {Failure} for anything but HTTP and HTTPS */
function webAddress(link: string, base?: URL): URL {
	let url: URL | undefined;
	try {
		url = new URL(link, base);
	} catch {
		url = undefined;
	}
	if (url && ['http:', 'https:'].includes(url.protocol)) return url;
	throw unusable('a link that is no web address');
}

/** Reads no further than the limit, whatever the server says about the length. */
async function readPdf({ body, statusCode }: Response): Promise<Buffer> {
	if (statusCode !== 200) {
		body.destroy();
		throw httpFailure(statusCode, KEY);
	}
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of body as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > LARGEST_BYTES) break;
			chunks.push(chunk);
		}
	} catch (error) {
		throw networkFailure(networkCause(error), KEY);
	}
	if (size > LARGEST_BYTES) throw unusable('a PDF of more than 20 MB');
	const file = Buffer.concat(chunks);
	if (file.subarray(0, HEADER_BYTES).includes('%PDF-')) return file;
	throw unusable('a file that is no PDF');
}

function unusable(what: Unreadable): Failure {
	return replyFailure(what, KEY).with({
		resolution:
			'The file was not taken. Open the link in a browser to see what it leads to, or turn Download off to get the link alone',
		retryable: false,
		outcome: 'notExecuted',
	});
}
