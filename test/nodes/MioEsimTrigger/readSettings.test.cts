import type { IDataObject } from 'n8n-workflow';

import { readSettings } from '../../../dist/nodes/MioEsimTrigger/properties';
import { parametersOf, PollScript } from './script.cts';

/** The trigger's parameters; settings.test.cts tests them in n8n's engine. */

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

test.each([
	['orderStatusChanged', { statuses: ['?'] }, 'New Statuses'],
	['dataRunningLow', { thresholds: '?' }, 'Thresholds'],
	['planExpiring', { daysBefore: '?' }, 'Days Before'],
])('of %s must be readable', (event, more, label) => {
	expect(() => read([event], more)).toThrow(`'${label}'`);
});

test('SIM Type can also select eSIMs', () => {
	expect(read(['newOrder'], { filters: { simType: 'esim' } }).isPhysical).toBe(false);
});

test('without an event there is nothing to watch', () => {
	expect(() => read([])).toThrow("'Events' is required");
});
