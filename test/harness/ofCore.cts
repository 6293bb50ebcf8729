import './environment.cts';
import 'reflect-metadata';
import { dirname, join } from 'node:path';
import { LoggerProxy } from 'n8n-workflow';

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

const { Logger } = ofCore('@n8n/backend-common') as typeof import('@n8n/backend-common');
/** n8n-core's own container: another copy of the package would not have its services. */
export const { Container } = ofCore('@n8n/di') as typeof import('@n8n/di');

interface LogLine {
	level: string;
	said: unknown[];
}

/**
 * Replaces n8n's logger, at level debug, for the nodes and the engine.
 *
 * @returns the lines, as they are logged
 */
export function captureLogs(): LogLine[] {
	const lines: LogLine[] = [];
	const at =
		(level: string) =>
		(...said: unknown[]): void => {
			lines.push({ level, said });
		};
	const [error, warn, info, debug] = ['error', 'warn', 'info', 'debug'].map(at);
	const logger = { error, warn, info, debug, scoped: () => logger };
	Container.set(Logger, logger as unknown as InstanceType<typeof Logger>);
	LoggerProxy.init(logger);
	return lines;
}
