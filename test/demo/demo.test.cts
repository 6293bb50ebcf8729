import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Characters, not bytes, that a terminal shows. */
const widthOf = (line: string) => Array.from(line).length;

test('the demo shows both outputs and nothing else, and exits with 0', () => {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['--require', 'tsx/cjs', 'tools/demo/run.cts'],
		{
			cwd: ROOT,
			encoding: 'utf8',
		},
	);
	expect(stderr).toBe('');
	expect(status).toBe(0);
	expect(stdout).toContain('Success: 4 eSIMs');
	expect(stdout).toMatch(/LPA:1\$[\w.-]+\$[\w-]+/);
	expect(stdout).toContain('https://esimsetup.apple.com/');
	expect(stdout).toContain('Error: 2 orders');
	expect(stdout).toContain('No package for "Japan" is exactly 4 GB for 365 days');
	expect(stdout).toContain('orderId: #1004');
	expect(stdout).not.toMatch(/encryption key/i);
	expect(Math.max(...stdout.split('\n').map(widthOf))).toBeLessThanOrEqual(120);
});
