import { start, type Client, type Params } from './client.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';
import type { Oddities, PackagePick } from '../../tools/simulator/oddities.cts';

let sim: RunningSimulator;
let client: Client;
let oddities: Oddities;

beforeEach(async () => {
	({ sim, client } = await start());
	({ oddities } = sim.catalogue);
});
afterEach(() => sim.close());

const order = ({ skuId, priceId }: Pick<PackagePick, 'skuId' | 'priceId'>, more: Params = {}) =>
	client.post('addEsimOrder', { skuId, priceId, count: 1, ...more });

const byCode = ({ apiCode }: { apiCode: string | undefined }, more: Params = {}) =>
	client.post('addEsimOrderByApiCode', { apiCode: apiCode ?? '', count: 1, ...more });

describe('an order', () => {
	it('is charged, delivered and recorded in the ledger', async () => {
		const before = sim.account.balance;
		const reply = await order(oddities.plain, {
			count: 2,
			otherOrderId: 'SHOP-1',
			otherItemId: 'line 1',
			remark: 'gift',
		});
		expect(reply).toEqual({ code: 0, message: 'success', data: 'EP20260131000001' });
		expect(sim.ledger).toEqual([
			{
				kind: 'order',
				endpoint: 'addEsimOrder',
				orderNum: 'EP20260131000001',
				outerOrderId: 'SHOP-1',
				outerItemId: 'line 1',
				skuId: 45,
				priceId: 441,
				apiCode: '45-0-30-5-G',
				count: 2,
				iccids: [expect.stringMatching(/^\d{20}$/), expect.stringMatching(/^\d{20}$/)],
				total: 20.18,
				at: sim.clock.now(),
				phoneNumber: sim.account.phoneNumber,
			},
		]);
		expect(sim.account.balance).toBeCloseTo(before - 20.18, 2);
		expect(sim.violations).toEqual([]);
	});

	it('is bought twice if the same ID comes twice', async () => {
		await order(oddities.plain, { otherOrderId: 'SHOP-1' });
		await order(oddities.plain, { otherOrderId: 'SHOP-1' });
		expect(sim.ledger).toHaveLength(2);
	});

	it('by apiCode, even with a question mark', async () => {
		const reply = await byCode(oddities.questionMark, { daypassDays: 3 });
		expect(reply).toMatchObject({ code: '0', data: 'EP20260131000001' });
		const { priceId, apiCode } = oddities.questionMark;
		expect(sim.ledger[0]).toMatchObject({ priceId, apiCode, total: 3 * 1.25 + 0.5 });
	});

	it('by an apiCode that two destinations share, for the first', async () => {
		const [first] = oddities.sharedApiCode.picks;
		await byCode(oddities.sharedApiCode);
		expect(sim.ledger[0]).toMatchObject({ skuId: first.skuId, priceId: first.priceId });
	});
});

describe('backInfo', () => {
	it('0 returns the number, and so does no value', async () => {
		expect((await order(oddities.plain, { backInfo: 0 })).data).toBe('EP20260131000001');
	});

	it('1 returns the order, 2 adds its PDFs', async () => {
		const { data } = await order(oddities.plain, { backInfo: 1, otherOrderId: 'A' });
		expect(data).toMatchObject({
			orderNum: 'EP20260131000001',
			display: 'Japan',
			purchaseDate: '2026-01-31 (GMT+8)',
			count: 1,
			price: 10.09,
			status: 0,
			renew: 0,
			mainOrderNum: null,
			renewOrderNum: null,
			priceId: 441,
			startDate: null,
			outerOrderid: 'A',
			outerItemId: null,
		});
		const [card] = data.cardApiDtoList;
		expect(card).toMatchObject({
			code: `LPA:1$${String(card.sm_dp_address)}$${String(card.activationCode)}`,
			pdfUrl: null,
			data: '5GB',
			validity: 30,
			usedMB: '0',
			dpId: null,
			apn: 'plus.4g',
		});
		const { data: withPdf } = await order(oddities.plain, { backInfo: 2 });
		expect(withPdf.cardApiDtoList[0].pdfUrl).toMatch(/^http:.*\.pdf$/);
	});

	it('writes some values in several ways', async () => {
		const orders = [];
		for (let index = 0; index < 6; index++) {
			orders.push((await order(oddities.plain, { backInfo: 1 })).data);
		}
		const dates = new Set(orders.map(({ purchaseDate }) => purchaseDate));
		const spellings = ['2026-01-31', '2026-01-31 (GMT+8)', '2026-01-31(GMT+8)'];
		expect([...dates].sort()).toEqual(spellings);
		expect(orders.map(({ price }) => price)).toEqual(expect.arrayContaining([10.09, '10.09']));
		expect(orders.map(({ renewal }) => renewal)).toContain(true);
		expect(orders.every(({ renew }) => renew === 0)).toBe(true);
		expect(orders.some(({ cardApiDtoList: [card] }) => !('code' in card))).toBe(true);
		const lists = orders.map(({ renewOrderNum }) => renewOrderNum);
		expect(lists).toEqual(expect.arrayContaining([null, []]));
	});
});

describe('is refused, and nothing is booked,', () => {
	afterEach(() => {
		expect(sim.ledger).toEqual([]);
		expect(sim.orders.size).toBe(0);
		expect(sim.account.balance).toBe(1_000_000);
		expect(sim.catalogue.stock.get(oddities.plain.priceId)).toBe(Infinity);
	});

	it.each([['skuId'], ['priceId'], ['count']])('without %s', async (missing) => {
		const all = Object.entries({ skuId: 45, priceId: 441, count: 1 });
		const params: Params = Object.fromEntries(all.filter(([name]) => name !== missing));
		const reply = await client.post('addEsimOrder', params);
		expect(reply).toEqual({ code: -2, message: `${missing} is null`, data: null });
	});

	it('for unknown values', async () => {
		expect((await order({ skuId: 45, priceId: 1 })).code).toBe(-3);
		expect((await order({ skuId: 1, priceId: 441 })).code).toBe(-3);
		const reply = await byCode({ apiCode: 'none' });
		expect(reply).toEqual({ code: '-3', message: '套餐不存在', data: '套餐不存在' });
	});

	it('for a price ID that is not a number, with a Java exception', async () => {
		const reply = await order({ skuId: 45, priceId: 441 }, { priceId: 'JP-5GB' });
		expect(reply.code).toBe(500);
		expect(reply.message).toBe('java.lang.NumberFormatException: For input string: "JP-5GB"');
	});

	it('for daypass days that are missing or out of range', async () => {
		expect((await order(oddities.daypass)).message).toBe('daypassDays is null');
		expect((await order(oddities.daypass, { daypassDays: 31 })).code).toBe(-2);
		expect((await order(oddities.daypass2, { daypassDays: 2 })).code).toBe(-2);
	});

	it('for a date that is missing or not valid', async () => {
		expect((await order(oddities.mustDate)).message).toBe('beginDate is null');
		expect((await order(oddities.mustDate, { beginDate: '2026-02-01' })).code).toBe(-2);
		expect((await order(oddities.mustDate, { beginDate: '13/31/2026' })).code).toBe(-2);
	});

	it('for lack of money, with its own code', async () => {
		sim.account.balance = 10;
		const reply = await order(oddities.plain);
		sim.account.balance = 1_000_000;
		expect(reply).toMatchObject({ code: 1013, message: 'Insufficient account balance' });
	});

	it('for lack of stock, with its own code', async () => {
		expect((await order(oddities.noStock)).code).toBe(1021);
	});

	it('for an email without an address', async () => {
		expect((await order(oddities.plain, { isSendEmail: 1 })).code).toBe(-2);
	});
});

it('a daypass costs its days and the card fee', async () => {
	await order(oddities.daypass, { daypassDays: 30, count: 2 });
	expect(sim.ledger[0].total).toBe(2 * (30 * 1.25 + 0.5));
});

it('a plan with a start date starts on that date', async () => {
	const { data } = await order(oddities.mustDate, { beginDate: '02/03/2026', backInfo: 1 });
	sim.activateCard(data.cardApiDtoList[0].iccid);
	sim.clock.set(Date.parse('2026-02-03T12:00:00+08:00'));
	await client.login();
	const { data: later } = await client.post('getOrderInfo', { orderNum: data.orderNum });
	expect(later.startDate).toBe('2026-02-03 00:00:00');
});

it('stock falls with every order', async () => {
	sim.catalogue.stock.set(oddities.plain.priceId, 2);
	expect((await order(oddities.plain, { count: 3 })).code).toBe(1021);
	expect((await order(oddities.plain, { count: 2 })).code).toBe(0);
	expect((await order(oddities.plain)).code).toBe(1021);
});

it('an email is sent if requested', async () => {
	await order(oddities.plain, { isSendEmail: 1, customerEmail: 'a@b.example' });
	expect(sim.ledger.map(({ kind, email }) => [kind, email])).toEqual([
		['order', undefined],
		['mail', 'a@b.example'],
	]);
});

describe('physical SIMs', () => {
	const cards = (dpId: number) => sim.physicalCards.filter((card) => card.dpId === dpId);

	it('get the plan, as many as were ordered', async () => {
		const iccids = cards(1001)
			.slice(0, 2)
			.map(({ iccid }) => iccid);
		const more = { dpId: 1001, iccids: iccids.join(','), count: 2, backInfo: 1 };
		const { data } = await order(oddities.physical, more);
		expect(data.cardApiDtoList.map(({ iccid }) => iccid)).toEqual(iccids);
		const [card] = data.cardApiDtoList;
		expect(card).toMatchObject({ dpId: 1001, sm_dp_address: null, activationCode: null });
		expect((await order(oddities.physical, more)).code).toBe(-3);
	});

	it('have 13 to 20 digits', () => {
		const lengths = new Set(sim.physicalCards.map(({ iccid }) => iccid.length));
		expect([...lengths]).toEqual([20, 19, 18, 13]);
	});

	it("are refused without a partner, without cards, with the wrong number of cards, and for another partner's cards", async () => {
		const { iccid } = cards(1001)[0];
		const other = cards(1002)[0].iccid;
		const refused = async (more: Params = {}) => (await order(oddities.physical, more)).code;
		expect(await refused({ iccids: iccid })).toBe(-10);
		expect(await refused({ dpId: 1001 })).toBe(-2);
		expect(await refused({ dpId: 1001, iccids: iccid, count: 2 })).toBe(-2);
		expect(await refused({ dpId: 1001, iccids: `${iccid},${iccid}` })).toBe(-2);
		expect(await refused({ dpId: 1001, iccids: other })).toBe(-3);
		expect(sim.ledger).toEqual([]);
	});
});
