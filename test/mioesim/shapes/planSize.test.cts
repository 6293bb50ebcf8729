import { dataSize, isUnlimited, planSizeMb } from '../../../dist/mioesim/shapes/planSize';

it.each([
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
	['5 green apples', null, '5 green apples'],
	[null, 'GB', 'GB'],
	['', '', null],
	[null, null, null],
])('%j and %j are written as %j', (amount, unit, size) =>
	expect(dataSize(amount, unit)).toBe(size),
);

it.each([
	['Japan Unlimited / 5 Days', true],
	['UNLIMITED DATA', true],
	['日本无限流量 5天', true],
	['無限流量', true],
	['不限量', true],
	['不限流量 5 天', true],
	['每天1GB 不限速', false],
	['5GB 不限时', false],
	['5GB + unlimited calls', false],
	['5 GB, unlimited speed', false],
	['Limited 5 GB', false],
	['', false],
	[null, false],
	[5, false],
])('%j: unlimited %j', (name, is) => {
	expect(isUnlimited(name)).toBe(is);
	expect(planSizeMb({ flows: 5, unit: 'G', name })).toBe(is ? null : 5120);
});
