import { LoggerProxy } from 'n8n-workflow';
import { ofCore } from './engine.cts';

const { Logger } = ofCore('@n8n/backend-common');
const { Container } = ofCore('@n8n/di');

const LEVELS = ['error', 'warn', 'info', 'debug'];

/**
 * Takes the place of n8n's logger, at level debug, for nodes and engine alike.
 *
 * @returns lines, as they come
 */
export function captureLogs(): { level: string; said: unknown[] }[] {
	const lines = [];
	const logger = { scoped: () => logger };
	for (const level of LEVELS) logger[level] = (...said) => lines.push({ level, said });
	Container.set(Logger, logger);
	LoggerProxy.init(logger);
	return lines;
}
