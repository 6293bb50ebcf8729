import type { IHttpRequestOptions } from 'n8n-workflow';

import { fileFailure, replyFailure } from '../codes/failures';
import type { Unreadable } from '../codes/unreadable';
import { text } from '../values';
import { readBytes, type ByteStream, type HttpReply } from '../wire/body';
import { networkCause } from './networkCause';
import { retryAfter } from '../wire/retryAfter';
import { clock } from './clock';
import { cancelSignal, type ApiContext } from './context';
import { leadsInside } from './insideAddress';
import { failed, succeeded, type Reply } from './reply';

/** The endpoint that returned the links, for error texts. */
const KEY = 'handlerEsimPdfLink';

/** A file in the form that n8n stores. */
interface FileReply extends HttpReply {
	body: ByteStream & { destroy(): void };
}

/** The PDF of one card takes a few hundred kilobytes. */
const LARGEST_BYTES = 20 * 1024 * 1024;

const MOST_REDIRECTS = 5;

/** A host that doesn't answer HTTPS at all must not use up the whole time. */
const HTTPS_TIMEOUT_MS = 5000;

/** The signature of a PDF may come shortly after the beginning of the file (PDF 1.7, appendix H). */
const HEADER_BYTES = 1024;

/**
 * Downloads files that the API links to: only by HTTP or HTTPS, without token and signature, up to a size
 * limit, and only from the internet. The API returns plain HTTP links (docs/api.md, section 5); HTTPS is
 * tried first, and a host where it doesn't work isn't tried again with it.
 */
export class Downloads {
	private readonly plainHosts = new Set<string>();

	constructor(
		private readonly context: ApiContext,
		private readonly timeoutMs: number,
	) {}

	/** @param ownHost host of the base URL: a MIOeSIM stand-in in a private network may link to itself */
	async pdf(link: string, ownHost: string): Promise<Reply<Buffer>> {
		const url = webAddress(link);
		if (url === undefined) return unusable('a link that is not a web address');
		if (url.protocol === 'https:') return await this.fetch(url, ownHost, this.timeoutMs);
		if (!this.plainHosts.has(url.host)) {
			const secure = new URL(url.href.replace('http:', 'https:'));
			const timeoutMs = Math.min(this.timeoutMs, HTTPS_TIMEOUT_MS);
			const file = await this.fetch(secure, ownHost, timeoutMs);
			if (file.ok) return file;
			// A host that answers, even if the file is missing, supports HTTPS.
			if (file.failure.details.type === 'network') this.plainHosts.add(url.host);
		}
		return await this.fetch(url, ownHost, this.timeoutMs);
	}

	private async fetch(url: URL, ownHost: string, timeoutMs: number): Promise<Reply<Buffer>> {
		const cancelled = cancelSignal(this.context);
		const timeout = clock.timeout(timeoutMs);
		const signal = cancelled ? AbortSignal.any([cancelled, timeout]) : timeout;
		let target = url;
		for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
			if (target.hostname !== ownHost && (await leadsInside(this.context, target, signal))) {
				return unusable('a link to a private network address');
			}
			const opened = await this.open(target, signal, timeoutMs);
			if (!opened.ok) return opened;
			const { headers, statusCode, body } = opened.data;
			const location = text(headers.location);
			const isRedirect = statusCode >= 300 && statusCode < 400;
			if (!isRedirect || location === null) return await readPdf(opened.data);
			body.destroy();
			const next = webAddress(location, target);
			if (next === undefined) return unusable('a link that is not a web address');
			target = next;
		}
		return unusable('too many redirects');
	}

	private async open(url: URL, signal: AbortSignal, timeout: number): Promise<Reply<FileReply>> {
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
			return succeeded((await this.context.helpers.httpRequest(options)) as FileReply);
		} catch (error) {
			return failed(fileFailure(networkCause(error), KEY));
		}
	}
}

/** @returns undefined for anything but HTTP and HTTPS */
function webAddress(link: string, base?: URL): URL | undefined {
	try {
		const url = new URL(link, base);
		return ['http:', 'https:'].includes(url.protocol) ? url : undefined;
	} catch {
		return undefined;
	}
}

/** Reads up to the limit, whatever length the server announces. */
async function readPdf({ body, headers, statusCode }: FileReply): Promise<Reply<Buffer>> {
	if (statusCode !== 200) {
		body.destroy();
		return failed(fileFailure(statusCode, KEY, retryAfter(headers, clock.now())));
	}
	try {
		const file = await readBytes(body, LARGEST_BYTES);
		if (file === null) return unusable('a PDF of more than 20 MB');
		const isPdf = file.subarray(0, HEADER_BYTES).includes('%PDF-');
		return isPdf ? succeeded(file) : unusable('a file that is not a PDF');
	} catch (error) {
		return failed(fileFailure(networkCause(error), KEY));
	}
}

function unusable(what: Unreadable): Reply<never> {
	return failed(
		replyFailure(what, KEY).with({
			resolution:
				"Turn off 'Download' to return only the link, or ask MIOeSIM support and quote the order number",
			retryable: false,
			outcome: 'notExecuted',
		}),
	);
}
