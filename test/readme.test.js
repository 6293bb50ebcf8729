'use strict';

const { readme, table } = require('../scripts/operations-table');

test('the README lists the operations that the node has', () => {
	// If this fails: npm run build && node scripts/operations-table.js --write
	expect(readme().table).toBe(table);
});
