/**
 * Checks the package against n8n's requirements for verified community nodes: the community scanner on
 * the source and on the unpacked tarball, and the tarball's size and contents.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Plans, quotes, destinations and mails included; a jump shows that something else got in. */
const MAX_BYTES = 180_000;
const FORBIDDEN = /(^|\/)(test|simulator|demo|bench|e2e|examples|docs|scripts)\//;

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'verify-package-'));
const findings: string[] = [];

function check(title: string, problems: string[]) {
	console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${title}`);
	for (const problem of problems) console.log(`       ${problem}`);
	findings.push(...problems);
}

/** n8n's scanner, an ES module without types. */
async function loadScanner() {
	const path = '@n8n/scan-community-package/scanner/scanner.mjs';
	return (await import(path)) as {
		SOURCE_FILE_PATTERNS: string[];
		analyzePackage: (
			directory: string,
			patterns: string[],
		) => Promise<{ passed: boolean; message?: string; details?: unknown }>;
	};
}

async function scan(title: string, directory: string, patterns?: string[]) {
	const { analyzePackage, SOURCE_FILE_PATTERNS } = await loadScanner();
	const { passed, message, details } = await analyzePackage(
		directory,
		patterns ?? SOURCE_FILE_PATTERNS,
	);
	check(title, passed ? [] : [message, details].filter(Boolean).map(String));
}

async function main() {
	try {
		const [{ filename, size, files }] = JSON.parse(
			execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
				cwd: root,
				stdio: ['ignore', 'pipe', 'ignore'],
			}).toString(),
		) as { filename: string; size: number; files: { path: string }[] }[];
		execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
		const bytes = statSync(join(folder, filename)).size;
		console.log(`${filename}: ${bytes} bytes packed, ${files.length} files`);
		check(`tarball under ${MAX_BYTES} bytes`, bytes < MAX_BYTES ? [] : [`${size} bytes`]);
		check(
			'tarball contains what ships and nothing else',
			files.map(({ path }) => path).filter((path: string) => FORBIDDEN.test(path)),
		);
		await scan('community scanner, source', root);
		await scan('community scanner, tarball', join(folder, 'package'), ['**/*.js', 'package.json']);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	process.exitCode = findings.length === 0 ? 0 : 1;
}

void main();
