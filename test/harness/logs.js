'use strict';

require('./environment');
require('reflect-metadata');
const { createRequire } = require('node:module');
const { LoggerProxy } = require('n8n-workflow');

// n8n-core's own copies: another copy of the class is another key in another container.
const fromCore = createRequire(require.resolve('n8n-core'));
const { Logger } = require(fromCore.resolve('@n8n/backend-common'));
const { Container } = require(fromCore.resolve('@n8n/di'));

const LEVELS = ['error', 'warn', 'info', 'debug'];

/**
 * Takes the place of n8n's logger, at level debug, for nodes and engine alike.
 *
 * @returns {{ level: string, said: unknown[] }[]} lines, as they come
 */
function captureLogs() {
	const lines = [];
	const logger = { scoped: () => logger };
	for (const level of LEVELS) logger[level] = (...said) => lines.push({ level, said });
	Container.set(Logger, logger);
	LoggerProxy.init(logger);
	return lines;
}

module.exports = { captureLogs };
