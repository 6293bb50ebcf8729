const { join } = require('node:path');

const folder = __dirname;

/** @type {import('jest').Config} */
module.exports = {
	...require('../../jest.config.js'),
	rootDir: join(folder, '../..'),
	// The folders searched before each run: as few as possible.
	roots: [folder],
	watchman: false,
	testMatch: [join(folder, 'area.cts')],
	testEnvironment: join(folder, 'environment.cts'),
};
