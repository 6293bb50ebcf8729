#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSimulator } from './index.cts';
import { MODE_NAMES, MODES, readModes, type ModeName } from './modes.cts';

const USAGE =
	'Usage: npm run simulator -- [--port N] [--seed N] [--latency MS] [--quiet] [--MODE VALUE …]';
const DEFAULT_PORT = '4010';

/** `bookingMs` is `--booking-ms`. */
const flagOf = (name: ModeName) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

const modeFlags = Object.fromEntries(
	MODE_NAMES.map((name) => [flagOf(name), { type: 'string' as const }]),
);

/** The help text of the modes, a paragraph each. */
const help = () =>
	MODE_NAMES.map((name) => {
		const { description, values, usual } = MODES[name];
		return `  --${flagOf(name)} ${values}\n      ${description} (${usual})`;
	}).join('\n');

function wholeNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a number, not '${text}'`);
	return Number(text);
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			...modeFlags,
			port: { type: 'string', default: DEFAULT_PORT },
			seed: { type: 'string', default: '1' },
			latency: { type: 'string', default: '0' },
			quiet: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const given: Partial<Record<string, string | boolean>> = values;
	return {
		port: wholeNumber('port', values.port),
		seed: wholeNumber('seed', values.seed),
		latency: wholeNumber('latency', values.latency),
		modes: readModes(Object.fromEntries(MODE_NAMES.map((name) => [name, given[flagOf(name)]]))),
		quiet: values.quiet,
		wantsHelp: values.help,
	};
}

async function main() {
	const { quiet, wantsHelp, ...settings } = readArguments();
	if (wantsHelp) {
		console.log(`${USAGE}\n\n${help()}`);
		return;
	}
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

main().catch((error: unknown) => {
	console.error(`${(error as Error).message}\n${USAGE}\n--help lists the modes.`);
	process.exitCode = 1;
});
