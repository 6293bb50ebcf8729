import { isIntact } from '../../../dist/mioesim/codes/orderStatus';
import { isOver, lifeFailure } from '../../../dist/mioesim/lines/orderLife';

it.each([
	[null, true],
	[0, true],
	[5, true],
	[-1, false],
	[2, false],
	[3, false],
	[4, false],
	[6, false],
	[7, false],
	[9, false],
])('an order with status %p is alive: %p', (status, alive) => {
	expect(isIntact(status)).toBe(alive);
});

it.each([null, -1, 0, 2, 3, 4, 5, 6, 7, 9])(
	'an order with status %p is over if it was cancelled, in part or in full, or is obsolete',
	(status) => {
		expect(isOver(status)).toBe(status !== null && [2, 3, 4].includes(status));
	},
);

const again = "To buy again, use another 'External Item ID'";
const wait = 'Check its status with Order > Get Many in a few minutes';

it.each([
	[2, 'has since been cancelled', again],
	[3, 'MIOeSIM has since marked as obsolete', again],
	[
		4,
		'has since been partly cancelled',
		`Check with Order > Get Many which of its cards are left before you use one. ${again}`,
	],
	[6, 'is being cancelled', wait],
	[7, 'is being partly cancelled', wait],
	[
		-1,
		'is not paid',
		'Check the order and the balance of the account in MIOeSIM. Once the order is paid, run the item again',
	],
	[9, 'has the status 9', 'Check the order in MIOeSIM'],
])('status %i comes with advice on what to do', (status, became, advice) => {
	const planStatuses = [{ iccid: '89852022410000000011', status: '1' }];
	const variants = [{}, status === 4 ? {} : { planStatuses }];
	for (const more of variants) {
		expect(lifeFailure({ orderNumber: 'EP1', status, ...more })?.details).toMatchObject({
			meaning: `This line was bought as order EP1, which ${became}`,
			resolution: `Nothing was ordered now. ${advice}`,
			type: 'input',
			outcome: 'executed',
			endpoint: 'queryEsimOrder',
			orderNumber: 'EP1',
			retryable: false,
		});
	}
});

it.each([null, 0, 5])('an order with status %p can be returned', (status) => {
	expect(lifeFailure({ orderNumber: 'EP1', status })).toBeNull();
});

it.each([
	[
		[
			{ iccid: '89852022410000000011', status: '1' },
			{ iccid: null, status: null },
			{ iccid: '89852022410000000022', status: null },
		],
		'3 cards on it: …0011 (plan status 1), without ICCID, …0022.',
	],
	[[{ iccid: null, status: '2' }], 'one card on it: without ICCID (plan status 2).'],
])('a partly cancelled order lists each card with its status', (planStatuses, cards) => {
	const failure = lifeFailure({ orderNumber: 'EP1', status: 4, planStatuses });
	expect(failure?.details.resolution).toContain(
		`Nothing was ordered now. MIOeSIM lists ${cards} Check with Order > Get Many`,
	);
});
