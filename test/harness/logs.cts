import { LoggerProxy } from 'n8n-workflow';

import { ofCore } from './ofCore.cts';

const { Logger } = ofCore('@n8n/backend-common') as typeof import('@n8n/backend-common');
const { Container } = ofCore('@n8n/di') as typeof import('@n8n/di');

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export interface LogLine {
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
	const [error, warn, info, debug] = LEVELS.map(at);
	const logger = { error, warn, info, debug, scoped: () => logger };
	Container.set(Logger, logger as unknown as InstanceType<typeof Logger>);
	LoggerProxy.init(logger);
	return lines;
}
