import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { inputFailure } from '../../../dist/mioesim/codes/failures';
import {
	accountKey,
	EXECUTED_MS,
	Ledger,
	ledger as shared,
	lineKey,
	monotonic,
	UNKNOWN_MS,
} from '../../../dist/mioesim/lines/ledger';
import { forgetSent } from '../../harness/ledger.cts';

const { now: realNow } = monotonic;
let now = 0;
beforeEach(() => {
	now = 1_000_000;
	monotonic.now = () => now;
});
afterEach(() => {
	monotonic.now = realNow;
	forgetSent();
});

describe('the ledger', () => {
	it('keeps what was sent for fifteen minutes, and what was carried out for a day', () => {
		const ledger = new Ledger<string>();
		ledger.sent('a', 'A');
		ledger.executed('b', 'B');
		now += UNKNOWN_MS - 1;
		expect(ledger.recall('a')).toMatchObject({ outcome: 'unknown', content: 'A' });
		now += 1;
		expect(ledger.recall('a')).toBeUndefined();
		now += EXECUTED_MS - UNKNOWN_MS - 1;
		expect(ledger.recall('b')).toMatchObject({ outcome: 'executed', content: 'B' });
		now += 1;
		expect(ledger.recall('b')).toBeUndefined();
		expect([UNKNOWN_MS, EXECUTED_MS]).toEqual([15 * 60_000, 24 * 60 * 60_000]);
	});

	it('measures time by a clock that nobody can set', () => {
		monotonic.now = realNow;
		expect(Math.abs(monotonic.now() - performance.now())).toBeLessThan(1000);
	});

	it.each<[error: Error, isForgotten: boolean]>([
		[inputFailure('m', 'r'), true],
		[new Cancelled(), true],
		[inputFailure('m', 'r', { outcome: 'unknown' }), false],
		[inputFailure('m', 'r', { outcome: 'executed' }), false],
		[new TypeError('defect'), false],
	])('forgets a request that was certainly not carried out: %s', async (error, isForgotten) => {
		const ledger = new Ledger<string>();
		ledger.executed('b', 'B');
		for (const key of ['a', 'b']) {
			const sending = ledger.record(
				key,
				'C',
				async () => await Promise.reject(error),
				() => '',
			);
			expect(ledger.recall(key)).toMatchObject({ outcome: 'unknown', content: 'C' });
			await expect(sending).rejects.toBe(error);
		}
		const unknown = { outcome: 'unknown', content: 'C' };
		const before = { outcome: 'executed', content: 'B' };
		if (isForgotten) expect(ledger.recall('a')).toBeUndefined();
		else expect(ledger.recall('a')).toMatchObject(unknown);
		expect(ledger.recall('b')).toMatchObject(isForgotten ? before : unknown);
	});

	it('drops the oldest first, those carried out before unknown ones', () => {
		const ledger = new Ledger<string>(EXECUTED_MS, 2);
		for (const key of ['a', 'b']) ledger.sent(key, key);
		for (const key of ['c', 'd', 'e']) ledger.executed(key, key);
		const outcomes = (keys: string) => [...keys].map((key) => ledger.recall(key)?.outcome).join();
		expect(outcomes('abcde')).toBe('unknown,unknown,,executed,executed');
		ledger.sent('f', 'f');
		expect(outcomes('abf')).toBe(',unknown,unknown');
	});

	it('is bounded', () => {
		const order = { orderNumber: null, asked: {} as never };
		for (let index = 0; index <= 10_000; index++) shared.purchases.sent(`b${index}`, order);
		expect(shared.purchases.recall('b0')).toBeUndefined();
		expect(shared.purchases.recall('b1')).toBeDefined();
	});

	it('keeps a cancellation as long as one that may have been carried out', () => {
		shared.cancellations.executed('k', { iccids: [], before: null });
		shared.requests.executed('k', { data: 1 });
		now += UNKNOWN_MS - 1;
		expect(shared.cancellations.recall('k')).toBeDefined();
		now += 1;
		expect(shared.cancellations.recall('k')).toBeUndefined();
		expect(shared.requests.recall('k')).toBeDefined();
	});

	it('gives a card or an order to one owner only, in each account', () => {
		const { cards } = shared;
		expect(cards.give('a', 'card', 'EP1')).toBeNull();
		expect(cards.give('a', 'card', 'EP1')).toBeNull();
		expect(cards.give('a', 'card', 'EP2')).toBe('EP1');
		expect(cards.give('b', 'card', 'EP2')).toBeNull();
		expect(cards.otherOwner('a', 'card', 'EP1')).toBeNull();
		expect(cards.otherOwner('a', 'card', 'EP2')).toBe('EP1');
		cards.takeBack('a', 'card', 'EP2');
		expect(cards.give('a', 'card', 'EP2')).toBe('EP1');
		cards.takeBack('a', 'card', 'EP1');
		expect(cards.give('a', 'card', 'EP2')).toBeNull();
	});
});

it.each<[phoneNumber: string, baseUrl: string, isSame: boolean]>([
	['13800138000', 'https://api.example', true],
	['+86 138-0013-8000', 'https://API.example/', true],
	['0086 13800138000', 'https://api.example/path', true],
	['１３８００１３８０００', 'https://api.example', true],
	['13800138001', 'https://api.example', false],
	['13800138000', 'https://test.example', false],
	['+86 23800138000', 'https://api.example', false],
])('%s at %s is the same account: %p', (phoneNumber, baseUrl, isSame) => {
	const key = (phone: string, url: string) =>
		accountKey({ phoneNumber: phone, baseUrl: url } as Parameters<typeof accountKey>[0]);
	expect(key(phoneNumber, baseUrl) === key('13800138000', 'https://api.example')).toBe(isSame);
	// An account that isn't a number.
	expect(key(' Shop@Example ', baseUrl)).toBe(key('shop@example', baseUrl));
	// 86 is a country only before eleven digits, the first of which is 1.
	expect(key('238613800138000', baseUrl)).not.toBe(key('2313800138000', baseUrl));
	expect(key('86138001380001', baseUrl)).not.toBe(key('138001380001', baseUrl));
});

it('each account and line has a key of its own', () => {
	const of = (account: string, externalOrderId: string, externalItemId: string) =>
		lineKey(account, { externalOrderId, externalItemId });
	const keys = [of('a', 'b', 'c'), of('a', 'bc', ''), of('ab', 'c', ''), of('a', 'b","c', '')];
	expect(new Set([...keys, of('b', 'a', 'c')]).size).toBe(5);
	expect(of('a', 'b', 'c')).toBe(keys[0]);
});
