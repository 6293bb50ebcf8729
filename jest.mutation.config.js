const { join } = require('node:path');

const folder = join(__dirname, 'test/mutation');

/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	// What is looked through before each run: as little as it takes.
	roots: [folder],
	watchman: false,
	testMatch: [join(folder, 'area.cts')],
	testEnvironment: join(folder, 'environment.cts'),
};
