import { retryAfter } from '../../dist/mioesim/wire/retryAfter';

const NOW = Date.parse('2026-01-31T10:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

it.each([
	['7', 7000],
	[' 7 ', 7000],
	['0', 0],
	['3600', 3_600_000],
	['Sat, 31 Jan 2026 10:00:30 GMT', 30_000],
	['Sat, 31 Jan 2026 09:00:00 GMT', 0],
	['Wed, 21 Oct 9999 07:28:00 GMT', DAY],
	['99999999999999999999', DAY],
	['9'.repeat(40), DAY],
	['soon', undefined],
	['', undefined],
	[undefined, undefined],
])('reads %j', (value, wait) => {
	expect(retryAfter({ 'retry-after': value }, NOW)).toBe(wait);
});

it.each(['1.5', '7 s', 's7', '-'])('ignores %j, which is not a number', (value) => {
	const wait = retryAfter({ 'retry-after': value }, NOW);
	expect(wait === undefined || wait === 0).toBe(true);
});

it('reads a value that is already a number, and no other header', () => {
	expect(retryAfter({ 'retry-after': 7 }, NOW)).toBe(7000);
	expect(retryAfter({ 'retry-later': '7' }, NOW)).toBeUndefined();
});
