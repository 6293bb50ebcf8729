import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = join(tmpdir(), 'n8n-nodes-mioesim-');

// n8n-core keeps a settings file in its user folder: never that of the person who runs the tests. One for
// each process, which test files share.
if (!process.env.N8N_USER_FOLDER?.startsWith(PREFIX)) {
	const folder = mkdtempSync(PREFIX);
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => {
		rmSync(folder, { recursive: true, force: true });
	});
	// How Jest ends its workers. Without a listener no exit is seen.
	process.once('SIGTERM', () => process.exit());
}
process.env.N8N_ENCRYPTION_KEY = 'tests';
// Executions that stop are reported to the console otherwise.
process.env.N8N_LOG_LEVEL ??= 'silent';
