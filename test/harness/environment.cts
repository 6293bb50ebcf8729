import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = join(tmpdir(), 'n8n-nodes-mioesim-');

// n8n-core keeps a settings file in its user folder. The tests never use the developer's own folder, but
// one per process, which the test files share.
if (!process.env.N8N_USER_FOLDER?.startsWith(PREFIX)) {
	const folder = mkdtempSync(PREFIX);
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => {
		rmSync(folder, { recursive: true, force: true });
	});
	// Jest ends its workers by this signal. Without a listener, there is no exit event.
	process.once('SIGTERM', () => process.exit());
}
process.env.N8N_ENCRYPTION_KEY = 'tests';
// Otherwise, executions that stop are reported on the console.
process.env.N8N_LOG_LEVEL ??= 'silent';
