import fc from 'fast-check';
import {
	buildActivationCode,
	readActivationCode,
} from '../../../dist/mioesim/shapes/activationCode';

const plain = {
	lpa: 'LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815',
	smdpAddress: 'SMDP.GSMA.COM',
	matchingId: '04386-AGYFT-A74Y8-3F815',
};
const oid = '1.3.6.1.4.1.31746';

const code = plain.lpa.slice(4);
const required = { lpa: `${plain.lpa}$$1` };

// The examples of SGP.22, section 4.1.1, among them.
it.each([
	...['', 'LPA:', 'lpa:', '\u200b \tLPA:'].map((before): [string, object] => [before + code, {}]),
	...['\r\n', '$', '$$', '$$0'].map((after): [string, object] => [plain.lpa + after, {}]),
	[`${code}$$1`, required],
	[`${code}$1`, required],
	[`${code}$${oid}`, { lpa: `${plain.lpa}$${oid}` }],
	[`${code}$${oid}$1`, { lpa: `${plain.lpa}$${oid}$1` }],
	[`1$SMDP.GSMA.COM$$${oid}`, { lpa: `LPA:1$SMDP.GSMA.COM$$${oid}`, matchingId: '' }],
])('reads %j', (value, more) => expect(readActivationCode(value)).toEqual({ ...plain, ...more }));

it.each([1, 2])('reads a code that was percent-encoded %d times', (times) => {
	let content = `${plain.lpa}$${oid}$1`;
	for (let time = 0; time < times; time++) content = encodeURIComponent(content);
	expect(readActivationCode(content)).toMatchObject({ lpa: `${plain.lpa}$${oid}$1` });
});

const ids = 'null undefined none N/A - pending TBD 待激活 0 0000-0000 XXXX-XXXX A\u00a0B <b>';
const codes = `LPA:1$$|LPA:1$rsp.example.com|LPA:2$rsp.example.com$ABC|LPA:1$localhost$ABC|LPA:1$10.0.0.1$ABC
	|LPA:1$rsp.example.com:8443$ABC|LPA:1$null$null|LPA:1$undefined$undefined|LPA:1$-rsp.example.com$ABC
	|LPA:1$rsp..example.com$ABC|LPA:1$rsp.example.com$ABC$no oid|LPA:1$rsp.example.com$ABC$$2
	|LPA%3A1%24rsp.example.com%24A%2|04386-AGYFT-A74Y8-3F815|123e4567-e89b-12d3-a456-426614174000
	|https://rsp.example.com/qr?c=LPA:1$rsp.example.com$ABC|data:image/png;base64,iVBORw0KGgo=
	|<a href="LPA:1$rsp.example.com$ABC">LPA:1$rsp.example.com$ABC</a>|激活码稍后发送
	|Your code is LPA:1$rsp.example.com$ABC|LPA:1$rsp.example.com$${'A'.repeat(2000)}|`;

it.each<unknown>([
	...[null, 89852022410000, {}],
	...ids.split(' ').map((id) => `LPA:1$rsp.example.com$${id}`),
	...codes.split(/\s*\|/),
])('%j is not an activation code', (value) => expect(readActivationCode(value)).toBeNull());

it.each<[string, string | null, string | undefined]>([
	['rsp.example.com', 'ABC-1', 'LPA:1$rsp.example.com$ABC-1'],
	[' rsp.example.com\n', ' ABC-1 ', 'LPA:1$rsp.example.com$ABC-1'],
	['rsp.example.com', 'ABC-1$$1', 'LPA:1$rsp.example.com$ABC-1$$1'],
	...[
		'1$rsp.example.com',
		'https://rsp.example.com/',
		'rsp.example.com:443',
		'LPA:1$rsp.example.com$',
	].map((host): [string, string, string] => [host, 'ABC-1', 'LPA:1$rsp.example.com$ABC-1']),
	['localhost', 'ABC-1', undefined],
	['pending', 'ABC-1', undefined],
	['rsp.example.com', '', undefined],
	['', 'ABC-1', undefined],
	['rsp.example.com', null, undefined],
	['rsp.example.com', 'https://x.y', undefined],
])('builds a code from %j and %j', (host, id, lpa) =>
	expect(buildActivationCode(host, id)?.lpa).toBe(lpa),
);

it('reads its own output as the same code', () => {
	const label = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
	fc.assert(
		fc.property(
			fc.tuple(label, label),
			fc.stringMatching(/^[A-Z0-9]{4,20}$/),
			fc.constantFrom('', `$${oid}`, `$${oid}$1`, '$$1', '$1', '$'),
			fc.constantFrom('LPA:', 'lpa:', ''),
			(host, id, end, prefix) => {
				const read = readActivationCode(`${prefix}1$${host.join('.')}$X${id}${end}`);
				expect(read).not.toBeNull();
				expect(readActivationCode(read?.lpa)).toEqual(read);
			},
		),
	);
});
