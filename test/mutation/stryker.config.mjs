import { readFileSync } from 'node:fs';

const areas = JSON.parse(readFileSync(new URL('areas.json', import.meta.url), 'utf8'));
const area = process.env.MUTATION_AREA ?? '';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: areas[area]?.mutate,
	// Tests import the built node, so the sandbox builds the mutated sources.
	buildCommand: 'npm run build',
	testRunner: 'jest',
	testRunnerNodeArgs: ['--require', 'tsx/cjs'],
	jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	concurrency: 1,
	timeoutMS: 15_000,
	// A run leaves modules behind in the globals of its process.
	maxTestRunnerReuse: 60,
	ignorePatterns: [
		'.ci',
		'.github',
		'coverage',
		'docs',
		'examples',
		'tools/bench',
		'tools/demo',
		'tools/e2e',
	],
	tempDirName: '.cache/stryker',
	reporters: ['progress-append-only', 'json', 'html'],
	jsonReporter: { fileName: `.cache/mutation/${area}.report.json` },
	htmlReporter: { fileName: `.cache/mutation/${area}.html` },
};
