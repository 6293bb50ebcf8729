/**
 * `npm run lint`: n8n's rules for what ships and the formatting of everything, while this process checks
 * the types and the style of what does not ship. One TypeScript program serves both of the latter, which
 * would otherwise each work out all types by themselves. The types of what ships are checked by the build.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { ESLint } from 'eslint';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

const { options, fileNames } = ts.parseJsonConfigFileContent(
	ts.readConfigFile(join(ROOT, 'tools/tsconfig.json'), (path) => ts.sys.readFile(path)).config,
	ts.sys,
	join(ROOT, 'tools'),
);
const program = ts.createProgram(fileNames, options);

const host: ts.FormatDiagnosticsHost = {
	getCanonicalFileName: (name) => name,
	getCurrentDirectory: () => ROOT,
	getNewLine: () => '\n',
};

/** Runs a command of this package beside this process, and prints what it said when it has ended. */
async function beside(command: string, ...args: string[]): Promise<boolean> {
	const child = spawn(join(ROOT, 'node_modules/.bin', command), args, { cwd: ROOT });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	}
	const code = await new Promise((resolve) => child.once('close', resolve));
	console.log(output);
	return code === 0;
}

async function checkTools(): Promise<boolean> {
	const ours = program.getSourceFiles().filter(({ fileName }) => fileName.endsWith('.cts'));
	const diagnostics = [
		...program.getOptionsDiagnostics(),
		...program.getGlobalDiagnostics(),
		...ours.flatMap((file) => program.getSyntacticDiagnostics(file)),
		...ours.flatMap((file) => program.getSemanticDiagnostics(file)),
	];
	if (diagnostics.length > 0) {
		console.error(ts.formatDiagnosticsWithColorAndContext(diagnostics, host));
	}
	const eslint = new ESLint({
		cwd: ROOT,
		overrideConfigFile: join(ROOT, 'tools/eslint.config.mjs'),
		overrideConfig: {
			files: ['**/*.cts'],
			languageOptions: { parserOptions: { programs: [program] } },
		},
	});
	const results = await eslint.lintFiles(['tools', 'test']);
	const findings = results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0);
	const formatter = await eslint.loadFormatter('stylish');
	console.log(await formatter.format(results));
	return diagnostics.length === 0 && !findings;
}

async function main(): Promise<void> {
	const others = [beside('n8n-node', 'lint'), beside('prettier', '--check', '--cache', '.')];
	const isClean = await checkTools();
	const areClean = await Promise.all(others);
	process.exit(isClean && areClean.every(Boolean) ? 0 : 1);
}

void main();
