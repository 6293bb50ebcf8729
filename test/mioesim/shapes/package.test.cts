import fc from 'fast-check';
import {
	dataSize,
	isDaypass,
	isUnlimited,
	packageLabel,
	packagesOf,
	planSizeMb,
	usedMbOf,
} from '../../../dist/mioesim/shapes/package';
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
	premark: 'APN: plus.4g<br />No hotspot<BR/>',
};
const japan = { skuid: 45, countrycode: '392', display: '日本', displayEn: 'Japan' };
const networks = [{ type: 'LTE', operator: 'Softbank', nameen: 'Japan' }, null, {}];

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
	['1 GB · daypass, 1 to … days · $2.66 a day', { supportDaypass: 'true' }],
	['1 GB · daypass, 1 to … days · $2.66 a day', { hadDaypassDetail: 3 }],
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
	const entry = { priceId: '441', openCardFee: 'on request', flowType: '1' };
	const data = [
		{ skuId: 45, esimPackageDtoList: [], esimPackageVoList: [entry] },
		{ skuid: 46 },
		{},
	];
	expect(packagesOf(data)).toMatchObject([
		{ skuId: '45', priceId: 441, cardFee: null, renewable: false },
	]);
	expect(skuOfRow({ skuId: 45 }).skuId).toBe('45');
	expect(packagesOf({ ...japan, esimPackageDtoList: [{}] })).toMatchObject([
		{ cardFee: 0, renewable: null },
	]);
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

it.each<[unknown, unknown, string | null]>([
	['5GB', null, '5 GB'],
	['5 GB', null, '5 GB'],
	[' 5gb ', null, '5 GB'],
	[5, 'GB', '5 GB'],
	['5.0', 'gb', '5 GB'],
	['0.5', 'G', '0.5 GB'],
	[500, 'M', '500 MB'],
	['500MB/Day', null, '500 MB/Day'],
	['1GB', 'GB', '1 GB GB'],
	['Unlimited', null, 'Unlimited'],
	['无限', null, '无限'],
	...['5 green apples', 'about 5GB', `5GB ${'x'.repeat(60)}`].map(
		(each): [string, null, string] => [each, null, each],
	),
	[null, 'GB', 'GB'],
	['', '', null],
	[null, null, null],
])('%j and %j are written as %j', (amount, unit, size) =>
	expect(dataSize(amount, unit)).toBe(size),
);

it.each([
	['Japan Unlimited / 5 Days|UNLIMITED DATA|日本无限流量 5天|無限流量|不限量|不限流量 5 天', true],
	[
		'1GB 不限速|5GB 不限时|5GB + unlimited calls|5 GB, unlimited speed|Limited 5 GB|5GB, unlimited  call|5GB, unlimited minute|5GB, unlimited text|',
		false,
	],
])('%s: unlimited %j', (names, is) => {
	for (const name of [...names.split('|'), ...(is ? [] : [null, 5])]) {
		expect([name, isUnlimited(name)]).toEqual([name, is]);
		expect(planSizeMb({ flows: 5, unit: 'G', name })).toBe(is ? null : 5120);
	}
});

it.each(
	'1GB/Day|Japan 1GB / day|每天1GB|每日500MB|1 GB per day|Daily 1GB|5GB/天|Day Pass|日租卡|1GB/日|500MB a  day|1GB/d|Daypass'.split(
		'|',
	),
)('%j is a daypass', (name) => {
	expect(isDaypass({}, { name })).toBe(true);
	expect(planSizeMb({ flows: 1, unit: 'GB', name })).toBeNull();
});

it.each(['5GB / 3 Days', '5GB/日本', '1GB/1 Day', 'Holiday 5GB', 'Unlimited', '', null, 5])(
	'%j is no daypass',
	(name) => {
		expect(isDaypass({}, { name })).toBe(false);
		expect(isDaypass({ daypassDay: '3' }, { name })).toBe(true);
	},
);

it.each([
	[0, 0],
	['12.5', 12.5],
	['512MB', 512],
	['512M', 512],
	['about 5 MB', null],
	['5 MB left', null],
	['1,024.5', 1024.5],
	['1.024,5', 1024.5],
	['1.5 GB', 1536],
	['512 KB', 0.5],
	['1,024 MB', 1024],
	['12,5', 12.5],
	['', null],
	[null, null],
	['-1', null],
	[-1, null],
	['a lot', null],
	['512 B', null],
	['1,2,3', null],
	['1.2.3', null],
])('%j of data used is %j MB', (told, mb) => expect(usedMbOf(told)).toBe(mb));

it.each([
	[392, 'JP', 'Japan'],
	['008', 'AL', 'Albania'],
	['8', 'AL', 'Albania'],
	['99001', null, null],
	['530', null, null],
	['JP', null, null],
	[null, null, null],
])('the country of %p is %p', (code, countryIso2, countryName) => {
	const countryCode = code === null ? null : String(code);
	expect(skuOfRow({ countryCode: code })).toMatchObject({ countryCode, countryIso2, countryName });
});
