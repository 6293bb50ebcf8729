import fc from 'fast-check';
import { iccidOf, isSameIccid, readIccid } from '../../../dist/mioesim/shapes/iccid';

const iccid = '89852022410000123456';

it.each([
	[iccid],
	[' 8985 2022 4100 0012 3456\n'],
	['8985-2022-4100-0012-3456'],
	['8985\u20112022\u20134100\u00a00012\u200b3456'],
	['８９８５２０２２４１００００１２３４５６'],
	['ICCID: 89852022410000123456'],
	['iccid 8985 2022 4100 0012 3456'],
	['ICCID89852022410000123456'],
	['ICCID No. 89852022410000123456'],
	['SIM card number: 89852022410000123456'],
	['ＩＣＣＩＤ：89852022410000123456'],
	['卡号：89852022410000123456'],
	["'89852022410000123456"],
	['"89852022410000123456"'],
])('reads %j', (value) => expect(readIccid(value)).toBe(iccid));

it.each([
	['8985202241000012345F', '8985202241000012345'],
	['8985202241000012345f', '8985202241000012345'],
	['898520224100001234FF', '898520224100001234'],
	['8985202241000', '8985202241000'],
	[8985202241000, '8985202241000'],
])('reads %j as %s', (value, read) => expect(readIccid(value)).toBe(read));

it.each([
	[''],
	[null],
	[undefined],
	[true],
	[{}],
	// Has already lost its last digits.
	[89852022410000120000],
	[8.985],
	['8.98520224100001E+19'],
	['898520224100'],
	['898520224100001234567'],
	['89852022410000123456, 89852022410000123457'],
	['89852022410000123456 89852022410000123457'],
	['EP20240124000013'],
	['LPA:1$rsp.example.com$20240124000013'],
	['2024012400001A'],
	['SIM'],
])('%j is not an ICCID', (value) => expect(readIccid(value)).toBeNull());

it('reads every ICCID, however it is grouped', () => {
	fc.assert(
		fc.property(
			fc.stringMatching(/^[0-9]{13,20}$/),
			fc.nat({ max: 12 }),
			fc.constantFrom(' ', '-', '\u00a0', '–'),
			fc.constantFrom('', 'F'),
			(digits, at, separator, end) => {
				const written = digits.slice(0, at) + separator + digits.slice(at) + end;
				expect(readIccid(written)).toBe(digits);
				expect(isSameIccid(written, digits)).toBe(true);
			},
		),
	);
});

it('leaves text that is not an ICCID unchanged', () => {
	expect(iccidOf(' pending ')).toBe('pending');
	expect(iccidOf('')).toBeNull();
	expect(iccidOf(89852022410000120000)).toBeNull();
	expect(isSameIccid('pending', 'pending')).toBe(false);
});
