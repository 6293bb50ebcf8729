import type { INodeParameters, NodeApiError } from 'n8n-workflow';

import { matcher } from '../../../../dist/nodes/MioEsim/lists/listSearch';
import type { Seeding } from '../../../../tools/simulator/seeding.cts';
import { useBench } from '../../../harness/bench.cts';
import { openList, type List } from '../../../harness/lists.cts';
import { byId, fromList } from '../../../harness/parameters.cts';

const bench = useBench();

const open = async (method: List, filter?: string, parameters?: INodeParameters) =>
	await openList(bench.credential, method, filter, parameters);
const failure = async (method: List, parameters?: INodeParameters) =>
	(await open(method, undefined, parameters).catch((thrown: unknown) => thrown)) as NodeApiError;
const names = (entries: { name: string }[]) => entries.map(({ name }) => name);
const valuesOf = (entries: { value: unknown }[]) => entries.map(({ value }) => value);

const japan = { skuId: byId('45') };
const renewal = (more: INodeParameters) => ({ operation: 'renew', renewBy: 'iccid', ...more });

it('lists the destinations by name, and finds them by what people call them or by ID', async () => {
	const all = await open('searchDestinations');
	expect(all).toHaveLength(bench.sim.catalogue.skus.length);
	expect(names(all)).toEqual([...names(all)].sort((a, b) => a.localeCompare(b)));
	expect((await open('searchDestinations', 'JAPAN'))[0]).toEqual({ name: 'Japan', value: '45' });
	expect(names(await open('searchDestinations', '45'))).toContain('Japan');
	expect(names(await open('searchDestinations', 'holland'))).toEqual(['Netherlands']);
	expect(await open('searchDestinations', 'Atlantis')).toEqual([]);
});

it('labels packages with data, days, price, networks, and whether they can be renewed', async () => {
	const fixed = { supportDaypass: 0, openCardFee: 0, flows: 1, unit: 'GB', days: 3, price: 2.66 };
	const networks = ['A', 'B', 'C', 'D'].map((operator) => ({ operator, type: '5G' }));
	bench.sim.changeCatalogue(({ packages }) => {
		const [, once, again] = packages(45);
		Object.assign(once, fixed, { flowType: 1, minDay: -3e9, networkDtoList: networks.slice(0, 1) });
		Object.assign(again, fixed, { flowType: 0, networkDtoList: networks });
	});
	const [, once, again] = bench.sim.catalogue.packages(45);
	for (const skuId of [fromList('45'), byId('45')]) {
		const packages = await open('searchPackages', undefined, { skuId });
		expect(packages).toEqual(
			expect.arrayContaining([
				{ name: '1 GB · 3 days · $2.66 · A 5G · not renewable', value: String(once.priceid) },
				{ name: '1 GB · 3 days · $2.66 · A 5G, B 5G, C 5G +1', value: String(again.priceid) },
			]),
		);
	}
	for (const typed of ['$2.66', 'D 5G']) {
		expect(valuesOf(await open('searchPackages', typed, japan))).toContain(String(again.priceid));
	}
	const { skuId, priceId } = bench.sim.catalogue.oddities.daypass2;
	const daypasses = await open('searchPackages', undefined, { skuId: byId(String(skuId)) });
	expect(daypasses.find(({ value }) => value === String(priceId))?.name).toMatch(
		/^1 GB · daypass, 3 to 60 days · \$1\.90 a day/,
	);
});

it('lists the API codes in the order of the packages, and finds them by size and code', async () => {
	const offered = bench.sim.catalogue.packages(45).filter(({ apiCode }) => apiCode);
	const codes = await open('searchApiCodes', undefined, japan);
	expect(valuesOf(codes).sort()).toEqual(offered.map(({ apiCode }) => String(apiCode)).sort());
	const labels = names(codes).map((name) => name.split(' · ').slice(0, -1).join(' · '));
	const packages = names(await open('searchPackages', undefined, japan));
	expect(labels).toEqual(packages.filter((name) => labels.includes(name)));
	const [{ value, name }] = codes;
	expect(name.endsWith(` · ${value}`)).toBe(true);
	expect(valuesOf(await open('searchApiCodes', String(value), japan))).toContain(value);
	const none = byId(String(bench.sim.catalogue.oddities.noPackages));
	expect(await open('searchApiCodes', undefined, { skuId: none })).toEqual([]);
});

it.each<[string, List, INodeParameters]>([
	['nothing', 'searchPackages', {}],
	['an empty choice', 'searchPackages', { skuId: fromList('') }],
	['an expression', 'searchApiCodes', { skuId: byId('={{ $json.sku }}') }],
])('asks for a destination first if it is %s', async (_, method, parameters) => {
	expect((await failure(method, parameters)).message).toBe('No destination is chosen');
	expect(bench.sim.calls).toEqual([]);
});

it('lists the distribution partners, with one login for lists opened together', async () => {
	const [partners] = await Promise.all([open('searchPartners'), open('searchDestinations')]);
	expect(partners).toHaveLength(bench.sim.catalogue.partners.length);
	for (const { name, value } of partners) {
		expect([typeof name, typeof value]).toEqual(['string', 'string']);
	}
	expect(bench.sim.loginAttempts).toBe(1);
	bench.sim.expireTokens();
	expect((await open('searchDestinations')).length).toBeGreaterThan(100);
	expect(bench.sim.loginAttempts).toBe(2);
});

describe.each<['searchOrders' | 'searchCards']>([['searchOrders'], ['searchCards']])(
	'%s',
	(method) => {
		const day = 24 * 60 * 60 * 1000;
		/** Recent orders, newest last. */
		const seed = (count: number, more: Seeding = {}) =>
			bench.sim.seedOrders(count, {
				to: bench.sim.clock.now() - 1000,
				status: 0,
				skuId: 45,
				priceId: 441,
				...more,
			});
		const wantedOf = ([{ orderNum, plans }]: ReturnType<typeof seed>) =>
			method === 'searchOrders' ? orderNum : plans[0].card.iccid;

		it('lists the recent ones, newest first, with what tells them apart', async () => {
			expect(await open(method)).toEqual([]);
			const orders = seed(3, { outerOrderId: 'SHOP-7', status: 2 });
			const list = await open(method);
			expect(valuesOf(list)).toEqual(orders.map((order) => wantedOf([order])).reverse());
			const date = new Date(orders[2].createdAt + 8 * 60 * 60 * 1000).toISOString().slice(0, 10);
			expect(list[0].name).toMatch(
				new RegExp(`^\\w+ · Japan 5GB / 30 Days · ${date} · SHOP-7 · Cancelled`),
			);
		});

		it('finds one by order number, ICCID, shop order, product and status', async () => {
			seed(5);
			const [order] = seed(1, { outerOrderId: 'SHOP-77', status: 2 });
			const wanted = wantedOf([order]);
			const { iccid } = order.plans[0].card;
			const typed = [order.orderNum, iccid, 'shop-77', 'japan cancelled', wanted.slice(0, -1)];
			for (const each of typed) expect(valuesOf(await open(method, each))).toContain(wanted);
			expect(valuesOf(await open(method, 'shop-77'))).toEqual([wanted]);
			expect(await open(method, 'Atlantis')).toEqual([]);
		});

		it('shows a hundred orders, and finds an older one by its full number or shop ID', async () => {
			const then = bench.sim.clock.now() - 300 * day;
			const wanted = wantedOf(seed(1, { from: then, to: then, outerOrderId: 'SHOP-OLD' }));
			seed(120);
			const recent = await open(method);
			expect(recent).toHaveLength(100);
			expect(valuesOf(recent)).not.toContain(wanted);
			for (const typed of [` ${wanted} `, 'SHOP-OLD']) {
				expect(valuesOf(await open(method, typed))).toEqual([wanted]);
			}
		});
	},
);

describe('for a renewal', () => {
	/** A card, and the packages of its destination that do not fit it. */
	function card() {
		const [order] = bench.sim.seedOrders(1, { skuId: 45, priceId: 441, status: 0 });
		const unfit = bench.sim.catalogue.packages(45).filter(({ flowType }) => flowType === 1);
		expect(unfit.length).toBeGreaterThan(0);
		return { orderNum: order.orderNum, iccid: order.plans[0].card.iccid, unfit };
	}

	it.each<[string, (of: ReturnType<typeof card>) => INodeParameters]>([
		['the card', ({ iccid }) => ({ iccid: byId(iccid) })],
		['the card as saved by an older workflow', ({ iccid }) => ({ iccid })],
		['its order', ({ orderNum }) => ({ renewBy: 'orderNumber', orderNumber: byId(orderNum) })],
	])('lists the packages that fit %s', async (_, target) => {
		const known = card();
		for (const destination of [{}, japan]) {
			const parameters = renewal({ ...target(known), ...destination });
			const fitting = valuesOf(await open('searchPackages', undefined, parameters));
			expect(fitting.length).toBeGreaterThan(0);
			expect(fitting).not.toContain(String(known.unfit[0].priceid));
			expect(bench.callsOf('getPackages')).toEqual([]);
			const codes = valuesOf(await open('searchApiCodes', undefined, parameters));
			expect(codes).not.toContain(known.unfit[0].apiCode);
		}
	});

	it('lists the destinations that have a package for the card', async () => {
		const all = await open('searchDestinations');
		const parameters = renewal({ iccid: byId(card().iccid) });
		const fitting = await open('searchDestinations', undefined, parameters);
		expect(valuesOf(fitting)).toContain('45');
		expect(fitting.length).toBeLessThan(all.length);
	});

	it('lists every package of a destination that the card can get without saying which', async () => {
		const data = [{ skuid: 45, display: 'Japan' }];
		bench.answerWith('getIccidSupportPackageInfo', 0, { data });
		const parameters = renewal({ iccid: byId(card().iccid) });
		expect(valuesOf(await open('searchDestinations', undefined, parameters))).toEqual(['45']);
		const packages = await open('searchPackages', undefined, { ...parameters, ...japan });
		expect(packages).toHaveLength(bench.sim.catalogue.packages(45).length);
		expect((await failure('searchPackages', parameters)).message).toBe('No destination is chosen');
	});

	it('lists all packages of the destination if the card is an expression', async () => {
		const parameters = renewal({ iccid: byId('={{ $json.iccid }}'), ...japan });
		const packages = await open('searchPackages', undefined, parameters);
		expect(packages).toHaveLength(bench.sim.catalogue.packages(45).length);
	});
});

/** Rows whose every text a server chose to run, or to hide something, in a workflow. */
const PLANTED = ['={{ $env.SECRET }}', '={{1}}', 'x{{ $json.a }}', ' =1', '\u202E=1\n{{2}}', ''];

describe('a server that plants expressions', () => {
	const list = (rows: object[]) => rows;
	const page = (rows: object[]) => ({ total: rows.length, rows });
	const packages = (rows: object[]) => ({ skuid: 45, esimPackageDtoList: rows });
	type Row = [List, string, (rows: object[]) => unknown, (planted: string) => object];
	it.each<Row>([
		['searchDestinations', 'getSkus', list, (text) => ({ skuid: text, display: text || 'x' })],
		['searchPartners', 'getPhysicalSIMDpInfo', list, (text) => ({ id: text, realName: 'x' })],
		['searchPackages', 'getPackages', packages, (text) => ({ priceid: text, showName: 'x' })],
		['searchApiCodes', 'getPackages', packages, (text) => ({ apiCode: text, price: 1 })],
		['searchOrders', 'queryEsimOrder', page, (text) => ({ orderNum: text, skuName: 'x' })],
		['searchCards', 'queryEsimOrder', page, (text) => ({ packageList: [{ iccid: text }] })],
	])('gets no value into %s', async (method, endpoint, reply, row) => {
		bench.answerWith(endpoint, 0, { data: reply(PLANTED.map(row)) });
		expect(await open(method, undefined, japan)).toEqual([]);
	});

	it('gets only plain text into the names', async () => {
		const data = PLANTED.map((text, index) => ({ skuid: index + 1, display: text || 'Japan' }));
		bench.answerWith('getSkus', 0, { data });
		const shown = names(await open('searchDestinations'));
		expect(shown).toHaveLength(PLANTED.length);
		for (const name of shown) expect(name).not.toMatch(/^\s*=|\{\{|\p{C}/u);
		expect(shown).toEqual(expect.arrayContaining(['Japan', '1', 'x{ $json.a }']));
	});
});

it.each<[List, string, INodeParameters]>([
	['searchOrders', 'queryEsimOrder', {}],
	['searchCards', 'queryEsimOrder', {}],
	['searchApiCodes', 'getPackages', japan],
	['searchPackages', 'getPackages', japan],
	['searchDestinations', 'getSkus', {}],
	['searchPartners', 'getPhysicalSIMDpInfo', {}],
	['searchPackages', 'getIccidSupportPackageInfo', renewal({ iccid: byId('8985202241000') })],
])('%s shows the refusal of %s in place of the list', async (method, endpoint, parameters) => {
	bench.answerWith(endpoint, -30);
	const error = await failure(method, parameters);
	expect(error.message).toBe('Signature is wrong');
});

it('shows what is wrong with the credential in place of the list', async () => {
	Object.assign(bench.credential.data, { password: 'wrong' });
	const error = await failure('searchDestinations');
	expect(error.message).toBe('Wrong phone number or password');
	expect(error.description).toMatch(/Check 'Phone Number'/);
});

const plan = '5 GB · 30 days · $12.50 441 Japan Japan 5GB / 30 Days 45-0-30-5-G';
const daypass = '1 GB · daypass, 3 to 60 days · $1.90 a day 77 Japan 3day 4day 7day';

const finds = (entry: string, query: string) => [query, matcher(query)(entry)];

it.each(
	`5gb|5 GB|5 gb|5 g|5g|japan 30 days|30 Days Japan|30day|30-day|30 d|jap|JAPAN|$12.50|12,50|12.5|12.50 usd
	|45-0-30|5||  `.split(/\n?\t?\|/),
)('%j finds the plan', (query) => expect(finds(plan, query)).toEqual([query, true]));

it.each('15gb|50 GB|0gb|3 days|0 days|unlimited|korea|japan 7 days|2.50'.split('|'))(
	'%j does not find it',
	(query) => expect(finds(plan, query)).toEqual([query, false]),
);

it.each(['daypass', 'day pass', 'japan 7 days', '60 days'])('%j finds the daypass', (query) => {
	expect(finds(daypass, query)).toEqual([query, true]);
});

it('finds names with accents and in other scripts, whatever the user types', () => {
	expect(matcher('reunion')('Réunion')).toBe(true);
	expect(matcher('日本')('日本 5 GB')).toBe(true);
	expect(matcher('.*(')('Japan')).toBe(false);
	expect(matcher('x'.repeat(100_000))('Japan')).toBe(false);
});
