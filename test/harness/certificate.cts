import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(__dirname, '../fixtures');

/**
 * A self-signed certificate for localhost, and its key, which protects nothing. It was made once and is
 * valid until 2126: Node.js can't make certificates, and not every machine has OpenSSL.
 */
export const certificate = {
	key: readFileSync(join(FIXTURES, 'localhost-key.pem')),
	cert: readFileSync(join(FIXTURES, 'localhost-cert.pem')),
};
