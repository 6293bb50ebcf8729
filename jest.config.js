const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: '<rootDir>/test/harness/realm/environment.cts',
	moduleNameMapper: {
		'^(n8n-core|n8n-workflow|reflect-metadata|fast-check)$': '<rootDir>/test/harness/realm/$1.cts',
	},
	// `npm run test:thorough` runs what takes long, too, and more of what is random.
	testMatch: [`<rootDir>/test/**/*.${process.env.THOROUGH ? '{test,thorough}' : 'test'}.cts`],
	moduleFileExtensions: ['js', 'cts', 'json', 'node'],
	// `npm run lint` checks the types; here they are only removed.
	transform: {
		'\\.cts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json', '<rootDir>/.cache'],
	// Whole batches run through n8n's engine: on a busy machine that takes a while.
	testTimeout: 240_000,
	// More than there are processors: many tests wait for a timeout.
	maxWorkers: Math.ceil(availableParallelism() * 1.5),
	// `npm run coverage` measures what ships. If coverage rises, raise the figures; it must not fall.
	coverageProvider: 'v8',
	collectCoverageFrom: ['dist/**/*.js', '!dist/mioesim/vendor/**'],
	coverageReporters: ['text'],
	coverageThreshold: { global: { lines: 99, branches: 97, functions: 98 } },
};
