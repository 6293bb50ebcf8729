import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createWriteStream } from 'node:fs';

import { portOf } from '../../../test/harness/servers.cts';

/** Characters of a process's output that are kept: an execution of thousands of items prints megabytes. */
const MOST_OUTPUT = 50_000_000;

export interface StartOptions {
	env?: NodeJS.ProcessEnv;
	cwd?: string;
	/** The file for its output. */
	log: string;
	uid?: number;
	gid?: number;
}

export interface RunOptions extends StartOptions {
	/** ms */
	limit?: number;
}

/** A process that these scripts started. */
export interface Started {
	child: ChildProcess;
	log: string;
	/** The end of its output. */
	output: string;
	exited: boolean;
	/** Its exit code; null after a signal, -1 if it could not be started. */
	exit: Promise<number | null>;
}

/** All processes that have not been stopped yet, so that none outlives a run. */
const running = new Set<Started>();

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Like pause, but it does not keep the process alive. */
const deadline = (ms: number) =>
	new Promise<'late'>((resolve) => setTimeout(resolve, ms, 'late').unref());

/**
 * @param wanted any free port if omitted
 * @returns a free port; rejects if the wanted one is in use
 */
export function freePort(wanted = 0): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(wanted, '127.0.0.1', () => {
			const port = portOf(server);
			server.close(() => resolve(port));
		});
	});
}

/** Starts a long-running process in its own process group. */
export function start(
	command: string,
	args: string[],
	{ env, cwd, log, uid, gid }: StartOptions,
): Started {
	const child = spawn(command, args, {
		env,
		cwd,
		uid,
		gid,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const exit = new Promise<number | null>((resolve) => {
		child.once('error', (error) => {
			started.output += `\n${error.message}`;
			resolve(-1);
		});
		child.once('exit', resolve);
	}).then((code) => {
		started.exited = true;
		running.delete(started);
		return code;
	});
	const started: Started = { child, log, output: '', exited: false, exit };
	const file = createWriteStream(log, { flags: 'a' });
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			// The log file has all of the output; only the end is kept in memory.
			started.output = (started.output + String(chunk)).slice(-MOST_OUTPUT);
			file.write(chunk);
		});
	}
	running.add(started);
	return started;
}

/**
 * Ends a process and everything it started: first politely, then by force.
 *
 * @param grace milliseconds in which it may end by itself
 */
export async function stop(started: Started | undefined, grace = 10_000) {
	if (!started || started.exited) return;
	signal(started, 'SIGTERM');
	await Promise.race([started.exit, deadline(grace)]);
	signal(started, 'SIGKILL');
	await Promise.race([started.exit, deadline(2_000)]);
}

/** Ends a process and everything it started, in the middle of what it does. */
export async function kill(started: Started) {
	signal(started, 'SIGKILL');
	await started.exit;
}

function signal({ child }: Started, name: NodeJS.Signals) {
	// It never started.
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, name);
	} catch {
		// Gone already.
	}
}

export async function stopAll() {
	await Promise.all([...running].map((started) => stop(started)));
}

/**
 * Runs a command to its end.
 */
export async function run(
	command: string,
	args: string[],
	{ limit = 120_000, ...options }: RunOptions,
): Promise<{ code: number | null; output: string }> {
	const started = start(command, args, options);
	const closed = new Promise((resolve) => started.child.once('close', resolve));
	const code = await Promise.race([started.exit, deadline(limit)]);
	if (code === 'late') {
		await stop(started, 2_000);
		throw new Error(`${command} ${args.join(' ')} took longer than ${limit / 1000} s`);
	}
	// 'exit' can come before the end of the output, which a process left behind may keep open.
	await Promise.race([closed, deadline(5_000)]);
	return { code, output: started.output };
}

/**
 * Asks repeatedly until the answer is truthy.
 *
 * @param what for the message if time runs out
 * @param ask an exception counts as "not yet"
 * @param options `alive`: the process to wait for; if it ends, so does the wait
 */
export async function waitFor<T>(
	what: string,
	ask: () => T | false | undefined | Promise<T | false | undefined>,
	{ limit = 60_000, every = 250, alive }: { limit?: number; every?: number; alive?: Started } = {},
): Promise<T> {
	const end = Date.now() + limit;
	let last: unknown;
	while (Date.now() < end) {
		try {
			const answer = await ask();
			if (answer) return answer;
		} catch (error) {
			last = error;
		}
		if (alive?.exited) {
			throw new Error(`${what}: the process ended.\n${alive.output.slice(-2000)}`);
		}
		await pause(every);
	}
	throw new Error(`${what}: not within ${limit / 1000} s${last ? ` (${messageOf(last)})` : ''}`);
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/**
 * Runs a whole script, and leaves nothing running, however it ends.
 *
 * @param script returns the exit code
 */
export function runScript(script: () => Promise<number | undefined>) {
	let stopping: Promise<void> | undefined;
	const leave = (code: number) => {
		stopping ??= stopAll().finally(() => process.exit(code));
		return stopping;
	};
	process.once('SIGINT', () => void leave(130));
	process.once('SIGTERM', () => void leave(143));
	script().then(
		(code) => leave(code ?? 0),
		(error: unknown) => {
			// An expected end is not reported.
			if (stopping) return stopping;
			console.error(`\n${(error instanceof Error && error.stack) || String(error)}`);
			return leave(1);
		},
	);
}
