import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core keeps a settings file in its user folder: never that of the person who runs the tests.
process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-nodes-mioesim-'));
process.env.N8N_ENCRYPTION_KEY = 'tests';
// Executions that stop are reported to the console otherwise.
process.env.N8N_LOG_LEVEL ??= 'silent';
