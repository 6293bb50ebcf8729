/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.js'],
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json'],
	// n8n's engine keeps timers of its own; a run ends when its tests do.
	forceExit: true,
	// Whole batches run through n8n's engine: on a busy machine that takes its time.
	testTimeout: 60_000,
	maxWorkers: '100%',
};
