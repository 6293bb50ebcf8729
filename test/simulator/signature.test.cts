import { sign, isSigned, textToSign } from '../../tools/simulator/signature.cts';
import { SECRET, vectors } from '../mioesim/vectors.cts';

describe.each(vectors)('the vector %o', (params, raw, encoded) => {
	const parameters = new Map(Object.entries(params));

	it('has this raw signature', () => {
		expect(sign(parameters, SECRET, 'raw')).toBe(raw);
	});

	it('has this encoded signature', () => {
		expect(sign(parameters, SECRET, 'encoded')).toBe(encoded);
	});
});

it('leaves out empty values and the signature itself', () => {
	const parameters = new Map([
		['token', 'T'],
		['remark', ''],
		['sign', 'abc'],
	]);
	expect(textToSign(parameters)).toBe('token=T');
});

it('sorts upper case before lower case', () => {
	const parameters = new Map([
		['status', '0'],
		['sTime', 'x'],
	]);
	expect(textToSign(parameters)).toBe('sTime=xstatus=0');
});

it('accepts only the configured styles, and is case-sensitive', () => {
	const [params, raw, encoded] = vectors[2];
	const signed = (given: string) => new Map([...Object.entries(params), ['sign', given]]);
	expect(isSigned(signed(raw), SECRET, ['raw', 'encoded'])).toBe(true);
	expect(isSigned(signed(encoded), SECRET, ['raw', 'encoded'])).toBe(true);
	expect(isSigned(signed(raw), SECRET, ['encoded'])).toBe(false);
	expect(isSigned(signed(encoded), SECRET, ['raw'])).toBe(false);
	expect(isSigned(signed(raw.toUpperCase()), SECRET, ['raw', 'encoded'])).toBe(false);
});
