import type { IDataObject, INode } from 'n8n-workflow';

import { inputFailure } from '../../../dist/mioesim/codes/failures';
import type { Package } from '../../../dist/mioesim/shapes/package';
import { renew } from '../../../dist/nodes/MioEsim/operations/order/renew';
import { optionFields } from '../../../dist/nodes/MioEsim/fields/options';
import type { ItemCall } from '../../../dist/nodes/MioEsim/operation';
import { findPackage, type ChosenPackage } from '../../../dist/mioesim/lines/chosenPackage';
import { checkRenewal, type Renewal } from '../../../dist/mioesim/lines/renewal';
import { readPurchaseSettings } from '../../../dist/mioesim/lines/settings';
import { fieldsOf } from '../../../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../../../dist/nodes/shared/parameters/reader';
import type { Reply } from '../../../dist/mioesim/client/reply';
import { CARDS, refusal } from '../../harness/purchases.cts';
import { Script, useScript } from '../../harness/script.cts';

const scripts = useScript();
const login = inputFailure('m', 'r', { type: 'login', endpoint: 'login' });
const named: ChosenPackage = { by: 'package', skuId: '45', priceId: '441' };
const code = (apiCode: string): ChosenPackage => ({ by: 'apiCode', apiCode });
const list = (...rows: IDataObject[]) => ({
	skuid: 45,
	displayEn: 'Japan',
	esimPackageDtoList: rows.map((row) => ({ priceid: 441, flows: 1, unit: 'GB', days: 3, ...row })),
});
const priceIdOf = (reply: Reply<Package | null>) =>
	reply.ok ? (reply.data?.priceId ?? null) : reply.failure.details;
const reader = (parameters: IDataObject = {}) => {
	const get = (path: string) =>
		path
			.split('.')
			.reduce<unknown>((at, name) => (at as IDataObject | undefined)?.[name], parameters);
	return new ParameterReader(
		{ node: { type: 'mioEsim', parameters } as INode, get },
		fieldsOf([...renew.fields, ...optionFields]),
	);
};

describe('the package of a purchase', () => {
	it('is found in the list of its destination', async () => {
		const script = scripts.next({ getPackages: () => list({ priceid: 440 }, {}) });
		const { client } = script.call;
		expect(priceIdOf(await findPackage(client, named, null))).toBe(441);
		expect(priceIdOf(await findPackage(client, { ...named, priceId: '9' }, null))).toBeNull();
		expect(script.sent('getPackages')[0]).toEqual({ skuId: '45' });
	});

	it('is found in the list of its distribution partner', async () => {
		const script = scripts.next({ getDpSkuSupportPackageInfo: () => list({}) });
		expect(priceIdOf(await findPackage(script.call.client, named, 'D'))).toBe(441);
		expect(script.asked).toEqual([['getDpSkuSupportPackageInfo', { dpId: 'D', skuId: '45' }]]);
	});

	it.each([
		['45-0-3-1-G', '45'],
		['123456789-0-3-1-G', '123456789'],
		['1234567890-0-3-1-G', null],
		['JP-45-3', null],
		['45', null],
	])('%s is searched for in the list of destination %p', async (apiCode, skuId) => {
		const script = scripts.next({ getPackages: () => list({ apiCode }) });
		const found = await findPackage(script.call.client, code(apiCode), null);
		expect(priceIdOf(found)).toBe(skuId === null ? null : 441);
		expect(script.sent('getPackages')).toEqual(skuId === null ? [] : [{ skuId }]);
	});

	it('is unknown if the list cannot be read, and a failed login is reported', async () => {
		const script = scripts.next({ getPackages: () => refusal(-8) });
		expect(priceIdOf(await findPackage(script.call.client, named, null))).toBeNull();
		script.on('getPackages', () => login);
		expect(priceIdOf(await findPackage(script.call.client, named, null))).toEqual(login.details);
	});
});

async function check(script: Script, renewal: Partial<Renewal> = {}) {
	const call = { ...script.call, parameters: reader() } as ItemCall;
	const target = { iccid: CARDS[0] };
	return priceIdOf(
		await checkRenewal(call, { chosen: named, target, daypassDays: null, ...renewal }),
	);
}

describe('a renewal of a card', () => {
	const fits = (...rows: IDataObject[]) =>
		scripts.next({ getIccidSupportPackageInfo: () => list(...rows) });
	const refused = (meaning: string, resolution: string): unknown =>
		expect.objectContaining({
			meaning,
			resolution,
			type: 'input',
			outcome: 'notExecuted',
		});
	const misfit = 'The package does not fit this SIM card';

	it('accepts a package that fits the card', async () => {
		const script = fits({ priceid: 440 }, {});
		expect(await check(script)).toBe(441);
		expect(script.asked).toEqual([['getIccidSupportPackageInfo', { iccid: CARDS[0] }]]);
	});

	it('refuses a package that does not fit the card, and lists those that do', async () => {
		const script = fits(
			{ priceid: 440, price: 2 },
			{ priceid: 442, flowType: 1 },
			{ priceid: 443, days: 1 },
		);
		script.on('getPackages', () => list({}));
		expect(await check(script)).toEqual(
			refused(
				misfit,
				'The card can be renewed with: Japan 1 GB · 3 days · $2.00 (skuId 45, priceId 440); Japan 1 GB · 1 day (skuId 45, priceId 443)',
			),
		);
		script.on('getIccidSupportPackageInfo', () => ({ ...list({ priceid: 440 }), displayEn: null }));
		expect(await check(script)).toEqual(
			refused(
				misfit,
				'The card can be renewed with: Destination 45 1 GB · 3 days (skuId 45, priceId 440)',
			),
		);
	});

	it('names fifteen packages at most', async () => {
		const rows = (count: number) =>
			Array.from({ length: count }, (_, index) => ({ priceid: index }));
		for (const [count, end] of [
			[15, 'priceId 14)'],
			[17, 'priceId 14); and 2 more, see Package > Get Many by Card'],
		] as const) {
			const script = fits(...rows(count)).on('getPackages', () => list({}));
			const details = await check(script);
			expect(details).toMatchObject({ meaning: misfit });
			expect((details as { resolution: string }).resolution.endsWith(end)).toBe(true);
		}
	});

	it('refuses a package that is sold for new eSIMs only', async () => {
		const once = 'The package cannot be used for a renewal';
		const alone = fits({ flowType: 1 });
		expect(await check(alone)).toEqual(
			refused(
				once,
				'MIOeSIM sells it for new eSIMs only. MIOeSIM lists no package that fits this card. Buy a new eSIM with Order > Create',
			),
		);
		const unread = scripts.next({
			getIccidSupportPackageInfo: () => refusal(-8),
			getPackages: () => list({ flowType: 1 }),
		});
		const elsewhere =
			'MIOeSIM sells it for new eSIMs only. Choose a package that Package > Get Many shows as renewable';
		expect(await check(unread)).toEqual(refused(once, elsewhere));
		expect(await check(unread, { target: { orderNum: 'EP1' } })).toEqual(refused(once, elsewhere));
	});

	it('is left to MIOeSIM if its list cannot be read or is empty', async () => {
		const script = scripts.next({ getPackages: () => list({}) });
		for (const answer of [refusal(-8), [], null]) {
			script.on('getIccidSupportPackageInfo', () => answer);
			expect(await check(script)).toBe(441);
		}
		script.on('getIccidSupportPackageInfo', () => login);
		expect(await check(script)).toEqual(login.details);
		script.on('getIccidSupportPackageInfo', () => refusal(-8)).on('getPackages', () => login);
		expect(await check(script)).toEqual(login.details);
	});

	it('refuses an API code only if every package of the card states its code', async () => {
		const chosen = code('A');
		expect(await check(fits({ apiCode: 'B' }), { chosen })).toMatchObject({ meaning: misfit });
		expect(await check(fits({ apiCode: 'B' }, {}), { chosen })).toBeNull();
		expect(await check(fits({ apiCode: 'B' }, { apiCode: 'A' }), { chosen })).toBe(441);
	});

	it('is checked against the days of the package', async () => {
		expect(await check(fits({ supportDaypass: 1 }))).toMatchObject({
			meaning: "'Daypass Days' must be 1 or more days for this package",
		});
		expect(await check(fits({ supportDaypass: 1 }), { daypassDays: 3 })).toBe(441);
	});

	it('of all cards of an order is checked against the list of the destination', async () => {
		const script = scripts.next({ getPackages: () => list({}) });
		expect(await check(script, { target: { orderNum: 'EP1' } })).toBe(441);
		expect(script.asked).toEqual([['getPackages', { skuId: '45' }]]);
		script.on('getPackages', () => login);
		expect(await check(script, { target: { orderNum: 'EP1' } })).toEqual(login.details);
	});
});

describe('the settings of a purchase', () => {
	it('have the values of the form, or its defaults', () => {
		expect(readPurchaseSettings(reader())).toEqual({
			checkPackage: true,
			highestPrice: null,
			deliveryMs: 60_000,
			parameters: { pdfLanguage: null, remark: null, backInfo: 1 },
		});
		const additionalFields = { highestPrice: 9.5, remark: 'R', pdfLanguage: 'ja-JP' };
		const options = { checkPackage: false, deliveryTimeout: 5 };
		expect(readPurchaseSettings(reader({ additionalFields, options }))).toEqual({
			checkPackage: false,
			highestPrice: 9.5,
			deliveryMs: 5000,
			parameters: { pdfLanguage: 'ja-JP', remark: 'R', backInfo: 2 },
		});
	});
});
