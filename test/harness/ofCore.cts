import './environment.cts';
import 'reflect-metadata';
import { dirname, join } from 'node:path';

const load = globalThis.loadOnce ?? require;
const { createRequire } = load('node:module') as typeof import('node:module');

/** Loads n8n-core's copy of a package: npm may have installed another one at the top level. */
export const ofCore = createRequire(load.resolve('n8n-core'));

/** n8n does this when it starts. */
const axios = join(dirname(ofCore.resolve('@n8n/backend-network')), 'http/axios/config.js');
const { configureGlobalAxiosDefaults } = ofCore(axios) as {
	configureGlobalAxiosDefaults: () => void;
};
configureGlobalAxiosDefaults();

// n8n allows each regular expression 250 ms of real time, then ends the execution. On a busy machine,
// even the check of a parameter takes longer now and then.
const { setSafeRegexEngine } = ofCore('n8n-workflow') as typeof import('n8n-workflow');
setSafeRegexEngine({
	exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
	test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
	replace: (pattern, input, flags, text) => input.replace(new RegExp(pattern, flags), text),
	matchAll: (pattern, input, flags = '') => [
		...input.matchAll(new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`)),
	],
	split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
});
