import {
	compareIds,
	judge,
	sameId,
	type Road,
	type Verdict,
} from '../../../dist/mioesim/lines/judge';
import type { Asked } from '../../../dist/mioesim/lines/line';
import { asOrder, factsOf } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { CARDS, lineOf, rowOf } from '../../harness/purchases.cts';

const ROADS: readonly Road[] = ['reply', 'earlier', 'later'];

function verdicts(asked: Partial<Asked>, told: JsonRecord): Verdict[] {
	const line = lineOf();
	line.asked = { ...line.asked, ...asked };
	const row = rowOf('EP1', told);
	const seen = { order: asOrder(row), facts: factsOf(row) };
	return ROADS.map((road) => judge(line, seen, road));
}

/** D: decides, w: a warning, -: nothing; for the reply, an earlier order, and a later look. */
const weightsOf = (...args: Parameters<typeof verdicts>) =>
	verdicts(...args)
		.map(({ differences, warnings }) => (differences.length ? 'D' : warnings.length ? 'w' : '-'))
		.join('');

const plan = (changes: JsonRecord) => ({
	packageList: [{ iccid: CARDS[0], priceId: 441, ...changes }],
});

it.each<[what: string, weights: string, asked: Partial<Asked>, told: JsonRecord]>([
	['the same', '---', {}, {}],
	['another count', 'DDD', {}, { count: 2 }],
	['a count of 0', '---', {}, { count: 0 }],
	['another price ID', 'DDD', {}, plan({ priceId: 9 })],
	['one of several price IDs', '---', { priceIds: ['7', '441'] }, {}],
	['a price ID when none is known', '---', { priceIds: [] }, plan({ priceId: 9 })],
	['a price ID of 0', '---', {}, plan({ priceId: 0 })],
	['other daypass days', 'DDD', { daypassDays: 3 }, { daypassDay: 5 }],
	['daypass days of 0', '---', { daypassDays: 3 }, { daypassDay: 0 }],
	['another card of a physical order', 'DDD', { iccids: [CARDS[1]] }, {}],
	['no card of a physical order', '---', { iccids: [CARDS[1]] }, { packageList: [] }],
	['a renewal, by its main order', '-DD', {}, { pflag: null, mainOrderNum: 'EP9' }],
	['a renewal, where pflag and renew agree', '-DD', {}, { pflag: false, renew: 1 }],
	['a main order that was renewed', '---', {}, { pflag: true, renew: 1 }],
	['another destination, with the price ID', 'www', {}, { skuId: 7 }],
	['another destination, without', 'wDD', {}, { skuId: 7, packageList: [] }],
	[
		'another destination of a renewal',
		'wDD',
		{ kind: 'renewal' },
		{ skuId: 7, packageList: [], pflag: false, renew: 1 },
	],
	[
		'another API code, with the price ID',
		'www',
		{ apiCode: '40-0-3-1-G' },
		{ apiCode: '40-0-7-1-G' },
	],
	[
		'another API code, without',
		'wDD',
		{ apiCode: '40-0-3-1-G' },
		{ apiCode: '40-0-7-1-G', packageList: [] },
	],
	[
		'an API code with days in place of its ?',
		'---',
		{ apiCode: '40-0-?-1-g', daypassDays: 5 },
		{ apiCode: '40-0-5-1-G', packageList: [] },
	],
	['another kind of card', 'www', {}, { cardType: 1 }],
	['another address', 'wDw', { customerEmail: 'jo@example.com' }, { email: 'al@example.com' }],
	[
		'an address in another case',
		'---',
		{ customerEmail: 'A@example.com' },
		{ email: 'a@Example.com' },
	],
	...['j***@example.com', 'Jane <al@b.co>', 'al@b.co (work)', 'n/a', ''].map(
		(email): [string, string, Partial<Asked>, JsonRecord] => [
			'an address that is masked or cannot be compared',
			'---',
			{ customerEmail: 'jane@example.com' },
			{ email },
		],
	),
])('%s: %s', (_, weights, asked, told) => {
	expect(weightsOf(asked, told)).toBe(weights);
});

it('a renewal is compared by its cards and, without them, by the order in any case', () => {
	const renewal: Partial<Asked> = { kind: 'renewal', simType: null, mainOrderNumber: 'ep9' };
	const told = { pflag: false, renew: 1, mainOrderNum: 'EP9' };
	expect(weightsOf(renewal, told)).toBe('---');
	expect(weightsOf(renewal, { ...told, mainOrderNum: 'EP8' })).toBe('-DD');
	expect(weightsOf({ ...renewal, iccids: [CARDS[0]] }, { ...told, mainOrderNum: 'EP8' })).toBe(
		'---',
	);
	const unlisted = { ...told, mainOrderNum: 'EP8', packageList: [] };
	expect(weightsOf({ ...renewal, iccids: [CARDS[0]] }, unlisted)).toBe('-DD');
});

it.each<[said: string, asked: Partial<Asked>, told: JsonRecord]>([
	['as a renewal instead of a new purchase', {}, { pflag: false, renew: 1 }],
	['as a new purchase instead of a renewal', { kind: 'renewal' }, { pflag: true, renew: 0 }],
	['with package 9 instead of 7 or 441', { priceIds: ['7', '441'] }, plan({ priceId: 9 })],
	[
		'with package 8 instead of 7',
		{ priceIds: ['7'] },
		{ packageList: [{ priceId: 8 }, { priceId: 9 }] },
	],
	['with API code B instead of A', { apiCode: 'A' }, { apiCode: 'B' }],
	['for destination 7 instead of 45', {}, { skuId: 7 }],
	['with a count of 2 instead of 1', {}, { count: 2 }],
	['with a daypass of 5 instead of 3 days', { daypassDays: 3 }, { daypassDay: 5 }],
	[
		'for the cards …0001, …0002 instead of the card …1111',
		{ iccids: ['8985202241001111'] },
		{ packageList: [{ iccid: '8985202241000001' }, { iccid: '8985202241000002' }] },
	],
	[
		'for order EP8 instead of ep9',
		{ kind: 'renewal', simType: null, mainOrderNumber: 'ep9' },
		{ pflag: false, renew: 1, mainOrderNum: 'EP8' },
	],
	['for a physical SIM card instead of an eSIM', {}, { cardType: 1 }],
])('says what differs: %s', (said, asked, told) => {
	const [, { differences, warnings }] = verdicts(asked, told);
	expect([...differences, ...warnings]).toEqual([said]);
});

it.each([
	[-1, 'dead'],
	[0, 'same'],
	[2, 'dead'],
	[3, 'dead'],
	[4, 'dead'],
	[5, 'same'],
	[6, 'dead'],
	[7, 'dead'],
	[null, 'same'],
])('an order in status %s is %s', (status, is) => {
	expect(verdicts({}, { status }).map((verdict) => verdict.is)).toEqual([is, is, is]);
});

it('a reply with the IDs of another order is somebody else’s, whatever it contains', () => {
	const [reply, ...others] = verdicts({}, { outer_orderid: 'SHOP-2', count: 2 });
	expect(reply).toEqual({ is: 'other', differences: [], warnings: [] });
	expect(others.map(({ is }) => is)).toEqual(['different', 'different']);
	expect(verdicts({}, { outer_orderid: '', outer_itemid: null })[0].is).toBe('same');
});

describe('an ID that MIOeSIM tells', () => {
	it.each<[sent: string, told: string | null, is: ReturnType<typeof sameId>]>([
		['SHOP-1', 'SHOP-1', 'equal'],
		['SHOP-1', null, 'untold'],
		['SHOP-1', '****', 'untold'],
		['SHOP-1', 'shop-1', 'altered'],
		...['*', '**', 'S***1'].map((told): [string, string, 'untold'] => ['SHOP-1', told, 'untold']),
		['SHOP-1', 'SHOP-2**', 'other'],
		['SHOP-1', '*SHOP-2', 'other'],
		['SHOP-1', 'SHOP-1  ', 'altered'],
		['A&B-1', 'A&amp;B-1', 'altered'],
		[`A<B>"C"`, 'A&LT;B&gt;&quot;C&quot;', 'altered'],
		["A'B'/C D", 'A&#39;B&#x27;&#47;C&nbsp;D', 'altered'],
		['A  B', 'A B', 'altered'],
		['AB', 'A B', 'other'],
		['A B', 'A+B', 'altered'],
		['A/1', 'A%2F1', 'altered'],
		['Café-1', 'CafÃ©-1', 'altered'],
		['订单-100', '璁㈠崟-100', 'altered'],
		['#1001', '1001', 'cut'],
		['EXT-ORDER-123456', 'EXT-ORDER-1', 'beginning'],
		['((#1001))', '1001', 'cut'],
		['订单-100', '??-100', 'cut'],
		['订单-100', '?-100', 'cut'],
		['订单-100', '\ufffd\ufffd-100', 'cut'],
		['订单-100', '??-200', 'other'],
		['A订B', 'AB', 'other'],
		['A?-1', 'A??-1', 'other'],
		['SHOP-1', 'SHOP', 'beginning'],
		['A1001', '1001', 'other'],
		['#1001', '#777', 'other'],
		['1-11', '11-1', 'other'],
		['订单一', '订单二', 'other'],
		['SHOP-1', 'SHOP-10', 'other'],
	])('%s told as %s is %s', (sent, told, is) => {
		expect(sameId(sent, told)).toBe(is);
	});

	it.each([
		['SHOP', '45-4', 'cut', 'cut'],
		['SHOP-10', '45-441-', 'equal', 'cut'],
		['SHOP-1', '45-441-1', 'other', 'equal'],
		['SHOP-1', null, 'other', 'untold'],
	])(
		'%s and %s are told of SHOP-10 and 45-441-1',
		(externalOrderId, externalItemId, order, item) => {
			const sent = { externalOrderId: 'SHOP-10', externalItemId: '45-441-1' };
			expect(compareIds(sent, { externalOrderId, externalItemId })).toEqual({ order, item });
		},
	);
});
