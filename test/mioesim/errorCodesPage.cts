import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '../fixtures/error-codes-page.txt'), 'utf8');

/**
 * MIOeSIM's error-codes page, copied by hand: what a user must read, word for word. It isn't derived from
 * mioesim/codes/errorCodes.ts, so that a difference shows. Each code with its complete text.
 */
export const documentedCodes = page.split('\n\n').map((entry) => {
	const [, code, meaning, resolution] = /^(-?\d+) \| (.*)\n([^]*)$/.exec(entry.trim()) ?? [];
	return { code: Number(code), meaning, resolution };
});
