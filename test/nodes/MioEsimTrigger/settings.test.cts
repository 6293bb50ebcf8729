import type { IDataObject } from 'n8n-workflow';

import { readSettings } from '../../../dist/nodes/MioEsimTrigger/properties';
import { parametersOf, PollScript } from './script.cts';
import { EVERY_EVENT, createWorld, type World } from './world.cts';

/** What a user or an expression may enter in the parameters. */

let world: World;

beforeEach(async () => {
	world = await createWorld();
});
afterEach(async () => await world.close());

test.each<[string[], string]>([
	[['newOrder'], 'New Order'],
	[['orderStatusChanged', 'planEnded'], 'Order Status Changed, Plan Ended'],
])('the subtitle of %j is in words', (events, words) => {
	expect(world.trigger({ events }).subtitle).toBe(words);
});

const refused: Array<[IDataObject, string]> = [
	[{ events: [] }, 'Events'],
	[{ events: '={{ [] }}' }, 'Events'],
	[{ events: '={{ undefined }}' }, 'Events'],
	[{ events: ['newOrder', 'orderPlaced'] }, 'Events'],
	[{ events: '={{ ["newOrder", null] }}' }, 'Events'],
	[{ statuses: '={{ [] }}' }, 'New Statuses'],
	[{ statuses: '={{ undefined }}' }, 'New Statuses'],
	[{ statuses: '={{ "" }}' }, 'New Statuses'],
	[{ statuses: [2, 1] }, 'New Statuses'],
	[{ statuses: ['Delivered'] }, 'New Statuses'],
	[{ filters: { packageName: '' } }, 'Package Name'],
	[{ filters: { packageName: '={{ undefined }}' } }, 'Package Name'],
	[{ filters: { externalOrderIdPrefix: ' ' } }, 'External Order ID Prefix'],
	[{ filters: { externalOrderIdPrefix: '={{ null }}' } }, 'External Order ID Prefix'],
	[{ filters: { simType: 'eSIM card' } }, 'SIM Type'],
	[{ filters: { simType: '={{ undefined }}' } }, 'SIM Type'],
	[{ thresholds: '0.8' }, 'Thresholds'],
	[{ thresholds: '50, 0.8' }, 'Thresholds'],
	[{ thresholds: 0.8 }, 'Thresholds'],
	[{ thresholds: '={{ undefined }}' }, 'Thresholds'],
	[{ daysBefore: '3 days' }, 'Days Before'],
	[{ daysBefore: 2.5 }, 'Days Before'],
	[{ daysBefore: 0 }, 'Days Before'],
	[{ options: { pastDays: 'a week' } }, 'Include Past Days'],
	[{ options: { pastDays: -1 } }, 'Include Past Days'],
];

test.each(refused)('%j is refused by name, before anything is sent', async (parameters, label) => {
	const activation = world.trigger(parameters).activate();
	await expect(activation).rejects.toThrow(`'${label}'`);
	expect(world.sim.calls).toEqual([]);
});

test('a threshold of 0.8 is refused, and the message gives the percentage meant', async () => {
	await expect(world.trigger({ thresholds: '0.8' }).activate()).rejects.toMatchObject({
		description: expect.stringContaining('80') as string,
	});
});

test.each<[IDataObject]>([
	[{ events: '={{ ["newOrder"] }}' }],
	[{ statuses: '={{ [2, "4"] }}' }],
	[{ statuses: [] }],
	[{ events: ['newOrder'], statuses: ['left over'], thresholds: '', daysBefore: '' }],
	[{ thresholds: '50 %, 80 %' }],
	[{ thresholds: 80 }],
	[{ daysBefore: '3' }],
	[{ filters: { packageName: '={{ "japan" }}', simType: 'physical' } }],
])('%j is accepted', async (parameters) => {
	expect(await world.trigger({ events: EVERY_EVENT, ...parameters }).activate()).toEqual([]);
});

describe('the parameters', () => {
	const read = (events: unknown, more: IDataObject = {}) =>
		readSettings(new PollScript(parametersOf(events, more), () => null).context);

	test('of all events and filters', () => {
		const events = ['orderStatusChanged', 'dataRunningLow', 'planExpiring'];
		const settings = read(events, {
			statuses: [5, -1, 2],
			thresholds: '80, 50',
			filters: { packageName: ' Japan ', externalOrderIdPrefix: 'SHOP-', simType: 'physical' },
			options: { pastDays: 7 },
		});
		expect(settings).toEqual({
			events: new Set(events),
			statuses: [-1, 2, 5],
			thresholds: [50, 80],
			daysBefore: 3,
			packageName: 'Japan',
			externalOrderIdPrefix: 'SHOP-',
			isPhysical: true,
			pastDays: 7,
		});
	});

	test('of events that are not selected are ignored, whatever they contain', () => {
		expect(read(['newOrder'], { statuses: ['?'], thresholds: '?', daysBefore: '?' })).toEqual({
			events: new Set(['newOrder']),
			statuses: [],
			thresholds: [],
			daysBefore: 0,
			packageName: null,
			externalOrderIdPrefix: null,
			isPhysical: null,
			pastDays: 0,
		});
	});
});
