import fc from 'fast-check';
import { packageLabel, packagesOf } from '../../../dist/mioesim/shapes/package';
import { partnerOfRow, skuOfRow } from '../../../dist/mioesim/shapes/sku';

const row = {
	priceid: 441,
	apiCode: 'JP-1GB',
	flows: 1,
	unit: 'GB',
	days: 3,
	price: 2.66,
	flowType: 0,
	supportDaypass: 0,
	mustDate: 1,
	expireDays: 0,
	openCardFee: 0,
	showName: '',
	premark: 'APN: plus.4g<br>No hotspot<BR/>',
};
const japan = { skuid: 45, countrycode: '392', display: '日本', displayEn: 'Japan' };
const networks = [{ type: 'LTE', operator: 'Softbank', nameen: 'Japan' }, null];

it.each([
	['getPackages', { ...japan, esimPackageDtoList: [{ ...row, networkDtoList: networks }] }],
	['the partner’s list', { ...japan, esimPackageVoList: [{ ...row, networkVos: networks }] }],
	['a card’s list', [{ ...japan, esimPackageVoList: [{ ...row, networkVos: networks }] }]],
])('reads packages from %s', (_, data) =>
	expect(packagesOf(data)).toEqual([
		expect.objectContaining({
			skuId: '45',
			destination: 'Japan',
			countryCode: '392',
			priceId: 441,
			name: null,
			data: '1 GB',
			price: 2.66,
			isDaypass: false,
			startDateRequired: true,
			renewable: true,
			validDaysAfterActivation: null,
			networks: ['Softbank LTE'],
			notes: 'APN: plus.4g\nNo hotspot',
		}),
	]),
);

it.each([[null], [[]], [{ ...japan, esimPackageDtoList: null }], ['none'], [japan]])(
	'%j contains no package',
	(data) => expect(packagesOf(data)).toEqual([]),
);

it.each([
	['1 GB · 3 days · $2.66', {}],
	['500 MB · 1 day · $0.80', { flows: 500, unit: 'MB', days: 1, price: 0.8 }],
	['Unlimited · 3 days · $2.66', { showName: 'USA Unlimited / 3 Days' }],
	[
		'1 GB · daypass, 1 to 30 days · $1.25 a day · $0.50 card fee',
		{ supportDaypass: 1, minDay: 1, maxDay: 30, price: 1.25, openCardFee: 0.5 },
	],
	['1 GB · $2.66', { days: null }],
	['1 GB · 3 days · $1.50', { price: 'US$1.50' }],
	['1 GB · 3 days · $1.50 · $0.50 card fee', { price: '1,50 USD', openCardFee: '$0.50' }],
	['1 GB · daypass, 1 to … days · $1.25 a day', { supportDaypass: 1, maxDay: 0, price: 1.25 }],
	...['on request', 0, '0', -1, '-1.50', '€1.50', null].map((price): [string, object] => [
		'1 GB · 3 days',
		{ price },
	]),
])('a list shows "%s"', (label, changes) => {
	const [entry] = packagesOf({ ...japan, esimPackageDtoList: [{ ...row, ...changes }] });
	expect(packageLabel(entry)).toBe(label);
});

it('reads both spellings of every id, and destinations without packages', () => {
	const entry = { priceId: '441', openCardFee: 'on request' };
	const data = [
		{ skuId: 45, esimPackageDtoList: [], esimPackageVoList: [entry] },
		{ skuid: 46 },
		{},
	];
	expect(packagesOf(data)).toMatchObject([{ skuId: '45', priceId: 441, cardFee: null }]);
	expect(skuOfRow({ skuId: 45 }).skuId).toBe('45');
	expect(packagesOf({ ...japan, esimPackageDtoList: [{}] })[0]).toMatchObject({ cardFee: 0 });
});

it('accepts every reply', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			skuOfRow(value);
			partnerOfRow(value);
			packagesOf(value).map(packageLabel);
			packagesOf({ ...japan, esimPackageDtoList: [value, { ...row, flows: value }] });
		}),
	);
});
