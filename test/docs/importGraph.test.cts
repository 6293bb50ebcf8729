import { drawing, drawn, imports } from '../../tools/scripts/import-graph.cts';

test('CONTRIBUTING.md shows the current imports', () => {
	// If this fails, run: node --require tsx/cjs scripts/import-graph.cts --write
	expect(drawn()).toBe(drawing);
});

test('the drawing has no cycle', () => {
	const left = new Map([...imports].map(([box, targets]) => [box, new Set(targets)]));
	expect(left.size).toBeGreaterThan(10);
	// Removes boxes without remaining imports until there is none left to remove.
	for (let free = [''].slice(1), turns = 0; turns === 0 || free.length > 0; turns++) {
		free = [...left].filter(([, targets]) => targets.size === 0).map(([box]) => box);
		for (const box of free) left.delete(box);
		for (const targets of left.values()) for (const box of free) targets.delete(box);
	}
	expect([...left.keys()]).toEqual([]);
});
