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

/** IPv6 networks: unspecified and loopback, unique local, link-local, site-local, multicast. */
const privateIpv6: ReadonlyArray<[firstGroup: number, mask: number]> = [
	[0xfc00, 0xfe00],
	[0xfe80, 0xffc0],
	[0xfec0, 0xffc0],
	[0xff00, 0xff00],
];

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
	if (hostname.startsWith('[')) return isPrivateIpv6(groupsOf(hostname.slice(1, -1)));
	const name = hostname.toLowerCase().replace(/\.$/, '');
	const octets = octetsOf(name);
	if (octets !== null) return isPrivateIpv4(octets);
	return privateNames.test(name) || !name.includes('.');
}

function octetsOf(name: string): number | null {
	if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name)) return null;
	return name.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function isPrivateIpv4(address: number): boolean {
	return privateIpv4.some(([network, bits]) => {
		const size = 2 ** (32 - bits);
		return Math.floor(address / size) === Math.floor((octetsOf(network) ?? 0) / size);
	});
}

/** The eight groups of an IPv6 address; `::` means the missing zeros. */
function groupsOf(address: string): number[] {
	const [head = '', tail] = address.split('::');
	const read = (part: string) =>
		part
			.split(':')
			.filter(Boolean)
			.map((group) => parseInt(group, 16));
	const [left, right] = [read(head), read(tail ?? '')];
	return [
		...left,
		...new Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0),
		...right,
	];
}

function isPrivateIpv6(groups: number[]): boolean {
	const [first, second] = groups;
	if (privateIpv6.some(([network, mask]) => (first & mask) === network)) return true;
	const last = groups[6] * 0x10000 + groups[7];
	const areZero = (count: number) => groups.slice(0, count).every((group) => group === 0);
	// Unspecified, loopback, and IPv4 inside IPv6: compatible, mapped, translated, NAT64, 6to4.
	if (areZero(6)) return last <= 1 || isPrivateIpv4(last);
	if (areZero(5) && groups[5] === 0xffff) return isPrivateIpv4(last);
	if (areZero(4) && groups[4] === 0xffff && groups[5] === 0) return isPrivateIpv4(last);
	if (first === 0x64 && second === 0xff9b) return isPrivateIpv4(last);
	if (first === 0x2002) return isPrivateIpv4(second * 0x10000 + groups[2]);
	return false;
}
