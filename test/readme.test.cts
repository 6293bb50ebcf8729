import { readme, table } from '../tools/scripts/operations-table.cts';

test('the README lists the operations of the node', () => {
	// If this fails, run: npm run build && node --require tsx/cjs scripts/operations-table.cts --write
	expect(readme().table).toBe(table);
});
