import { settle, type Failure } from '../codes/failure';
import { fileFailure, replyFailure } from '../codes/failures';
import { connectionLost, networkCause } from '../codes/networkTexts';
import { text } from '../values';
import { readBytes, retryAfter } from '../wire/reply';
import { within } from './bounds';
import type { FileReply, Port } from './port';
import { isPrivateHost } from './privateAddress';

/** The endpoint that returned the links, for error texts. */
const KEY = 'handlerEsimPdfLink';

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
		private readonly port: Port,
		private readonly timeoutMs: number,
	) {}

	/**
	 * @param ownHost host of the base URL: a MIOeSIM stand-in in a private network may link to itself
	 * @throws {Failure}
	 */
	async pdf(link: string, ownHost: string): Promise<Buffer> {
		const url = webAddress(link);
		if (url.protocol === 'http:' && !this.plainHosts.has(url.host)) {
			const secure = new URL(url.href.replace('http:', 'https:'));
			const timeoutMs = Math.min(this.timeoutMs, HTTPS_TIMEOUT_MS);
			const file = await settle(this.fetch(secure, ownHost, timeoutMs));
			if (file.ok) return file.data;
			// A host that answers, even if the file is missing, supports HTTPS.
			if (file.failure.details.type === 'network') this.plainHosts.add(url.host);
		}
		return await this.fetch(url, ownHost, this.timeoutMs);
	}

	private async fetch(url: URL, ownHost: string, timeoutMs: number): Promise<Buffer> {
		return await within(this.port.timeout(timeoutMs), this.port.stop, async (end) => {
			let target = url;
			for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
				const isOwn = target.hostname === ownHost;
				const isInside = !isOwn && isPrivateHost(target.hostname);
				const fetching = isInside ? null : this.port.fetchFile(target, { timeoutMs, end }, isOwn);
				const reply = await fetching?.catch(throwFileFailure);
				if (!reply) throw unusable('a link to a private network address');
				const location = text(reply.headers.location);
				const isRedirect = reply.statusCode >= 300 && reply.statusCode < 400;
				if (!isRedirect || location === null) return await this.readPdf(reply);
				reply.body.destroy();
				target = webAddress(location, target);
			}
			throw unusable('too many redirects');
		});
	}

	/** Reads up to the limit, whatever length the server announces. */
	private async readPdf({ body, headers, statusCode }: FileReply): Promise<Buffer> {
		if (statusCode !== 200) {
			body.destroy();
			throw fileFailure(statusCode, KEY, retryAfter(headers, this.port.now()));
		}
		const file = await readBytes(body, LARGEST_BYTES).catch(throwFileFailure);
		if (file === null) throw unusable('a PDF of more than 20 MB');
		if (file.subarray(0, HEADER_BYTES).includes('%PDF-')) return file;
		throw unusable('a file that is not a PDF');
	}
}

function throwFileFailure(error: unknown): never {
	throw fileFailure(networkCause(error) ?? connectionLost, KEY);
}

/** @throws {Failure} for anything but HTTP and HTTPS */
function webAddress(link: string, base?: URL): URL {
	const url = URL.canParse(link, base?.href) ? new URL(link, base) : undefined;
	if (url && ['http:', 'https:'].includes(url.protocol)) return url;
	throw unusable('a link that is not a web address');
}

function unusable(what: string): Failure {
	return replyFailure(what, KEY).with({
		resolution:
			"Turn off 'Download' to return only the link, or ask MIOeSIM support and quote the order number",
		retryable: false,
		outcome: 'notExecuted',
	});
}
