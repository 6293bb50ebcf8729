import { isPrivateHost } from './privateAddress';
import { cancellable } from './cancellable';
import type { ApiContext } from './context';

/** n8n's error for an address that its own rules block (@n8n/backend-network, ssrf). */
const blocked = /^Ssrf/;

/**
 * Whether an address leads into the private network of n8n's server: by its text and, if n8n offers it,
 * by what its name resolves to. A name that can't be resolved is allowed: behind a proxy, only the proxy
 * may know it.
 */
export async function leadsInside(
	context: ApiContext,
	url: URL,
	signal: AbortSignal,
): Promise<boolean> {
	if (isPrivateHost(url.hostname)) return true;
	try {
		// The rules are checked even if the server doesn't enforce them for every node.
		const filter = context.helpers.getSecureEgressFilter('enforced');
		const verdict = await cancellable(filter.validateUrl(url), signal);
		return !verdict.ok && blocked.test(verdict.error.name);
	} catch {
		// Also before n8n 2.40, which has no such filter.
		return false;
	}
}
