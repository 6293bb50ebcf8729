import './environment.cts';
import 'reflect-metadata';
import { dirname, join } from 'node:path';

const load = globalThis.loadOnce ?? require;
const { createRequire } = load('node:module') as typeof import('node:module');

/** Loads a package as n8n-core does: npm may have put another copy at the top. */
export const ofCore = createRequire(load.resolve('n8n-core'));

/** n8n sets this up when it starts. */
const axios = join(dirname(ofCore.resolve('@n8n/backend-network')), 'http/axios/config.js');
const { configureGlobalAxiosDefaults } = ofCore(axios) as {
	configureGlobalAxiosDefaults: () => void;
};
configureGlobalAxiosDefaults();
