import { readme, table } from '../scripts/operations-table.cts';

test('the README lists the operations that the node has', () => {
	// If this fails: npm run build && node --require tsx/cjs scripts/operations-table.cts --write
	expect(readme().table).toBe(table);
});
