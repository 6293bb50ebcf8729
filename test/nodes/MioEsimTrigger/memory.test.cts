import {
	emptyMemory,
	forget,
	recall,
	type Watches,
} from '../../../dist/nodes/MioEsimTrigger/memory';
import { eventNames } from '../../../dist/nodes/MioEsimTrigger/properties';

const START = Date.parse('2026-03-01T12:00:00+08:00');

const watchesFrom = (after: number): Watches =>
	Object.fromEntries(eventNames.map((event) => [event, { settings: '', after, isReady: true }]));

test('of another account, package or version is not used', () => {
	const memory = { ...emptyMemory('a'), droppedUpTo: 5 };
	expect(recall(memory, 'a')).toEqual(memory);
	expect(recall(memory, 'b')).toEqual(emptyMemory('b'));
	expect(recall({ ...memory, version: 2 }, 'a')).toEqual(emptyMemory('a'));
	for (const odd of [undefined, null, 'x', 7, []]) {
		expect(recall(odd, 'a')).toEqual(emptyMemory('a'));
	}
});

test('is a copy: what n8n keeps does not change before the poll succeeds', () => {
	const kept = { ...emptyMemory('a'), orders: { EP1: { status: 0, createdAt: START } } };
	recall(kept, 'a').orders.EP1.status = 2;
	expect(kept.orders.EP1.status).toBe(0);
});

test('keeps the newest orders if there are too many, and records which it dropped', () => {
	const memory = { ...emptyMemory('a'), watches: watchesFrom(0) };
	for (let index = 0; index < 100; index++) {
		memory.orders[`EP${index}`] = { status: 0, createdAt: START + index };
	}
	forget(memory, START, 60);
	expect(Object.keys(memory.orders)).toHaveLength(60);
	expect(memory.orders.EP99).toBeDefined();
	expect(memory.droppedUpTo).toBe(START + 39);
});
