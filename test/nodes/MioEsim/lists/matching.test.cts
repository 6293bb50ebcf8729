import { matcher } from '../../../../dist/nodes/MioEsim/lists/matching';

const plan = '5 GB · 30 days · $12.50 441 Japan Japan 5GB / 30 Days 45-0-30-5-G';
const daypass = '1 GB · daypass, 3 to 60 days · $1.90 a day 77 Japan 3day 4day 7day';

it.each([
	'5gb',
	'5 GB',
	'5 gb',
	'5 g',
	'5g',
	'japan 30 days',
	'30 Days Japan',
	'30day',
	'30-day',
	'30 d',
	'jap',
	'JAPAN',
	'$12.50',
	'12,50',
	'12.5',
	'12.50 usd',
	'45-0-30',
	'5',
	'',
	'  ',
])('%j finds the plan', (query) => {
	expect(matcher(query)(plan)).toBe(true);
});

it.each(['15gb', '50 GB', '0gb', '3 days', '0 days', 'unlimited', 'korea', 'japan 7 days', '2.50'])(
	'%j does not find it',
	(query) => {
		expect(matcher(query)(plan)).toBe(false);
	},
);

it.each(['daypass', 'day pass', 'japan 7 days', '60 days'])('%j finds the daypass', (query) => {
	expect(matcher(query)(daypass)).toBe(true);
});

it('finds names with accents and in other scripts, whatever the user types', () => {
	expect(matcher('reunion')('Réunion')).toBe(true);
	expect(matcher('日本')('日本 5 GB')).toBe(true);
	expect(matcher('.*(')('Japan')).toBe(false);
	expect(matcher('x'.repeat(100_000))('Japan')).toBe(false);
});
