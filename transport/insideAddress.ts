import { isPrivateHost } from '../api/wire/privateAddress';
import { cancellable } from './cancellable';
import type { ApiContext } from './context';

/** What n8n calls an address that its own rules block (@n8n/backend-network, ssrf). */
const blocked = /^Ssrf/;

/**
 * Whether an address leads into the private network of n8n's server: by what it says, and, where n8n
 * offers it, by what its name resolves to. A name that cannot be resolved is not judged: behind a proxy,
 * only the proxy may know it.
 */
export async function leadsInside(
	context: ApiContext,
	url: URL,
	signal: AbortSignal,
): Promise<boolean> {
	if (isPrivateHost(url.hostname)) return true;
	try {
		// Since n8n 2.40. Its rules are asked even where the server does not enforce them on every node.
		const filter = context.helpers.getSecureEgressFilter?.('enforced');
		if (!filter) return false;
		const verdict = await cancellable(filter.validateUrl(url), signal);
		return !verdict.ok && blocked.test(verdict.error.name);
	} catch {
		return false;
	}
}
