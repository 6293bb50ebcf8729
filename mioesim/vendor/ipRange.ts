import { isValid, parse } from 'ipaddr.js';

/** The range that an IP address belongs to: `unicast` is the internet's. Null for a name. */
export function ipRange(host: string): string | null {
	return isValid(host) ? parse(host).range() : null;
}
