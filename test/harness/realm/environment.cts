import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import vm, { type CompileFunctionOptions } from 'node:vm';
import type { JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { ModuleMocker } from 'jest-mock';

declare global {
	/** Loads a package once per process; undefined outside Jest. */
	var loadOnce: NodeJS.Require | undefined;
}

/**
 * Runs every test file in Node's own realm, as n8n runs its nodes. Jest creates a realm for each file:
 * there, n8n's errors are not an `Error` to the test, and n8n's whole engine is loaded again for each
 * file, which took half of the tests' time. The packages next to this file are loaded once per process;
 * the project's own modules are still loaded once per file, so that nothing they remember reaches the
 * next one.
 */
export default class OwnRealm implements JestEnvironment {
	readonly global = globalThis as unknown as JestEnvironment['global'];
	readonly moduleMocker = new ModuleMocker(globalThis);
	readonly fakeTimers = null;
	readonly fakeTimersModern = null;

	constructor({ globalConfig }: JestEnvironmentConfig) {
		isCounting = globalConfig.collectCoverage;
	}

	getVmContext() {
		return OWN_REALM;
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	async setup() {
		globalThis.loadOnce = createRequire(__filename);
		await Promise.resolve();
	}

	async teardown() {
		// Restores what Jest has replaced for this file.
		globalThis.console = console;
		process.exit = exit;
		for (const each of storages) each.disable();
		storages.clear();
		// Jest's runner leaves the file's tests there, and listeners that would receive the events of the
		// next file.
		for (const each of Object.getOwnPropertySymbols(globalThis)) {
			if (LEFT_BEHIND.has(each.description)) Reflect.deleteProperty(globalThis, each);
		}
		await Promise.resolve();
	}
}

const LEFT_BEHIND = new Set<unknown>(['EVENT_HANDLERS', 'JEST_STATE_SYMBOL']);

const { console } = globalThis;
const exit = process.exit.bind(process);

/** Tells the compiler below that Jest compiles a module for this environment. */
const OWN_REALM = vm.createContext({});

/** V8 counts what a file covers by what was compiled for it. */
let isCounting = false;

/** A module's function closes over nothing, so each file can call the same, which V8 has optimized. */
const compiled = new Map<string, ReturnType<typeof vm.compileFunction>>();

const { compileFunction } = vm;
vm.compileFunction = ((code: string, names: readonly string[], options: CompileFunctionOptions) => {
	if (options.parsingContext !== OWN_REALM) return compileFunction(code, names, options);
	const key = [options.filename, ...names, code].join('\n');
	const known = compiled.get(key);
	if (known !== undefined && !isCounting) return known;
	const made = compileFunction(code, names, { ...options, parsingContext: undefined });
	compiled.set(key, made);
	return made;
}) as typeof compileFunction;

/**
 * Storages since the last file. Each file has its own jest-circus, and with it a storage: unless that is
 * disabled, Node passes its content, the whole file, from promise to promise as long as the process lives.
 */
const storages = new Set<AsyncLocalStorage<unknown>>();

type Run = (this: AsyncLocalStorage<unknown>, ...given: unknown[]) => unknown;

const run = Reflect.get(AsyncLocalStorage.prototype, 'run') as Run;
const remembered: Run = function (...given) {
	storages.add(this);
	return run.apply(this, given);
};
Reflect.set(AsyncLocalStorage.prototype, 'run', remembered);
