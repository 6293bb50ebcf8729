import { ipRange } from '../vendor/ipRange';

/**
 * Names that never mean a host on the internet: RFC 6761, RFC 6762 (appendix G), RFC 8375, cloud metadata
 * services and Kubernetes.
 */
const privateNames =
	/(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|lan|home|home\.arpa|svc|test)$/;

/**
 * Whether a host is, or by its name must be, inside the network of this server. A link from the API must
 * not reach it: it would fetch what only its own network may see.
 *
 * @param hostname as `URL` returns it, with decimal, octal and hexadecimal spellings of an IPv4 address
 *   in the usual form, and IPv6 in its shortest form in brackets
 */
export function isPrivateHost(hostname: string): boolean {
	const name = hostname.toLowerCase().replace(/[[\]]|\.$/g, '');
	const range = ipRange(name);
	// Any IPv4 address may be inside one of IPv6 that begins with zeros.
	if (range !== null) return range !== 'unicast' || name.startsWith('::');
	return privateNames.test(name) || !name.includes('.');
}
