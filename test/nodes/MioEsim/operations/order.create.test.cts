import { useBench } from '../../../harness/bench.cts';
import { byId, createOrder, fromList } from '../../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';
import type { OddPackage } from '../../../../tools/simulator/oddities.cts';

const bench = useBench();
beforeEach(() => bench.withSession());
afterEach(() => expect(bench.sim.violations).toEqual([]));

const odd = () => bench.sim.catalogue.oddities;
const additional = (additionalFields: IDataObject) => ({ additionalFields });

/** An order of physical cards, and the ICCIDs of cards that exist. */
function physical(count: number) {
	const { skuId, priceId, dpId } = odd().physical;
	const cards = bench.sim.physicalCards.filter((card) => card.dpId === dpId).slice(0, count);
	const parameters = (more: IDataObject) =>
		createOrder({ skuId, priceId }, { simType: 'physical', ...more });
	return { parameters, dpId: String(dpId), iccids: cards.map(({ iccid }) => iccid) };
}

describe('the request', () => {
	it('by package', async () => {
		const remark = "测试 O'Brien (2*1)!~";
		const { success } = await bench.run(
			createOrder(odd().plain, {
				count: '={{ $json.count }}',
				externalOrderId: '={{ $json.shop }}',
				...additional({
					customerEmail: ' a@example.com ',
					externalItemId: 'LINE-1',
					pdfLanguage: 'en-US',
					remark,
					sendEmail: true,
				}),
			}),
			{ items: [{ count: 2, shop: 'SHOP-1' }] },
		);
		expect(bench.sentTo('addEsimOrder')).toEqual([
			{
				skuId: '45',
				priceId: '441',
				count: '2',
				backInfo: '2',
				customerEmail: 'a@example.com',
				isSendEmail: '1',
				pdfLanguage: 'en-US',
				otherOrderId: 'SHOP-1',
				otherItemId: 'LINE-1',
				remark,
			},
		]);
		expect(success[0]).toMatchObject({
			orderNumber: bench.sim.ledger[0].orderNum,
			statusName: 'Paid',
			count: 2,
			priceId: 441,
			externalOrderId: 'SHOP-1',
			externalItemId: 'LINE-1',
			duplicate: false,
		});
		expect(success[0].cards.map(({ iccid }) => iccid)).toEqual(bench.sim.ledger[0].iccids);
		for (const card of success[0].cards) {
			expect(card.lpa).toMatch(/^LPA:1\$/);
			expect(card.pdfUrl).toMatch(/\.pdf$/);
		}
	});

	it('by API code, for a daypass with its question mark', async () => {
		const { apiCode } = odd().questionMark;
		expect(apiCode).toContain('?');
		const more = { orderBy: 'apiCode', apiCode, ...additional({ daypassDays: 5 }) };
		expect((await bench.run(createOrder(odd().plain, more))).success).toHaveLength(1);
		expect(bench.sentTo('addEsimOrderByApiCode')).toMatchObject([
			{ apiCode, daypassDays: '5', count: '1', backInfo: '1' },
		]);
	});

	it('for physical SIM cards of the credential’s partner, with ICCIDs as text', async () => {
		const { parameters, dpId, iccids } = physical(2);
		bench.credential.data.dpId = dpId;
		const more = { count: 2, iccids: '={{ $json.cards }}', dpId: fromList('') };
		const { success, error } = await bench.run(parameters(more), { items: [{ cards: iccids }] });
		expect(error).toEqual([]);
		expect(bench.sentTo('addEsimOrder')[0]).toMatchObject({ dpId, iccids: iccids.join() });
		expect(success[0].cards.map(({ iccid }) => iccid)).toEqual(iccids);
	});

	it('the same package for more physical cards of a shop order, at any time', async () => {
		const { parameters, dpId, iccids } = physical(3);
		const [first, ...others] = iccids;
		const isDuplicate = async (cards: string[]) => {
			const more = { count: cards.length, dpId: byId(dpId), iccids: cards.join() };
			const { success } = await bench.run(parameters({ externalOrderId: 'SHOP-1', ...more }));
			return success.map(({ duplicate }) => duplicate);
		};
		expect(await isDuplicate([first])).toEqual([false]);
		expect(await isDuplicate(others)).toEqual([false]);
		expect(await isDuplicate([...others].reverse())).toEqual([true]);
		expect(await isDuplicate([first])).toEqual([true]);
		expect(bench.sim.ledger).toHaveLength(2);
	});

	it('only the order if nothing has to be checked', async () => {
		const options = { checkPackage: false, preventDuplicates: false };
		await bench.run(createOrder(odd().plain, { options }));
		expect(bench.called()).toEqual(['addEsimOrder']);
	});

	it('the package list once, and a look-up and a receipt for each item', async () => {
		await bench.run(createOrder(odd().plain), { items: [{}, {}, {}] });
		expect(bench.called().sort()).toEqual([
			...Array<string>(3).fill('addEsimOrder'),
			'getPackages',
			...Array<string>(6).fill('queryEsimOrder'),
		]);
	});
});

// n8n itself refuses a wrong fixed value when the workflow starts; expressions get this far.
describe('refused before anything is sent, naming the field', () => {
	const cards = (iccids: unknown, more: IDataObject = {}) =>
		({ simType: 'physical', dpId: byId('1'), iccids, ...more }) as IDataObject;
	const anyOrder = { apiCode: 'A', destination: 'Japan', data: '5 GB' };
	it.each<[IDataObject, string]>([
		[{ priceId: byId('={{ "JP-1" }}') }, "'Package' must be a number"],
		[{ skuId: byId('={{ "Japan" }}') }, "'Destination' must be a"],
		[{ count: 0 }, "'Count' must be a whole number of at least 1"],
		[{ count: '={{ 1e21 }}' }, "'Count' must be a whole number of at least 1"],
		[{ externalOrderId: '={{ $("Gone").item.json.id }}' }, "'External Order ID' could not be read"],
		[{ externalOrderId: '={{ 2 ** 60 }}' }, "'External Order ID' is a number with too many digits"],
		[additional({ externalItemId: '={{ 2 ** 60 }}' }), "'External Item ID' is a number with too"],
		[{ orderBy: '={{ "code" }}', ...anyOrder }, `'Order By' does not offer "code"`],
		[cards('8985202241000', { simType: '={{ "Phone" }}' }), `'SIM Type' does not offer "Phone"`],
		[cards('8985202241000012345', { count: 2 }), "'Count' is 2, but 'ICCIDs' contains 1"],
		[cards('={{ 89852022410000123456 }}'), "'ICCIDs' must contain ICCIDs of 13 to 20 digits"],
		[additional({ beginDate: '={{ DateTime.fromISO("x") }}' }), "'Begin Date' is not a date"],
		[additional({ daypassDays: 0 }), "'Daypass Days' must be a whole number"],
	])('%j: %s', async (more, message) => {
		const items = [{ shop: 'A' }];
		const { success, error } = await bench.run(createOrder(odd().plain, more), { items });
		expect(success).toEqual([]);
		const failed = { message: expect.stringContaining(message), outcome: 'notExecuted' };
		expect(error).toMatchObject([{ shop: 'A', error: { type: 'input', ...failed } }]);
		expect(bench.sim.calls).toEqual([]);
	});
});

describe('refused after reading the package list', () => {
	it.each<[string, OddPackage, IDataObject, string]>([
		['too few days', 'daypass2', { daypassDays: 2 }, "'Daypass Days' must be from 3 to 60 days"],
		['no start date', 'mustDate', {}, "'Begin Date' is required for this package"],
	])('%s', async (_, name, more, message) => {
		const parameters = createOrder(odd()[name], additional(more));
		const { error } = await bench.run(parameters, { items: [{}, {}] });
		const said = expect.stringContaining(message);
		expect(error.map(({ error: details }) => details.message)).toEqual([said, said]);
		// The list once; the look-up for duplicates runs beside it.
		const called = bench.called().filter((endpoint) => endpoint !== 'queryEsimOrder');
		expect(called).toEqual(['getPackages']);
		expect(bench.sim.ledger).toEqual([]);
	});

	it.each([
		['the check is off', { options: { checkPackage: false } }, () => {}],
		['the list is refused', {}, () => bench.answerWith('getPackages', -3)],
	])('the API decides if %s', async (_, more, prepare) => {
		prepare();
		const error = await bench.failure(createOrder(odd().mustDate, more));
		expect(error).toMatchObject({ code: -2, endpoint: 'addEsimOrder' });
	});
});

describe('the output', () => {
	it('a refusal and an order side by side, each on its output, with the shop’s fields', async () => {
		const items = [
			{ shop: 'A', package: '99999999' },
			{ shop: 'B', package: 441 },
		];
		const parameters = createOrder(odd().plain, { priceId: byId('={{ $json.package }}') });
		const { success, error } = await bench.run(parameters, { items });
		expect(success.map(({ orderNumber }) => orderNumber)).toEqual([bench.sim.ledger[0].orderNum]);
		expect(error.map(({ shop, error: { code } }) => [shop, code])).toEqual([['A', -3]]);
	});

	it('an order that was placed, although its details cannot be read', async () => {
		const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
		bench.answerWith('addEsimOrder', 0, { data: orderNum });
		bench.answerWith('getOrderInfo', 777);
		bench.sim.faults.add({ kind: 'drop', endpoint: 'queryEsimOrder', times: null });
		const options = { preventDuplicates: false };
		const error = await bench.failure(createOrder(odd().plain, { options }));
		expect(error).toMatchObject({
			message: `Order ${orderNum} was placed, but its details could not be read`,
			outcome: 'executed',
			retryable: false,
			resolution: expect.stringContaining('Do not order again'),
		});
	});
});
