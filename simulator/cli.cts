#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSimulator } from './index.cts';

const USAGE = 'Usage: npm run simulator -- [--port N] [--seed N] [--latency MS] [--quiet]';
const DEFAULT_PORT = '4010';

function wholeNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`--${name} wants a number, not '${text}'`);
	return Number(text);
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: DEFAULT_PORT },
			seed: { type: 'string', default: '1' },
			latency: { type: 'string', default: '0' },
			quiet: { type: 'boolean', default: false },
		},
	});
	return {
		port: wholeNumber('port', values.port),
		seed: wholeNumber('seed', values.seed),
		latency: wholeNumber('latency', values.latency),
		quiet: values.quiet,
	};
}

async function main() {
	const { quiet, ...settings } = readArguments();
	const log = quiet ? undefined : (line: string) => console.log(line);
	const sim = await startSimulator({ ...settings, log });
	const { phoneNumber, password, secretKey } = sim.account;
	console.log(`MIOeSIM simulator on ${sim.url}`);
	console.log('\nCredential "MIOeSIM API":');
	console.log(`  Phone Number  ${phoneNumber}`);
	console.log(`  Password      ${password}`);
	console.log(`  Secret Key    ${secretKey}`);
	console.log(`  Base URL      ${sim.url}\n`);
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void sim.close());
}

main().catch((error) => {
	console.error(`${error.message}\n${USAGE}`);
	process.exitCode = 1;
});
