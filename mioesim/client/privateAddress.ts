/**
 * Addresses inside the network of this server, which a link from the API must not reach: it would fetch
 * what only its own network may see.
 */

/** IPv4 networks as `[network, bits]`: RFC 6890, and 100.64/10 of RFC 6598. */
const privateIpv4: ReadonlyArray<[network: string, bits: number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['224.0.0.0', 4],
	['240.0.0.0', 4],
];

/** IPv6 networks by their first digits: unique local, link-local and site-local, multicast. */
const privateIpv6 = /^(?:f[cd]|fe[89a-f]|ff)/;

/** IPv4 inside the 32 digits of IPv6: compatible (also `::1`), mapped, translated, NAT64; 6to4. */
const embeddedIpv4 =
	/^(?:0{24}|0{20}ffff|0{16}ffff0000|0064ff9b.{16})(?<last>.{8})$|^2002(?<first>.{8})/;

/**
 * Names that never mean a host on the internet: RFC 6761, RFC 6762 (appendix G), RFC 8375, cloud metadata
 * services and Kubernetes.
 */
const privateNames =
	/(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|lan|home|home\.arpa|svc|test)$/;

/**
 * Whether a host is, or by its name must be, inside a private network.
 *
 * @param hostname as `URL` returns it, with decimal, octal and hexadecimal spellings of an IPv4 address
 *   in the usual form, and IPv6 in its shortest form in brackets
 */
export function isPrivateHost(hostname: string): boolean {
	if (hostname.startsWith('[')) {
		const digits = ipv6Digits(hostname.slice(1, -1));
		const { last, first = last } = embeddedIpv4.exec(digits)?.groups ?? {};
		return privateIpv6.test(digits) || (first !== undefined && isPrivateIpv4(parseInt(first, 16)));
	}
	const name = hostname.toLowerCase().replace(/\.$/, '');
	if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return isPrivateIpv4(ipv4Number(name));
	return privateNames.test(name) || !name.includes('.');
}

/** The 32 bits of an address as a number. */
function ipv4Number(address: string): number {
	return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function isPrivateIpv4(address: number): boolean {
	return privateIpv4.some(
		([network, bits]) => address >>> (32 - bits) === ipv4Number(network) >>> (32 - bits),
	);
}

/** The 32 hexadecimal digits of an address; `::` means the missing zeros. */
function ipv6Digits(address: string): string {
	const digits = (part: string) =>
		part
			.split(':')
			.map((group) => group && group.padStart(4, '0'))
			.join('');
	const [left, right = ''] = address.split('::').map(digits);
	return left.padEnd(32 - right.length, '0') + right;
}
