import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { inputFailure } from '../../../dist/mioesim/codes/failures';
import type { FailureDetails, Settled } from '../../../dist/mioesim/codes/failure';
import { buy, type Purchased } from '../../../dist/mioesim/lines/buy';
import type { Claims } from '../../../dist/mioesim/lines/claims';
import { accountKey, ledger, lineKey } from '../../../dist/mioesim/lines/ledger';
import type { Line, Till, Wish } from '../../../dist/mioesim/lines/line';
import { asOrder } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import {
	asked,
	CARDS,
	IDS,
	lineOf,
	orderOf,
	refusal,
	rowOf,
	wish,
} from '../../harness/purchases.cts';
import { list, noAnswer, Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const EP = (number: number) => `EP2026010100000${number}`;
const line = (name: string, changes: Partial<Line> = {}) =>
	lineOf({ ids: { ...IDS, externalItemId: name }, ...changes });
const wishing = (changes: Partial<Wish>) => ({ wish: { ...wish, ...changes } });
const card = (number: number) => ({ iccid: CARDS[0].slice(0, -1) + String(number), priceId: 441 });

/** A MIOeSIM that books the orders it receives, and lists them. */
function world(rows: JsonRecord[] = []) {
	let booked = 0;
	const orders = (id: unknown, item: unknown) => {
		const number = String(id);
		const cards = [{ ...card(Number(number.at(-1))), code: `LPA:1$rsp.example.com$${number}` }];
		return orderOf(number, { outerItemId: String(item), cardApiDtoList: cards, count: null });
	};
	return scripts.next({
		addEsimOrder: ({ otherItemId }) => {
			const number = EP(++booked);
			const packageList = [card(booked)];
			rows.push(rowOf(number, { outer_itemid: String(otherItemId), packageList }));
			return orders(number, otherItemId);
		},
		queryEsimOrder: () => list(...rows),
		getOrderInfo: ({ orderNum }) =>
			orders(orderNum, rows.find((each) => each.orderNum === orderNum)?.outer_itemid),
	});
}

const bought = async (script: Script, ...lines: Line[]) => await buy(script.call, lines);
const detailsOf = (result: Settled<Purchased>): Partial<FailureDetails> =>
	result.ok ? {} : result.failure.details;
const dataOf = (result: Settled<Purchased>) => {
	if (!result.ok) throw result.failure;
	return result.data;
};
const endpoints = ({ asked: calls }: Script) => calls.map(([endpoint]) => endpoint);
const no = inputFailure('no', 'no');

describe('a line', () => {
	it('is looked up, checked, sent, and looked up once more', async () => {
		const daypass = { priceid: 441, flows: 1, unit: 'GB', supportDaypass: 1, price: 2 };
		const script = world()
			.on('getDpSupportSkuInfo', () => [{ skuid: 45, display: 'Japan' }])
			.on('getDpSkuSupportPackageInfo', () => ({ skuid: 45, esimPackageVoList: [daypass] }));
		const plan = { destination: 'Japan', data: '1 GB/day', days: 3 };
		const purchase = lineOf({
			...wishing({ chosen: { by: 'plan', ...plan } }),
			asked: { ...asked, skuId: null, priceIds: [] },
			partnerOf: ({ phoneNumber }) => phoneNumber,
		});
		const [result] = await bought(script, purchase);
		const data = dataOf(result);
		const found = { entry: { priceId: 441, isDaypass: true }, price: { paidDays: 3, total: 6 } };
		expect(data).toMatchObject({ ...found, warnings: [] });
		expect(data.order).toEqual({ ...asOrder(data.data), duplicate: false });
		expect(data.listed?.orderNumber).toBe(EP(1));
		expect(endpoints(script)).toEqual([
			'queryEsimOrder',
			'getDpSupportSkuInfo',
			'getDpSkuSupportPackageInfo',
			'addEsimOrder',
			'queryEsimOrder',
		]);
		expect(script.sent('addEsimOrder')).toMatchObject([
			{ skuId: '45', priceId: '441', dpId: script.account, daypassDays: 3 },
		]);
		expect(script.done).toEqual([`order ${EP(1)}`]);
		// What the price list shows is what was asked.
		const key = lineKey(accountKey(await script.call.client.account()), IDS);
		expect(ledger.purchases.recall(key)?.content).toEqual({
			orderNumber: EP(1),
			asked: { ...asked, skuId: null, daypassDays: 3 },
		});
	});

	it('that was bought before is returned, whatever its check says', async () => {
		const row = rowOf(EP(7), { packageList: [card(7)], createTime: '2020-01-01 00:00:00' });
		const script = world([row]);
		let turns = 0;
		const purchaseTurn = async (task: () => Promise<unknown>) => {
			turns++;
			await task();
			throw new Error('nobody waits for this');
		};
		const till = { ...script.call, purchaseTurn } as Till;
		const [result] = await buy(till, [lineOf(wishing({ refusal: no }))]);
		expect(dataOf(result)).toMatchObject({
			order: { orderNumber: EP(7), duplicate: true },
			listed: { orderNumber: asOrder(row).orderNumber },
			entry: null,
			price: null,
			warnings: [expect.stringContaining('was placed on 2020-01-01')],
		});
		expect(script.sent('addEsimOrder')).toEqual([]);
		expect(script.done).toEqual([`order ${EP(7)}`]);
		// It gives up its turn, so that the next item doesn't have to wait.
		expect(turns).toBe(1);
	});

	it('that is refused is not sent, and an unknown outcome before is not hidden', async () => {
		const script = world();
		const purchase = lineOf({ ...wishing({ refusal: no }), preventDuplicates: false });
		expect(await bought(script, purchase)).toEqual([{ ok: false, failure: no }]);
		const account = accountKey(await script.call.client.account());
		ledger.purchases.sent(lineKey(account, IDS), { orderNumber: null, asked });
		expect(detailsOf((await bought(script, purchase))[0])).toMatchObject({
			outcome: 'unknown',
			resolution:
				'An order that was sent for this item before may have been placed: look for it with Order > Get Many. It was not sent again: no. no',
		});
		expect(script.asked).toEqual([]);
	});

	it('whose check has no session, or that cannot be looked up, is not sent', async () => {
		const login = inputFailure('m', 'r', { type: 'login', endpoint: 'login' });
		const script = world().on('getPackages', () => login);
		const physical = { asked: { ...asked, iccids: CARDS } };
		const checked = lineOf({ ...physical, ...wishing({ checkPackage: true }) });
		expect(await bought(script, checked)).toEqual([{ ok: false, failure: login }]);
		script.on('queryEsimOrder', () => refusal(4));
		expect(detailsOf((await bought(script, lineOf()))[0])).toMatchObject({
			code: 4,
			outcome: 'notExecuted',
		});
		expect(script.sent('addEsimOrder')).toEqual([]);
	});

	it('whose account lacks a value is refused before anything is asked', async () => {
		const script = world();
		const partnerOf = () => {
			throw no;
		};
		await expect(bought(script, line('A'), line('B', { partnerOf }))).rejects.toBe(no);
		expect(script.asked).toEqual([]);
	});

	it('that renews an order is compared by the cards of that order', async () => {
		const renewal = rowOf(EP(1), { mainOrderNum: 'EP8', packageList: [card(1)] });
		const renew = async (cards: JsonRecord[] | null) => {
			const main = cards === null ? refusal(4) : list(rowOf('EP7', { packageList: cards }));
			const script = world([renewal]);
			script.on('queryEsimOrder', ({ orderNum }) => (orderNum ? main : list(renewal)));
			const request = { ...asked, kind: 'renewal', count: null, simType: null } as const;
			const [result] = await bought(
				script,
				lineOf({ ...wishing({ kind: 'renewal' }), asked: { ...request, mainOrderNumber: 'EP7' } }),
			);
			return detailsOf(result).meaning;
		};
		expect(await renew([card(1)])).toBeUndefined();
		expect(await renew([card(2)])).toContain('for the card …0011 instead of the card …0012');
		expect(await renew(null)).toContain('for order EP8 instead of EP7');
	});

	it.each([
		[7.99, 2, 'The order would cost $8.00'],
		[8, 2, refusal(-2).details.meaning],
		// Its count and its list differ.
		[8, 3, 'the price of the package is not known'],
	])(
		'that renews two cards twice may cost %d, with a count of %d: %s',
		async (most, count, said) => {
			const main = rowOf('EP7', { count, packageList: [card(1), card(2)] });
			const script = scripts.next({
				queryEsimOrder: ({ orderNum }) => (orderNum ? list(main) : list()),
				getPackages: () => ({ skuid: 45, esimPackageDtoList: [{ priceid: 441, price: 2 }] }),
				renewCard: () => refusal(-2),
			});
			const renewal = {
				...wishing({ kind: 'renewal', highestPrice: most }),
				asked: { ...asked, kind: 'renewal', count: null, simType: null, mainOrderNumber: 'EP7' },
			} as const;
			const [result] = await bought(script, line('A', renewal), line('B', renewal));
			expect(detailsOf(result).meaning).toContain(said);
		},
	);

	it("whose number leads to somebody else's order is the one that is listed", async () => {
		const script = world([rowOf(EP(2), { packageList: [card(2)] })]);
		const { getOrderInfo } = script.answers;
		const others = orderOf(EP(9), { outerOrderId: 'SHOP-2' });
		script.on('addEsimOrder', () => EP(9));
		script.on('getOrderInfo', (by) => (by.orderNum === EP(9) ? others : getOrderInfo?.(by)));
		const [result] = await bought(script, lineOf({ preventDuplicates: false, isUnique: true }));
		const { order, listed } = dataOf(result);
		expect([order.orderNumber, listed?.orderNumber]).toEqual([EP(2), EP(2)]);
	});

	it('that cost more than it may has a warning, and the price list is forgotten', async () => {
		const script = world();
		script.on('addEsimOrder', () => orderOf(EP(1), { price: 12.5, outerItemId: null }));
		script.on('queryEsimOrder', () => list());
		const esimPackageDtoList = [{ priceid: 441, price: 12 }];
		script.on('getPackages', () => ({ skuid: 45, esimPackageDtoList }));
		const open = { preventDuplicates: false, isUnique: true };
		const limited = (highestPrice: number) => wishing({ highestPrice });
		const [cheap] = await bought(script, lineOf({ ...open, ...limited(12.5) }));
		expect([dataOf(cheap).warnings, script.forgotten]).toEqual([[], 0]);
		script.on('addEsimOrder', () => ({
			...orderOf(EP(2), { price: 12.5 }),
			cardApiDtoList: [{ ...card(2), code: 'LPA:1$x.example$2' }],
		}));
		const [dear] = await bought(script, lineOf({ ...open, ...limited(12) }));
		expect(dataOf(dear).warnings).toEqual([
			`Order ${EP(2)} cost $12.50, more than 'Highest Price' ($12.00) allows. Check the order with MIOeSIM; the next items are checked against a new price list`,
		]);
		expect(script.forgotten).toBe(1);
	});
});

describe('several lines of one item', () => {
	it('are settled one by one, in order', async () => {
		const script = world([rowOf(EP(8), { outer_itemid: 'B', packageList: [card(8)] })]);
		const results = await bought(script, line('A', wishing({ refusal: no })), line('B'), line('C'));
		expect(results[0]).toEqual({ ok: false, failure: no });
		expect(dataOf(results[1]).order).toMatchObject({ orderNumber: EP(8), duplicate: true });
		expect(dataOf(results[2])).toMatchObject({ order: { orderNumber: EP(1) } });
		expect(script.sent('addEsimOrder').map(({ otherItemId }) => otherItemId)).toEqual(['C']);
	});

	it('are all sent even if one fails, and the turn gets the failure', async () => {
		const script = world();
		const { addEsimOrder } = script.answers;
		script.on('addEsimOrder', (parameters) =>
			parameters.otherItemId === 'A' ? refusal(-2) : addEsimOrder?.(parameters),
		);
		let turn: Promise<unknown> = Promise.resolve();
		const purchaseTurn = async (task: () => Promise<unknown>) => await (turn = task());
		const till = { ...script.call, purchaseTurn } as Till;
		const results = await buy(till, [line('A'), line('B')]);
		expect(results.map(({ ok }) => ok)).toEqual([false, true]);
		await expect(turn).rejects.toMatchObject({ details: refusal(-2).details });
		await buy(till, [line('C')]);
		await expect(turn).resolves.toBeUndefined();
	});

	it('of an item that is not admitted all fail, with the reason', async () => {
		const script = world();
		const till = { ...script.call, purchaseTurn: async () => await Promise.reject(no) } as Till;
		const failed = { ok: false, failure: no };
		expect(await buy(till, [line('A'), line('B')])).toEqual([failed, failed]);
		expect(script.sent('addEsimOrder')).toEqual([]);
	});

	it('that are stopped report what was bought, and what was not', async () => {
		const script = world();
		const { addEsimOrder } = script.answers;
		script.on('addEsimOrder', (parameters) => {
			if (parameters.otherItemId === 'B') throw new Cancelled();
			return addEsimOrder?.(parameters);
		});
		const results = await bought(script, line('A'), line('B'), line('C'));
		expect(dataOf(results[0]).order.orderNumber).toBe(EP(1));
		for (const result of results.slice(1)) {
			expect(detailsOf(result)).toMatchObject({
				meaning: 'The execution was stopped before this was ordered',
				outcome: 'notExecuted',
			});
		}
		await expect(bought(script, line('B'))).rejects.toThrow('stopped');
	});
});

describe('the claim of a line', () => {
	const BEFORE = { ...IDS, externalItemId: 'BEFORE' };

	async function claimsOf(script: Script, changes: Partial<Line> = {}) {
		const log: string[] = [];
		const claim = () => {
			log.push('claimed');
			return {
				decision: Promise.resolve('held' as const),
				release: async () => await Promise.resolve(log.push('released')),
			};
		};
		const till = { ...script.call, claims: { claim } as unknown as Claims };
		await buy(till, [lineOf(changes)]).catch(() => undefined);
		return log;
	}

	it.each<[what: string, answer: unknown, changes: Partial<Line>, log: string[]]>([
		['that is bought', undefined, {}, ['claimed']],
		['that was bought before', undefined, { ids: BEFORE }, ['claimed']],
		['whose outcome is unknown', noAnswer, {}, ['claimed']],
		['whose check fails', undefined, wishing({ refusal: no }), ['claimed', 'released']],
		['that MIOeSIM refuses', refusal(-2), {}, ['claimed', 'released']],
		['without Prevent Duplicates', undefined, { preventDuplicates: false }, []],
	])('%s is kept or released', async (_, answer, changes, log) => {
		const script = world([rowOf(EP(7), { outer_itemid: BEFORE.externalItemId })]);
		if (answer !== undefined) {
			script.on('addEsimOrder', () => answer).on('queryEsimOrder', () => list());
		}
		expect(await claimsOf(script, changes)).toEqual(log);
		// What this process has sent needs no claim.
		if (answer === noAnswer) expect(await claimsOf(script)).toEqual([]);
	});
});
