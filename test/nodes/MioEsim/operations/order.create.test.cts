import { useBench } from '../../../harness/bench.cts';
import { byId, createOrder, fromList } from '../../../harness/parameters.cts';
import type { IDataObject } from 'n8n-workflow';
import type { OddPackage } from '../../../../tools/simulator/oddities.cts';

const bench = useBench();
beforeEach(() => bench.withSession());

const odd = () => bench.sim.catalogue.oddities;
const additional = (fields: IDataObject) => ({ additionalFields: fields });

describe('the request', () => {
	it('by package', async () => {
		const { success } = await bench.run(
			createOrder(odd().plain, {
				count: '={{ $json.count }}',
				externalOrderId: '={{ $json.shop }}',
				...additional({
					customerEmail: ' a@example.com ',
					externalItemId: 'LINE-1',
					pdfLanguage: 'en-US',
					remark: "测试 O'Brien (2*1)!~",
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
				remark: "测试 O'Brien (2*1)!~",
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
		expect(bench.sim.violations).toEqual([]);
	});

	it('by API code, for a daypass with its question mark', async () => {
		const { apiCode } = odd().questionMark;
		expect(apiCode).toContain('?');
		const { success } = await bench.run(
			createOrder(odd().plain, {
				orderBy: 'apiCode',
				apiCode,
				...additional({ daypassDays: 5 }),
			}),
		);
		expect(success).toHaveLength(1);
		expect(bench.sentTo('addEsimOrderByApiCode')).toEqual([
			expect.objectContaining({ apiCode, daypassDays: '5', count: '1', backInfo: '1' }),
		]);
		expect(bench.sim.violations).toEqual([]);
	});

	it.each([
		['chosen here', (dpId: number) => ({ dpId: fromList(String(dpId)) })],
		['of the credential', () => ({ dpId: fromList('') })],
	])(
		'for physical SIM cards of the distribution partner %s, with ICCIDs as text',
		async (_, choose) => {
			const { skuId, priceId, dpId } = odd().physical;
			const cards = bench.sim.physicalCards.filter((card) => card.dpId === dpId).slice(0, 2);
			const iccids = cards.map(({ iccid }) => iccid);
			bench.credential.data.dpId = String(dpId);
			const { success, error } = await bench.run(
				createOrder(
					{ skuId, priceId },
					{ simType: 'physical', count: 2, iccids: '={{ $json.cards }}', ...choose(dpId) },
				),
				{ items: [{ cards: iccids }] },
			);
			expect(error).toEqual([]);
			expect(bench.sentTo('addEsimOrder')[0]).toMatchObject({
				dpId: String(dpId),
				iccids: iccids.join(),
			});
			expect(success[0].cards.map(({ iccid }) => iccid)).toEqual(iccids);
			expect(bench.sim.violations).toEqual([]);
		},
	);

	it('the same package for more physical cards of a shop order, at any time', async () => {
		const { skuId, priceId, dpId } = odd().physical;
		const cards = bench.sim.physicalCards.filter((card) => card.dpId === dpId).slice(0, 3);
		const [first, ...others] = cards.map(({ iccid }) => iccid);
		const buyFor = async (iccids: string[]) => {
			const more = { simType: 'physical', count: iccids.length, dpId: byId(String(dpId)) };
			const parameters = { externalOrderId: 'SHOP-1', ...more, iccids: iccids.join() };
			return (await bench.run(createOrder({ skuId, priceId }, parameters))).success;
		};
		expect(await buyFor([first])).toMatchObject([{ duplicate: false }]);
		expect(await buyFor(others)).toMatchObject([{ duplicate: false }]);
		expect(await buyFor([...others].reverse())).toMatchObject([{ duplicate: true }]);
		expect(await buyFor([first])).toMatchObject([{ duplicate: true }]);
		expect(bench.sim.ledger).toHaveLength(2);
		expect(bench.sim.violations).toEqual([]);
	});

	it.each([
		['as a day', '2031-01-31'],
		['as the date picker saves it', '2031-01-31T00:00:00'],
		['with a time zone, as it is written', '2031-01-31T20:00:00-05:00'],
		['as midnight in Sydney', '2031-01-31T00:00:00.000+11:00'],
		['as a Luxon date', '={{ DateTime.fromISO("2031-01-31T12:00:00", { zone: "Asia/Tokyo" }) }}'],
		['as a JavaScript date', '={{ new Date("2031-01-30T16:00:00Z") }}'],
		['in American format', '01/31/2031'],
		['in European format', '31/01/2031'],
	])('a start date %s', async (_, beginDate) => {
		const { error } = await bench.run(createOrder(odd().mustDate, additional({ beginDate })));
		expect(error).toEqual([]);
		expect(bench.sentTo('addEsimOrder')[0].beginDate).toBe('01/31/2031');
	});

	it('only the order if nothing has to be checked', async () => {
		await bench.run(
			createOrder(odd().plain, { options: { checkPackage: false, preventDuplicates: false } }),
		);
		expect(bench.called()).toEqual(['addEsimOrder']);
	});

	it('the package list once, and a look-up and a receipt for each item', async () => {
		await bench.run(createOrder(odd().plain), { items: [{}, {}, {}] });
		const called = bench.called();
		expect(called.filter((endpoint) => endpoint === 'getPackages')).toHaveLength(1);
		// A look-up before each order, and a receipt after it.
		expect(called.filter((endpoint) => endpoint === 'queryEsimOrder')).toHaveLength(6);
		expect(called.filter((endpoint) => endpoint === 'addEsimOrder')).toHaveLength(3);
		expect(called).toHaveLength(10);
	});
});

// n8n itself refuses a wrong fixed value when the workflow starts; expressions get this far.
describe('refused before anything is sent, naming the field', () => {
	const physical = (fields: IDataObject) => ({ simType: 'physical', dpId: byId('1'), ...fields });
	it.each([
		[
			'a price ID that is not a number',
			() => ({ priceId: byId('={{ "JP-1" }}') }),
			"'Package' must be a number",
		],
		['no package', () => ({ priceId: byId('={{ "" }}') }), "'Package' is required"],
		[
			'a destination that is not a number',
			() => ({ skuId: byId('={{ "Japan" }}') }),
			"'Destination' must be a",
		],
		['no API code', () => ({ orderBy: 'apiCode', apiCode: ' ' }), "'API Code' is required"],
		['no eSIM', () => ({ count: 0 }), "'Count' must be a whole number of at least 1"],
		['half an eSIM', () => ({ count: 1.5 }), "'Count' must be a whole number"],
		['a count in words', () => ({ count: '={{ "two" }}' }), "'Count' must be a whole number"],
		['a missing count', () => ({ count: '={{ $json.nope }}' }), "'Count' is required"],
		[
			'an expression that cannot be read',
			() => ({ externalOrderId: '={{ $("Gone").item.json.id }}' }),
			"'External Order ID' could not be read",
		],
		[
			'an order ID that has lost its last digits',
			() => ({ externalOrderId: '={{ 12345678901234567890 }}' }),
			"'External Order ID' is a number with too many digits",
		],
		[
			'an item ID that has lost its last digits',
			() => additional({ externalItemId: '={{ 12345678901234567890 }}' }),
			"'External Item ID' is a number with too many digits",
		],
		[
			'an unknown SIM type',
			() => physical({ simType: '={{ "Phone" }}', iccids: '8985202241000012345' }),
			`'SIM Type' does not offer "Phone"`,
		],
		[
			'fewer ICCIDs than Count',
			() => physical({ count: 2, iccids: '8985202241000012345' }),
			"'Count' is 2, but 'ICCIDs' contains 1",
		],
		[
			'letters in an ICCID',
			() => physical({ iccids: '898520224100001234X' }),
			"'ICCIDs' must contain ICCIDs of 13 to 20 digits",
		],
		[
			'an ICCID that came as a number',
			() => physical({ iccids: '={{ 89852022410000123456 }}' }),
			"'ICCIDs' must contain ICCIDs of 13 to 20 digits",
		],
		[
			'no partner',
			() => physical({ iccids: '8985202241000012345', dpId: fromList('') }),
			"'Distribution Partner' is required",
		],
		['no date', () => additional({ beginDate: 'soon' }), "'Begin Date' is not a date"],
		[
			'a day that does not exist',
			() => additional({ beginDate: '2026-02-30' }),
			"'Begin Date' is not a date",
		],
		[
			'an email without an address',
			() => additional({ sendEmail: true, customerEmail: '' }),
			"'Customer Email' is required",
		],
		['no day', () => additional({ daypassDays: 0 }), "'Daypass Days' must be a whole number"],
	])('%s', async (_, more, message) => {
		const { success, error } = await bench.run(createOrder(odd().plain, more()), {
			items: [{ shop: 'A' }],
		});
		expect(success).toEqual([]);
		expect(error).toEqual([
			{
				shop: 'A',
				error: expect.objectContaining({
					message: expect.stringContaining(message),
					type: 'input',
					outcome: 'notExecuted',
				}),
			},
		]);
		expect(bench.sim.calls).toEqual([]);
	});
});

describe('refused after reading the package list', () => {
	const days = (daypassDays: number) => additional({ daypassDays });
	it.each<[string, OddPackage, IDataObject, string]>([
		['too few days', 'daypass2', days(2), "'Daypass Days' must be from 3 to 60 days"],
		['too many days', 'daypass', days(31), "'Daypass Days' must be from 1 to 30 days"],
		['no days', 'daypass', {}, "'Daypass Days' must be from 1 to 30 days"],
		['days for a package that is not a daypass', 'plain', days(5), "'Daypass Days' does not apply"],
		['no start date', 'mustDate', {}, "'Begin Date' is required for this package"],
	])('%s', async (_, name, more, message) => {
		const { error } = await bench.run(createOrder(odd()[name], more), { items: [{}, {}] });
		expect(error.map(({ error: details }) => details.message)).toEqual([
			expect.stringContaining(message),
			expect.stringContaining(message),
		]);
		// The list once; the look-up for duplicates runs beside it.
		const called = bench.called().filter((endpoint) => endpoint !== 'queryEsimOrder');
		expect(called).toEqual(['getPackages']);
		expect(bench.sim.ledger).toEqual([]);
	});

	it.each([
		['the check is off', { options: { checkPackage: false } }, () => {}],
		[
			'the list cannot be read',
			{},
			() => bench.sim.faults.add({ kind: 'http', endpoint: 'getPackages', times: null }),
		],
		[
			'the list is refused',
			{},
			() => bench.sim.faults.add({ kind: 'code', endpoint: 'getPackages', code: -3, times: null }),
		],
		[
			'the list is empty',
			{},
			() => bench.sim.faults.add({ kind: 'code', endpoint: 'getPackages', code: 0, data: {} }),
		],
	])('the API decides if %s', async (_, more, prepare) => {
		prepare();
		const { error } = await bench.run(createOrder(odd().mustDate, more));
		expect(error[0].error).toMatchObject({ code: -2, endpoint: 'addEsimOrder' });
	});

	it('the API decides about a package that is not in the list', async () => {
		const { error } = await bench.run(createOrder({ skuId: 45, priceId: 99999999 }));
		expect(error[0].error).toMatchObject({ code: -3, endpoint: 'addEsimOrder' });
	});
});

describe('the output', () => {
	it('an item for each card, with the fields of its order', async () => {
		const { success, outputs } = await bench.run(
			createOrder(odd().plain, { count: 3, output: 'cards' }),
			{ items: [{}, {}] },
		);
		expect(success).toHaveLength(6);
		expect(new Set(success.map(({ iccid }) => iccid)).size).toBe(6);
		expect(success[0]).toMatchObject({ orderNumber: bench.sim.ledger[0].orderNum, count: 3 });
		expect(outputs[0].map(({ pairedItem }) => [pairedItem].flat()[0]?.item)).toEqual([
			0, 0, 0, 1, 1, 1,
		]);
	});

	it('the API’s data, untouched', async () => {
		const { success } = await bench.run(createOrder(odd().plain, { simplify: false }));
		expect(success[0]).toHaveProperty('cardApiDtoList');
		expect(success[0]).toHaveProperty('outerOrderid');
	});

	it.each<[string, number, string | RegExp, () => void]>([
		[
			'an empty balance',
			1013,
			'Insufficient account balance',
			() => {
				bench.sim.account.balance = 0;
			},
		],
		['no stock', 1021, /Insufficient resources/, () => bench.sim.catalogue.stock.set(441, 0)],
	])('a refusal for %s, with MIOeSIM’s text', async (_, code, said, prepare) => {
		prepare();
		const { error } = await bench.run(createOrder(odd().plain));
		expect(error[0].error).toMatchObject({ code, outcome: 'notExecuted' });
		expect(error[0].error.apiMessage).toMatch(said);
		expect(error[0].error.resolution).toContain(error[0].error.apiMessage);
		expect(bench.sim.ledger).toEqual([]);
	});

	it('a refusal and an order side by side, each on its output, with the shop’s fields', async () => {
		const { success, error } = await bench.run(
			createOrder(odd().plain, { priceId: byId('={{ $json.package }}') }),
			{
				items: [
					{ shop: 'A', package: '99999999' },
					{ shop: 'B', package: 441 },
				],
			},
		);
		expect(success.map(({ orderNumber }) => orderNumber)).toEqual([bench.sim.ledger[0].orderNum]);
		expect(error.map(({ shop, error: { code } }) => [shop, code])).toEqual([['A', -3]]);
	});

	it('an order that was placed, although its details cannot be read', async () => {
		const [{ orderNum }] = bench.sim.seedOrders(1, { status: 0 });
		const refuse = (endpoint: string, code: number, data?: string) =>
			bench.sim.faults.add({ kind: 'code', endpoint, code, data, times: null });
		refuse('addEsimOrder', 0, orderNum);
		refuse('getOrderInfo', 777);
		bench.sim.faults.add({ kind: 'drop', endpoint: 'queryEsimOrder', times: null });
		const { error } = await bench.run(
			createOrder(odd().plain, { options: { preventDuplicates: false } }),
		);
		expect(error[0].error).toMatchObject({
			message: `Order ${orderNum} was placed, but its details could not be read`,
			outcome: 'executed',
			retryable: false,
		});
		expect(error[0].error.resolution).toContain('Do not order again');
	});
});
