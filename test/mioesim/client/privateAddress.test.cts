import { isPrivateHost } from '../../../dist/mioesim/client/privateAddress';

/** As the code that follows links sees it: through the parser of addresses. */
const isPrivate = (host: string) => isPrivateHost(new URL(`http://${host}/x`).hostname);
const hosts = (text: string) => text.trim().split(/\s+/);

it.each(
	hosts(`
		localhost LOCALHOST. api.localhost printer.local metadata.google.internal intranet wiki.corp
		db.private host.docker.internal kubernetes.default.svc shop.test
		home.arpa printer printer.local.
		127.0.0.1 127.1 2130706433 0x7f000001 0x7f.1 017700000001 0177.0.0.1 １２７.0.0.1 0.0.0.0 0
		10.1.2.3 100.64.0.1 100.127.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1
		192.0.0.1
		198.18.0.1 224.0.0.1 255.255.255.255
		[::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:10.0.0.1]
		[::127.0.0.1] [64:ff9b::169.254.169.254] [2002:7f00:1::] [fc00::1] [fd12:3456::1] [fe80::1]
		[::ffff:8.8.8.8] [64:ff9b::8.8.8.8] [2002:808:808::] 192.0.2.1
		[febf::1] [fec0::1] [ff02::1]`),
)('%s is inside', (host) => expect(isPrivate(host)).toBe(true));

it.each(
	hosts(`
		bpm.mioesim.com example.com. local.example.com svc.example.com mycorp.com 10.0.0.1.example.com
		192.0.1.1
		8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.0.1
		172.15.255.255 172.32.0.1 192.167.255.255 192.169.0.1 198.20.0.1 223.255.255.255
		[2606:4700::1111] [2001:4860:4860::8888]`),
)('%s is on the internet', (host) => expect(isPrivate(host)).toBe(false));
