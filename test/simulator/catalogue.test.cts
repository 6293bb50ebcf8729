import { start, type Client } from './client.cts';
import { createCatalogue } from '../../tools/simulator/catalogue.cts';
import type { PackagePick } from '../../tools/simulator/oddities.cts';
import type { Package } from '../../tools/simulator/packages.cts';
import type { RunningSimulator } from '../../tools/simulator/index.cts';

let sim: RunningSimulator;
let client: Client;

beforeAll(async () => {
	({ sim, client } = await start());
});
afterAll(() => sim.close());

interface SkuRow {
	skuid: number;
	display: string;
	countryCode: string;
}

interface Groups {
	continent: string[];
	data: Record<string, { skuid: number; note: string | null }[]>;
}

describe('getSkus', () => {
	it('lists about 170 destinations with three fields each', async () => {
		const { code, data } = await client.get<SkuRow[]>('getSkus');
		expect(code).toBe(0);
		expect(data).toHaveLength(170);
		expect(data[0]).toEqual({ skuid: 45, display: 'Japan', countryCode: '392' });
	});

	it('includes the unusual ones', async () => {
		const { data } = await client.get<SkuRow[]>('getSkus');
		const row = (skuId: number) => data.find(({ skuid }) => skuid === skuId);
		const { region, numericCode, chineseDisplay } = sim.catalogue.oddities;
		expect(row(region)?.countryCode).toMatch(/^99\d{3}$/);
		expect(row(numericCode)?.countryCode).toBe('8');
		expect(row(chineseDisplay)?.display).toBe('澳门');
	});
});

it('getSkuByGroup groups them, with numbers for country codes', async () => {
	const { code, data } = await client.get<Groups>('getSkuByGroup');
	expect(code).toBe('0');
	expect(data.continent).toEqual(Object.keys(data.data));
	expect(data.continent).toContain('LatinAmerica');
	expect(Object.values(data.data).flat()).toHaveLength(170);
	expect(data.data.Asia[0]).toMatchObject({ skuid: 45, countryCode: 392, display: 'Japan' });
	const fiji = data.data.Oceania.find(({ skuid }) => skuid === sim.catalogue.oddities.nullNote);
	expect(fiji?.note).toBeNull();
});

describe('getPackages', () => {
	const packages = async (skuId: number | string) =>
		await client.get<{ esimPackageDtoList: Package[] }>('getPackages', { skuId });

	it('answers one destination with its packages', async () => {
		const { data } = await packages(45);
		expect(data).toMatchObject({ countrycode: '392', display: '日本', displayEn: 'Japan' });
		expect(data.esimPackageDtoList[0]).toMatchObject({ priceid: 441, supportDaypass: 0 });
		expect(data.esimPackageDtoList).toHaveLength(sim.catalogue.packages(45).length);
	});

	it('includes the unusual ones', async () => {
		const { oddities } = sim.catalogue;
		expect((await packages(oddities.noPackages)).data.esimPackageDtoList).toEqual([]);
		expect((await packages(oddities.nullPackages)).data.esimPackageDtoList).toBeNull();
		const pack = async ({ skuId, priceId }: PackagePick) => {
			const { data } = await packages(skuId);
			return data.esimPackageDtoList.find(({ priceid }) => priceid === priceId);
		};
		expect(await pack(oddities.daypass)).toMatchObject({ supportDaypass: 1, minDay: 1 });
		expect(await pack(oddities.daypass2)).toMatchObject({ supportDaypass: 2, minDay: 3 });
		expect(await pack(oddities.mustDate)).toMatchObject({ mustDate: 1 });
		expect(await pack(oddities.nonRenewable)).toMatchObject({ flowType: 1 });
		expect(await pack(oddities.missingApiCode)).not.toHaveProperty('apiCode');
		expect((await pack(oddities.emptyShowName))?.showName).toBe('');
		expect((await pack(oddities.unlimited))?.showName).toContain('Unlimited');
		expect((await pack(oddities.questionMark))?.apiCode).toContain('?');
		const [first, second] = oddities.sharedApiCode.picks;
		expect((await pack(first))?.apiCode).toBe((await pack(second))?.apiCode);
	});

	it('makes API codes of country codes, and shares some between SKUs of a country', async () => {
		sim.mode({ apiCodes: 'country' });
		const { skus, oddities: odd, offersByApiCode } = sim.catalogue;
		for (const { countryCode, packages: sold } of skus) {
			for (const { apiCode } of sold ?? []) {
				expect(apiCode?.split('-')[0] ?? String(countryCode)).toBe(String(countryCode));
			}
		}
		const [first, second] = offersByApiCode(odd.sharedApiCode.apiCode);
		expect([first.package, second.package]).toEqual(
			odd.sharedApiCode.picks.map((pick) => pick.package),
		);
		expect(first.sku.countryCode).toBe(second.sku.countryCode);
		expect(first.package.priceid).not.toBe(second.package.priceid);
		expect(first.package.price).toBeLessThan(second.package.price);
		const order = async () =>
			await client.post('addEsimOrderByApiCode', {
				apiCode: first.package.apiCode ?? '',
				count: 1,
			});
		await order();
		sim.mode({ sharedCode: 'last' });
		await order();
		expect(sim.ledger.map(({ priceId }) => priceId)).toEqual(
			[first, second].map((offer) => offer.package.priceid),
		);
	});

	it('sells thousands, each with its own price ID', () => {
		const all = sim.catalogue.skus.flatMap(({ packages: list }) => list ?? []);
		expect(all.length).toBeGreaterThan(3000);
		expect(new Set(all.map(({ priceid }) => priceid)).size).toBe(all.length);
	});

	it('refuses values that are missing, unknown or not a number', async () => {
		expect(await client.get('getPackages')).toMatchObject({ code: -2, data: '' });
		expect((await packages(9999)).code).toBe(-3);
		expect((await packages('abc')).message).toContain('java.lang.NumberFormatException');
	});

	it('follows a change of the catalogue', async () => {
		const offer = sim.catalogue.findPackage((_, sku) => sku.iso2 === 'NZ');
		if (offer === undefined) throw new Error('New Zealand sells nothing');
		const skuId = offer.sku.skuid;
		await packages(skuId);
		sim.changeCatalogue((catalogue) => (catalogue.packages(skuId)[0].price = 99.5));
		expect((await packages(skuId)).data.esimPackageDtoList[0].price).toBe(99.5);
	});
});

describe('verifyResource', () => {
	const verify = async (
		{ skuId: skuid, priceId: priceid }: Pick<PackagePick, 'skuId' | 'priceId'>,
		count: number,
	) => client.post('verifyResource', { skuid, priceid, count });

	it('answers 1 for enough and 0 for a shortage, both with code 0', async () => {
		const { plain, noStock } = sim.catalogue.oddities;
		expect(await verify(plain, 5)).toMatchObject({ code: 0, data: 1 });
		expect(await verify(noStock, 1)).toMatchObject({ code: 0, data: 0 });
		sim.catalogue.stock.set(plain.priceId, 4);
		expect((await verify(plain, 5)).data).toBe(0);
		expect((await verify(plain, 4)).data).toBe(1);
	});

	it('requires lower-case names and an existing package', async () => {
		expect((await client.post('verifyResource', { skuId: 45, priceId: 441 })).code).toBe(-2);
		expect((await verify({ skuId: 45, priceId: 1 }, 1)).code).toBe(-3);
	});
});

describe('distribution partners', () => {
	it('are listed', async () => {
		const { code, data } = await client.post<{ id: number }[]>('getPhysicalSIMDpInfo');
		expect(code).toBe('0');
		expect(data.map(({ id }) => id)).toEqual([1001, 1002, 1003, 8]);
		expect(data[2]).toEqual({ id: 1003, realName: '环球卡', iconUrl: null });
	});

	it('support some destinations', async () => {
		const { data } = await client.get<SkuRow[]>('getDpSupportSkuInfo', { dpId: 8 });
		expect(data.length).toBeLessThan(60);
		expect(data[0]).toEqual({ skuid: 45, display: 'Japan', countryCode: '392' });
	});

	it('spell the lists of packages in their own way', async () => {
		const { data } = await client.post<{
			esimPackageVoList: { networkVos: unknown[] }[];
		}>('getDpSkuSupportPackageInfo', { dpId: 1001, skuId: 45 });
		expect(data).not.toHaveProperty('esimPackageDtoList');
		expect(data.esimPackageVoList[0]).toMatchObject({ priceid: 441 });
		expect(data.esimPackageVoList[0].networkVos[0]).toHaveProperty('nameen', 'Japan');
	});

	it('refuse a missing dpId with its own code', async () => {
		expect((await client.get('getDpSupportSkuInfo')).code).toBe(-10);
		expect((await client.post('getDpSkuSupportPackageInfo', { skuId: 45 })).code).toBe('-10');
		expect((await client.get('getDpSupportSkuInfo', { dpId: 7 })).code).toBe(-3);
	});
});

it('is the same for the same seed, and different for another', () => {
	const written = (seed: number) => JSON.stringify(createCatalogue(seed, 'country').skus);
	expect(written(3)).toBe(written(3));
	expect(written(3)).not.toBe(written(4));
});
