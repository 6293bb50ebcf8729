const { rm } = require('node:fs/promises');
const { dest, parallel, src } = require('gulp');

const binary = { encoding: false };

/** Icons lie beside the compiled nodes and credentials that name them. */
function icons() {
	return src('icons/*.svg', binary).pipe(dest('dist/icons'));
}

/** Codex and output schemas: n8n looks for them beside the compiled node. */
function metadata() {
	return src('nodes/**/*.json', binary).pipe(dest('dist/nodes'));
}

exports.clean = () => rm('dist', { recursive: true, force: true });
exports.assets = parallel(icons, metadata);
