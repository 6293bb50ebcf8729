import { inputFailure } from '../../../dist/mioesim/codes/failures';
import type { JsonRecord } from '../../../dist/mioesim/values';
import type { ChosenPackage, Wish } from '../../../dist/mioesim/lines/line';
import {
	daysToOrder,
	endpointFor,
	isSameCode,
	namedBy,
	packageKey,
	packageParameters,
	priceIdsOf,
	priceOf,
	readPlanSize,
} from '../../../dist/mioesim/lines/package';
import { resolvePackage } from '../../../dist/mioesim/lines/priceLists';
import { refusalsOf } from '../../../dist/mioesim/lines/refusals';
import { CARDS, refusal, wish } from '../../harness/purchases.cts';
import { useScript, type Script } from '../../harness/script.cts';

const scripts = useScript();
const login = inputFailure('m', 'r', { type: 'login', endpoint: 'login' });
const named: ChosenPackage = { by: 'package', skuId: '45', priceId: '441' };
const code = (apiCode: string, skuId: string | null = null): ChosenPackage => ({
	by: 'apiCode',
	apiCode,
	skuId,
});
/** The list of a SKU; each row is package 441 unless it says otherwise. */
const sku = (skuid: number, ...rows: JsonRecord[]): JsonRecord => ({
	skuid,
	displayEn: 'Japan',
	esimPackageDtoList: rows.map((row) => ({ priceid: 441, flows: 1, unit: 'GB', days: 3, ...row })),
});
const list = (...rows: JsonRecord[]) => sku(45, ...rows);

interface Where {
	kind?: Wish['kind'];
	dpId?: string;
	iccid?: string;
	daypassDays?: number;
}
const newCard: Where = {};
const card: Where = { kind: 'renewal', iccid: CARDS[0] };

async function resolve(script: Script, chosen: ChosenPackage = named, where: Where = newCard) {
	const { kind = 'purchase', dpId = null, iccid = null, daypassDays = null } = where;
	return await resolvePackage(script.call.client, { kind, chosen, daypassDays }, dpId, iccid);
}

const wishing = (changes: Partial<Wish> = {}): Wish => ({
	...wish,
	checkPackage: true,
	...changes,
});

it('is named by its IDs or its API code', () => {
	expect(packageKey(named)).toBe('45-441');
	expect(packageParameters(named, null)).toEqual({ skuId: '45', priceId: '441' });
	expect(endpointFor(wishing())).toBe('addEsimOrder');
	expect(endpointFor(wishing({ kind: 'renewal' }))).toBe('renewCard');
	expect(packageKey(code('A'))).toBe('A');
	expect(packageParameters(code('A'), null)).toEqual({ apiCode: 'A' });
	expect(endpointFor(wishing({ chosen: code('A') }))).toBe('addEsimOrderByApiCode');
	expect(endpointFor(wishing({ kind: 'renewal', chosen: code('A') }))).toBe('renewCardByApiCode');
	const byIds = { kind: 'purchase', skuId: '45', priceIds: ['441'], apiCode: null };
	expect(namedBy(wishing({ daypassDays: 3 }))).toEqual({ ...byIds, daypassDays: 3 });
	const byCode = { ...byIds, skuId: null, priceIds: [], apiCode: 'A', daypassDays: null };
	expect(namedBy(wishing({ chosen: code('A', '45') }))).toStrictEqual(byCode);
});

it.each([
	['40-0-3-1-G', '40-0-3-1-g', true],
	[' 40-0-3-1-G', '40-0-3-1-G ', true],
	['40-1-?-1-G-D', '40-1-7-1-G-d', true],
	['40-1-7-1-G', '40-1-?-1-G', true],
	['40-1-?-1-G', '40-1-?-1-G', true],
	['40-1-?-1-G', '40-1-10-1-G', true],
	['40-1-?-1-G', '40-1-x7-1-G', false],
	['40-1-?-1-G', '40-1-7x-1-G', false],
	['40-1-?-1-G', '40-1-x-1-G', false],
	['40-0-3-1-G', '40-0-4-1-G', false],
	['40-0-3-1-G', '40-0-3-1-G-D', false],
])('API codes %s and %s: one is the other %p', (left, right, isSame) => {
	expect(isSameCode(left, right)).toBe(isSame);
});

describe('the package of a purchase', () => {
	it('is found in the list of its destination, where the dearest row counts, and the first of two', async () => {
		const script = scripts.next({
			getPackages: () =>
				list({ priceid: 440 }, { price: 2 }, { price: 3 }, { price: 3, mustDate: 1 }),
		});
		const { entry, candidates, misfit } = await resolve(script);
		expect([entry?.price, candidates.length, misfit]).toEqual([3, 3, null]);
		expect(entry?.startDateRequired).toBe(false);
		expect(script.asked).toEqual([['getPackages', { skuId: '45' }]]);
		const unlisted = { ...named, priceId: '9' };
		expect((await resolve(script, unlisted)).entry).toBeNull();
		expect(priceIdsOf(unlisted, await resolve(script, unlisted))).toEqual(['9']);
	});

	it('is none of another destination', async () => {
		const script = scripts.next({ getPackages: () => sku(46, {}) });
		expect((await resolve(script)).entry).toBeNull();
		script.on('getPackages', () => ({ ...list({}), skuid: null }));
		expect((await resolve(script)).entry).not.toBeNull();
	});

	it('is found in the list of its distribution partner', async () => {
		const script = scripts.next({
			getDpSupportSkuInfo: () => [{ skuid: 45, countryCode: 392 }],
			getDpSkuSupportPackageInfo: () => list({ apiCode: '392-0-3-1-G' }),
		});
		expect((await resolve(script, named, { dpId: 'D' })).entry?.priceId).toBe(441);
		const byCode = await resolve(script, code('392-0-3-1-G'), { dpId: 'D' });
		expect(byCode.entry?.priceId).toBe(441);
		expect(script.asked.map(([, { dpId }]) => dpId)).toEqual(['D', 'D', 'D']);
	});

	describe('with an API code', () => {
		const skus = [
			{ skuid: 45, countryCode: '0040' },
			{ skuid: 44 },
			{ skuid: 46, countryCode: 40 },
			{ skuid: 40, countryCode: '392' },
		];
		const lists: Record<string, JsonRecord> = {
			45: sku(45, { apiCode: '40-0-3-1-G', price: 2 }),
			46: sku(46, { apiCode: '40-0-3-1-G', price: 5, priceid: 500 }, { apiCode: 'JP40-X' }),
			40: sku(40, { apiCode: '40-0-3-1-G', price: 9, priceid: 900 }),
			47: sku(47, { apiCode: '40_Y', priceid: null }),
		};
		const selling = () =>
			scripts.next({ getSkus: () => skus, getPackages: ({ skuId }) => lists[String(skuId)] });

		it('is every row with it in the lists of its country and of the chosen destination', async () => {
			const script = selling();
			const both = await resolve(script, code('40-0-3-1-g'));
			expect(both.entry).toMatchObject({ skuId: '46', price: 5 });
			expect(priceIdsOf(code('40-0-3-1-g'), both)).toEqual(['441', '500']);
			expect(script.sent('getPackages')).toEqual([{ skuId: '45' }, { skuId: '46' }]);
			const all = await resolve(script, code('40-0-3-1-G', '40'));
			expect(priceIdsOf(named, all)).toEqual(['441', '900', '500']);
		});

		it.each([
			['a code without a country', code('JP40-X'), []],
			['a package without an ID', code('40_Y', '47'), []],
			['a code of a country that is not on sale', code('999999999-0-3-1-G'), []],
			['a code that its lists do not have', code('40-0-7-1-G'), []],
			['a code without a country in the chosen destination', code('40_X', '45'), []],
		])('is unknown: %s', async (_, chosen, priceIds) => {
			expect(priceIdsOf(chosen, await resolve(selling(), chosen))).toEqual(priceIds);
		});

		it('is unknown while one of the lists cannot be read: it may be the dearest', async () => {
			const script = selling();
			script.on('getPackages', ({ skuId }) => (skuId === '46' ? refusal(-8) : lists[45]));
			expect((await resolve(script, code('40-0-3-1-G'))).candidates).toEqual([]);
			script.on('getPackages', () => lists[45]).on('getSkus', () => refusal(-8));
			expect((await resolve(script, code('40-0-3-1-G', '45'))).candidates).toEqual([]);
		});
	});

	it('is unknown if the list cannot be read, and a failed login is reported', async () => {
		const script = scripts.next({ getPackages: () => refusal(-8) });
		const unknown = { entry: null, candidates: [], misfit: null, unread: expect.anything() };
		expect(await resolve(script)).toEqual(unknown);
		script.on('getPackages', () => login);
		await expect(resolve(script)).rejects.toBe(login);
	});
});

describe('a plan', () => {
	const plan = (data: string, days = 7, destination = 'Japan'): ChosenPackage => ({
		by: 'plan',
		destination,
		data,
		days,
	});
	const five = { flows: 5, days: 7, price: 5 };
	const row = (priceid: number, more: JsonRecord = {}) => ({ priceid, ...five, ...more });
	const terms = { supportDaypass: 1, minDay: 2, maxDay: 30, openCardFee: 0.5 };
	const daypass = { flows: 1, price: 1, ...terms };
	const rows = [
		row(1),
		row(2, { price: 6 }),
		row(2, { price: 4 }),
		row(3, { price: 4.5, flowType: 1 }),
		row(4, { days: 10, price: 1 }),
		row(5, { price: null }),
		row(6, daypass),
		row(7, { flows: 500, unit: 'MB' }),
		row(8, { showName: 'Unlimited', days: 7 }),
		row(9, { flows: 1, showName: '1GB/Day', price: 7.6 }),
	];
	const skus = [
		{ skuid: 45, countryCode: 392, display: 'Japan' },
		{ skuid: 46, countryCode: 99002, display: 'Europe (40+ countries)' },
		{ skuid: 47, countryCode: 178, display: 'Congo' },
		{ skuid: 48, countryCode: 826, display: 'United Kingdom' },
	];
	const selling = () => scripts.next({ getSkus: () => skus, getPackages: () => list(...rows) });

	it.each<[string, number, number | null, number[]]>([
		['5 GB', 7, 3, [1, 2, 2, 3, 5]],
		['5gb', 10, 4, [4]],
		['0.5', 7, 7, [7]],
		['512 MB', 7, 7, [7]],
		['unlimited', 7, 8, [8]],
		// 7 × $1.00 + $0.50 is cheaper than $7.60
		['1 GB per day', 7, 6, [6, 9]],
		['1GB/day', 30, 6, [6]],
		['1GB/day', 31, null, []],
		['1GB/day', 1, null, []],
		['unlimited per day', 7, 8, [8]],
		['1 GB', 7, null, []],
		['6 GB', 7, null, []],
	])(
		'of %s for %p days is the cheapest package that is exactly that',
		async (data, days, best, all) => {
			const chosen = plan(data, days);
			const resolved = await resolve(selling(), chosen);
			expect(resolved.entry?.priceId ?? null).toBe(best);
			expect(resolved.candidates.map(({ priceId }) => priceId)).toEqual(all);
			const daypassDays = resolved.entry?.isDaypass ? days : null;
			expect(daysToOrder(wishing({ chosen }), resolved.entry)).toBe(daypassDays);
			expect(daysToOrder(wishing({ chosen, daypassDays: 9 }), null)).toBe(9);
			expect(packageParameters(chosen, resolved.entry)).toEqual(
				best === null ? {} : { skuId: '45', priceId: String(best) },
			);
		},
	);

	it.each([
		['Japan', 'JP 日本 tokyo'],
		['Europe', 'Schengen'],
		['UK', 'GB England'],
	])('of %s has one key, whatever it is called and costs', async (destination, others) => {
		for (const other of others.split(' ')) {
			expect(packageKey(plan('5gb', 7, other))).toBe(packageKey(plan('5', 7, destination)));
			expect((await resolve(selling(), plan('5', 7, other))).entry).not.toBeNull();
		}
		expect(packageKey(plan('0.5', 7))).toBe(packageKey(plan('500 MB', 7)));
		// Part of the IDs of orders: no update may change it.
		expect(packageKey(plan('0,5', 7))).toMatch(/-500MB-7d$/);
		expect(packageKey(plan('5/day', 7))).toMatch(/-5000MB-daily-7d$/);
		expect(packageKey(plan('unlimited', 7))).toMatch(/-unlimited-7d$/);
		expect(packageKey(plan('?', 7))).toMatch(/-0MB-7d$/);
		const keys = [plan('5'), plan('5/day'), plan('unlimited'), plan('5', 8), plan('5', 7, 'Congo')];
		expect(new Set(keys.map(packageKey)).size).toBe(keys.length);
	});

	it.each<[string, RegExp, RegExp, days?: number]>([
		['3 GB', /is exactly 3 GB for 30 days$/, /: 5 GB · 10 days · \$1\.00; 5 GB · 7 days/, 30],
		[
			'6 GB',
			/^No package for "Japan" is exactly 6 GB for 7 days$/,
			/: 5 GB · 7 days · \$5\.00; .*; 5 GB · 7 days\. Change/,
		],
		[
			'1 GB',
			/is exactly 1 GB for 7 days$/,
			/: 500 MB · 7 days · \$5\.00; (?:5 GB[^;]*; ){3}5 GB[^;]*Change/,
		],
		['Jap', /sells no destination that is called exactly "Jap"$/, /if it is meant: Japan$/],
		['Atlantis', /called exactly "Atlantis"$/, /Check 'Plan Destination'/],
		[` ${'x'.repeat(61)}`, /called exactly "x{60}"$/, /Check 'Plan Destination'/],
	])('says why it is none: %s', async (typed, meaning, resolution, days = 7) => {
		const chosen = /GB/.test(typed) ? plan(typed, days) : plan('5', days, typed);
		const wanted = wishing({ chosen, checkPackage: false, highestPrice: 1 });
		const [{ details }, ...others] = refusalsOf(await resolve(selling(), chosen), wanted, 1);
		expect([details.outcome, others]).toEqual(['notExecuted', []]);
		expect(details.meaning).toMatch(meaning);
		expect(details.resolution).toMatch(resolution);
	});

	it('that cannot be looked up is not ordered', async () => {
		const script = selling();
		for (const endpoint of ['getPackages', 'getSkus'] as const) {
			const broken = selling().on(endpoint, () => refusal(-8));
			const { misfit } = await resolve(broken, plan('5'));
			const said = /^Nothing was ordered, because MIOeSIM's price list/;
			expect(misfit?.details.resolution).toMatch(said);
			expect(misfit?.details.outcome).toBe('notExecuted');
		}
		script.on('getPackages', () => list());
		const { misfit: none } = await resolve(script, plan('5'));
		expect(none?.details.resolution).toMatch(/lists no package that can be ordered for this/);
		script.on('getSkus', () => login);
		await expect(resolve(script, plan('5'))).rejects.toBe(login);
	});

	it('has the price of the package that it is', async () => {
		const chosen = plan('5 GB');
		const resolved = await resolve(selling(), chosen);
		const told = (highestPrice: number) =>
			refusalsOf(resolved, wishing({ chosen, highestPrice }), 1);
		expect(told(4.5)).toEqual([]);
		expect(told(4.49)[0].details.meaning).toMatch(/would cost \$4\.50/);
		const [days] = refusalsOf(resolved, wishing({ chosen, daypassDays: 3 }), 1);
		expect(days.details.meaning).toMatch(/'Plan Days' is 7/);
		expect(days.details.resolution).toMatch(/^Remove 'Daypass Days'/);
		expect(refusalsOf(resolved, wishing({ chosen, daypassDays: 7 }), 1)).toEqual([]);
	});

	it('for a renewal is a package that fits the card', async () => {
		const script = selling().on('getIccidSupportPackageInfo', () =>
			list(row(1), row(3, { flowType: 1 })),
		);
		expect((await resolve(script, plan('5 GB'), card)).entry?.priceId).toBe(1);
		const { misfit } = await resolve(script, plan('5', 7, 'UK'), card);
		expect(misfit?.details.meaning).toMatch(/cannot be renewed with a plan for "UK"$/);
		expect(misfit?.details.resolution).toMatch(/can be renewed with plans for Japan$/);
		expect(script.sent('getPackages')).toEqual([]);
		// Named without packages, or not known: what the price list shows as renewable.
		for (const answer of [list(), refusal(-8)]) {
			script.on('getIccidSupportPackageInfo', () => answer);
			expect((await resolve(script, plan('5 GB'), card)).entry?.priceId).toBe(1);
		}
		const all = await resolve(script, plan('5 GB'), { kind: 'renewal' });
		expect(all.entry?.priceId).toBe(1);
		expect(new Set(script.sent('getPackages').map(({ skuId }) => skuId))).toEqual(new Set(['45']));
	});

	it('that a card cannot be renewed with names eight destinations at most', async () => {
		const offer = Array.from({ length: 9 }, (_, at) => ({
			skuid: at + 1,
			display: at ? `D${at}` : null,
		}));
		const script = selling().on('getIccidSupportPackageInfo', () => offer);
		const { misfit } = await resolve(script, plan('5', 7, 'UK'), card);
		expect(misfit?.details.resolution).toMatch(
			/with plans for Destination 1, D1, D2, D3, D4, D5, D6, D7$/,
		);
	});
});

it.each([
	['5 GB', 5120, false],
	[' 5 g ', 5120, false],
	['500 m', 500, false],
	['1 t', 1048576, false],
	['2.25 GB', 2304, false],
	['0,5 gb', 512, false],
	['5', 5120, false],
	['5 GB total', 5120, false],
	['1TB', 1048576, false],
	[' 每天1GB', 1024, true],
	// Only the beginning is read.
	[`5 GB${' '.repeat(56)}x`, 5120, false],
	['1GB/Day', 1024, true],
	['无限流量', Infinity, false],
])('%s is %p MB', (typed, mb, daily) => expect(readPlanSize(typed)).toEqual({ mb, daily }));

it.each(['', '0', 'daily', 'five', '-5', '5 GB/30 days', '1,024 MB', '5 kg', '5 GB 7'])(
	'%s is no size of a plan',
	(typed) => {
		expect(readPlanSize(typed)).toBeNull();
	},
);

describe('a renewal of a card', () => {
	const fits = (...rows: JsonRecord[]) =>
		scripts.next({ getIccidSupportPackageInfo: () => list(...rows), getPackages: () => list({}) });
	const refused = async (script: Script, chosen: ChosenPackage = named, where: Where = card) => {
		const renewal = wishing({ kind: 'renewal', chosen });
		const told = refusalsOf(await resolve(script, chosen, where), renewal, 1);
		return told.map(({ details }) => [details.meaning, details.resolution]).at(0) ?? null;
	};
	const misfit = 'The package does not fit this SIM card';
	const once = 'The package cannot be used for a renewal';
	const newOnly = 'MIOeSIM sells it for new eSIMs only';
	const in46: ChosenPackage = { ...named, skuId: '46' };

	it('accepts what the card’s own list has, whatever its flow type', async () => {
		const script = fits({ priceid: 440 }, { flowType: 1 });
		expect(await refused(script)).toBeNull();
		expect(script.asked).toEqual([['getIccidSupportPackageInfo', { iccid: CARDS[0] }]]);
	});

	it('refuses what does not fit the card, and lists what does', async () => {
		const script = fits({ priceid: 440, price: 2 }, { priceid: 442, flowType: 1, days: 1 });
		const offers =
			'The card can be renewed with: Japan 1 GB · 3 days · $2.00 (skuId 45, priceId 440); Japan 1 GB · 1 day (skuId 45, priceId 442)';
		expect(await refused(script)).toEqual([misfit, offers]);
		script.on('getPackages', () => list({ flowType: 1 }));
		expect(await refused(script)).toEqual([once, `${newOnly}. ${offers}`]);
		const nameless = fits().on('getIccidSupportPackageInfo', () => [
			{ ...list({ priceid: 440 }), displayEn: null },
		]);
		expect((await refused(nameless))?.[1]).toMatch(/: Destination 45 1 GB/);
	});

	it('names fifteen packages at most', async () => {
		for (const [count, end] of [
			[15, 'priceId 14)'],
			[17, 'priceId 14); and 2 more, see Package > Get Many by Card'],
		] as const) {
			const rows = Array.from({ length: count }, (_, priceid) => ({ priceid }));
			expect((await refused(fits(...rows)))?.[1].endsWith(end)).toBe(true);
		}
	});

	it('accepts any renewable package of a SKU that is named without packages', async () => {
		const script = fits();
		expect(await refused(script)).toBeNull();
		expect((await refused(script, in46))?.[1]).toMatch(/lists no package/);
		script.on('getPackages', () => list({ flowType: 1 }));
		expect((await refused(script))?.[0]).toBe(once);
		for (const rows of [[{ flowType: 1 }, {}], [{ priceid: 9 }]]) {
			script.on('getPackages', () => list(...rows));
			expect(await refused(script)).toBeNull();
		}
	});

	it.each<[what: string, offer: JsonRecord[], chosen: ChosenPackage, meaning: string | undefined]>([
		['another of its SKUs', [list({ priceid: 440 }), sku(46)], in46, undefined],
		['a code in its SKU', [sku(45)], code('40-A', '45'), undefined],
		['a code in a SKU of its country', [sku(46)], code('40-A'), undefined],
		['a code in another SKU', [sku(47)], code('40-A', '45'), misfit],
	])('that its list names without packages: %s', async (_, offer, chosen, meaning) => {
		const script = fits()
			.on('getIccidSupportPackageInfo', () => offer)
			.on('getSkus', () => [{ skuid: 46, countryCode: 40 }])
			.on('getPackages', ({ skuId }) => sku(Number(skuId), { apiCode: '40-A' }));
		expect((await refused(script, chosen))?.[0]).toBe(meaning);
	});

	it('refuses nothing of that if the package is not to be checked, or for a new eSIM', async () => {
		const script = fits({ priceid: 440 }).on('getPackages', () => list({ flowType: 1 }));
		const unchecked = wishing({ kind: 'renewal', checkPackage: false });
		expect(refusalsOf(await resolve(script, named, card), unchecked, 1)).toEqual([]);
		expect(refusalsOf(await resolve(script), wishing(), 1)).toEqual([]);
	});

	it('is left to MIOeSIM if the card’s list cannot be read or is empty', async () => {
		const script = fits();
		for (const answer of [refusal(-8), [], null]) {
			script.on('getIccidSupportPackageInfo', () => answer);
			expect(await refused(script)).toBeNull();
		}
		script.on('getIccidSupportPackageInfo', () => login);
		await expect(refused(script)).rejects.toBe(login);
	});

	it('refuses an API code only if every package of the card states its code', async () => {
		const chosen = code('A');
		expect(await refused(fits({ apiCode: 'B' }), chosen)).toMatchObject([misfit, /./]);
		expect(await refused(fits({ apiCode: 'B' }, {}), chosen)).toBeNull();
		expect(await refused(fits({ apiCode: 'B' }, { apiCode: 'a' }), chosen)).toBeNull();
	});

	it('of all cards of an order is checked against the list of the destination', async () => {
		const script = fits();
		expect(await refused(script, named, newCard)).toBeNull();
		expect(script.asked).toEqual([['getPackages', { skuId: '45' }]]);
		script.on('getPackages', () => list({ flowType: 1, mustDate: 1 }));
		const advice = 'Choose a package that Package > Get Many shows as renewable';
		expect(await refused(script, named, newCard)).toEqual([once, `${newOnly}. ${advice}`]);
	});
});

describe('the terms of a package', () => {
	const daypass = { supportDaypass: 1, minDay: 2, maxDay: 30 };
	const range = (said: string) => `'Daypass Days' must be ${said} days for this package`;
	const fixed = "'Daypass Days' does not apply to this package";
	const unlisted = code('JP-1GB-3D');
	const never = code('JP-?');

	it.each<[JsonRecord | null, ChosenPackage, number | null, string | null]>([
		[daypass, named, 1, range('from 2 to 30')],
		[daypass, named, 2, null],
		[daypass, named, 30, null],
		[daypass, named, 31, range('from 2 to 30')],
		[daypass, named, null, range('from 2 to 30')],
		[{ supportDaypass: 1, minDay: 0, maxDay: 0 }, named, 999, null],
		[{ supportDaypass: 1, minDay: 0, maxDay: 0 }, named, null, range('1 or more')],
		[{ supportDaypass: 1 }, named, 0, range('1 or more')],
		[{ days: 7 }, named, 3, fixed],
		[{ days: 7 }, named, null, null],
		// Not in the list: only a question mark in the code says something.
		[null, named, 3, null],
		[null, never, null, range('1 or more')],
		[null, never, 3, null],
		[null, unlisted, 3, null],
	])('%j of %j for %p days: %p', async (row, chosen, daypassDays, meaning) => {
		const script = scripts.next({ getPackages: () => list(...(row === null ? [] : [row])) });
		const resolved = await resolve(script, chosen);
		const terms = { chosen, daypassDays };
		const told = refusalsOf(resolved, wishing(terms), 1);
		expect(told.map(({ details }) => details.meaning)).toEqual(meaning === null ? [] : [meaning]);
		expect(told.every(({ details }) => details.outcome === 'notExecuted')).toBe(true);
		expect(refusalsOf(resolved, wishing({ ...terms, checkPackage: false }), 1)).toEqual([]);
	});

	it.each<[JsonRecord, Partial<Wish>, string]>([
		[{ mustDate: 1 }, {}, "Set 'Begin Date' under 'Additional Fields' to the day the plan starts"],
		[daypass, {}, "The package is a daypass. Set 'Daypass Days' under 'Additional Fields'"],
		[{ days: 7 }, { daypassDays: 3 }, "The package runs for 7 days. Remove 'Daypass Days', or"],
		[{ days: 0 }, { daypassDays: 3 }, "The package has a fixed number of days. Remove 'Daypass"],
		[{ price: 2 }, { highestPrice: 1 }, "Nothing was ordered. Check 'Package' and 'Count', or"],
		[{}, { highestPrice: 1 }, "Nothing was ordered, because MIOeSIM's price list shows no price"],
	])('%j of %j say what to do', async (row, changes, resolution) => {
		const resolved = await resolve(scripts.next({ getPackages: () => list(row) }));
		const [told] = refusalsOf(resolved, wishing(changes), 1);
		expect(told.details.resolution).toMatch(new RegExp(`^${resolution}`));
	});

	it('require a start date if the package does, except for a renewal', async () => {
		const resolved = await resolve(scripts.next({ getPackages: () => list({ mustDate: 1 }) }));
		const [told, ...others] = refusalsOf(resolved, wishing(), 1);
		expect(told.details.meaning).toBe("'Begin Date' is required for this package");
		expect(others).toEqual([]);
		for (const fine of [{ beginDate: '01/31/2999' }, { kind: 'renewal' }] as const) {
			expect(refusalsOf(resolved, wishing(fine), 1)).toEqual([]);
		}
	});
});

describe('the price of an item', () => {
	const resolving = async (...rows: JsonRecord[]) =>
		await resolve(scripts.next({ getPackages: () => list(...rows) }));

	it.each([
		[{ supportDaypass: 1, price: 1.25, openCardFee: 0.5 }, 2, 3, [1.25, 3, 0.5, 8.5]],
		[{ supportDaypass: 1, price: 1.25, openCardFee: 0.5 }, 1, null, [1.25, 1, 0.5, 1.75]],
		// The price of a package that is not a daypass covers all its days.
		[{ price: 2.1 }, 3, 5, [2.1, 1, 0, 6.3]],
		[{ price: 0 }, 1, null, null],
		[{ price: -1 }, 1, null, null],
		[{ price: 2, openCardFee: -1 }, 1, null, null],
		[{ price: null }, 1, null, null],
		[{ price: 2.1 }, null, null, null],
	])('%j for %p cards and %p days: %j', async (row, cards, days, price) => {
		const { entry } = await resolving(row);
		const [unitPrice, paidDays, cardFee, total] = price ?? [];
		const expected = price === null ? null : { unitPrice, paidDays, cardFee, total };
		expect(priceOf(entry, cards, days)).toEqual(expected);
	});

	it('is not known without a package', () => expect(priceOf(null, 1, null)).toBeNull());

	it('of an API code is that of its dearest package for these days', async () => {
		const daypass = { apiCode: 'A', supportDaypass: 1 };
		const resolved = await resolve(
			scripts.next({
				getPackages: () =>
					list({ ...daypass, price: 2, openCardFee: 5 }, { ...daypass, priceid: 442, price: 6 }),
			}),
			code('A', '45'),
			{ daypassDays: 3 },
		);
		const limited = wishing({ chosen: code('A', '45'), daypassDays: 3, highestPrice: 17.99 });
		expect(daysToOrder(limited, resolved.entry)).toBe(3);
		expect(refusalsOf(resolved, limited, 1)[0].details.meaning).toMatch(/would cost \$18\.00/);
	});

	it.each([
		[[{ price: 2.1 }], 6.3, null],
		[[{ price: 2.1 }], 6.296, null],
		[[{ price: 2.1 }], 6.29, "The order would cost $6.30, and 'Highest Price' is $6.29"],
		[
			[{ price: 2 }, { price: 2.1 }],
			6.2,
			"The order would cost $6.30, and 'Highest Price' is $6.20",
		],
		[[{ price: 2 }, { price: null }], 9, 'the price of the package is not known'],
		[[{ price: 2 }, { price: 1, openCardFee: -1 }], 9, 'the price of the package is not known'],
		[[{ price: 0 }], 9, 'the price of the package is not known'],
		[[], 9, 'the price of the package is not known'],
	])('%j is compared with Highest Price %d, to the cent', async (rows, highestPrice, said) => {
		const limited = wishing({ highestPrice, checkPackage: false });
		const told = refusalsOf(await resolving(...rows), limited, 3).at(0);
		if (said === null) expect(told).toBeUndefined();
		else expect(told?.details).toMatchObject({ outcome: 'notExecuted', type: 'input' });
		expect(told?.details.meaning ?? '').toContain(said ?? '');
	});

	it.each<[Partial<Wish>, number | null, RegExp]>([
		[{}, 1, /^Nothing was ordered, because .* Check 'Destination' and 'Package', or remove/],
		[{ chosen: code('A') }, 1, /^Nothing was ordered, because .* Set 'Order By' to Package, or/],
		[{}, null, /how many cards the order has/],
	])('that is unknown is said: %j of %p cards', async (changes, cards, said) => {
		const [told] = refusalsOf(await resolving(), wishing({ highestPrice: 9, ...changes }), cards);
		expect(told.details.resolution).toMatch(said);
	});
});
