import type { INodeParameters, NodeApiError } from 'n8n-workflow';

import { useBench } from '../../../harness/bench.cts';
import { openList, type List } from '../../../harness/lists.cts';
import { byId, fromList } from '../../../harness/parameters.cts';

const bench = useBench();

const open = async (method: List, filter?: string, parameters?: INodeParameters) =>
	await openList(bench.credential, method, filter, parameters);

const names = (entries: { name: string }[]) => entries.map(({ name }) => name);

it('lists the destinations by name, and finds them by name or ID', async () => {
	const all = await open('searchDestinations');
	expect(all).toHaveLength(bench.sim.catalogue.skus.length);
	expect(names(all)).toEqual([...names(all)].sort((a, b) => a.localeCompare(b)));
	expect(await open('searchDestinations', 'JAPAN')).toEqual([{ name: 'Japan', value: '45' }]);
	expect(names(await open('searchDestinations', '45'))).toContain('Japan');
	expect(await open('searchDestinations', 'Atlantis')).toEqual([]);
});

it('lists the packages of the selected destination with data, days and price', async () => {
	bench.sim.changeCatalogue(({ packages }) =>
		Object.assign(packages(45)[1], {
			supportDaypass: 0,
			openCardFee: 0,
			flows: 1,
			unit: 'GB',
			days: 3,
			price: 2.66,
		}),
	);
	const offered = bench.sim.catalogue.packages(45);
	const value = String(offered[1].priceid);
	for (const skuId of [fromList('45'), byId('45')]) {
		const packages = await open('searchPackages', undefined, { skuId });
		expect(packages).toHaveLength(offered.length);
		expect(packages).toContainEqual({ name: '1 GB · 3 days · $2.66', value });
	}
	const found = await open('searchPackages', '$2.66', { skuId: byId('45') });
	expect(found).toContainEqual({ name: '1 GB · 3 days · $2.66', value });
});

it('shows the day range and the daily price of a daypass', async () => {
	const { skuId, priceId } = bench.sim.catalogue.oddities.daypass2;
	const packages = await open('searchPackages', undefined, { skuId: byId(String(skuId)) });
	expect(packages.find(({ value }) => value === String(priceId))?.name).toBe(
		'1 GB · daypass, 3 to 60 days · $1.90 a day',
	);
});

it.each([
	['nothing', undefined],
	['an empty choice', fromList('')],
	['an expression', byId('={{ $json.sku }}')],
])('asks for a destination first if it is %s', async (_, skuId) => {
	await expect(open('searchPackages', undefined, { skuId })).rejects.toThrow(
		'No destination is chosen',
	);
	expect(bench.sim.calls).toEqual([]);
});

it('lists the distribution partners', async () => {
	const partners = await open('searchPartners');
	expect(partners).toHaveLength(bench.sim.catalogue.partners.length);
	for (const { name, value } of partners) {
		expect([typeof name, typeof value]).toEqual(['string', 'string']);
	}
});

it('logs in once for lists that are opened together, and keeps the session', async () => {
	await Promise.all([open('searchDestinations'), open('searchPartners')]);
	await open('searchDestinations');
	expect(bench.sim.loginAttempts).toBe(1);
	expect(bench.credential.data.token).not.toBe('');
});

it.each([
	[
		'a refused login',
		{ password: 'wrong' },
		'Wrong phone number or password',
		/Check 'Phone Number'/,
	],
	[
		'an empty field',
		{ secretKey: '' },
		"'Secret Key' in the MIOeSIM credential is empty",
		/fill in/,
	],
])('shows %s in place of the list', async (_, fields, message, description) => {
	Object.assign(bench.credential.data, fields);
	const error = (await open('searchDestinations').catch(
		(thrown: unknown) => thrown,
	)) as NodeApiError;
	expect(error.message).toBe(message);
	expect(error.description).toMatch(description);
});

it('reads again if another login has ended the session', async () => {
	bench.withSession();
	bench.sim.expireTokens();
	expect((await open('searchDestinations')).length).toBeGreaterThan(100);
	expect(bench.sim.loginAttempts).toBe(1);
});
