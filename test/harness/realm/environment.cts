import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import vm, { type CompileFunctionOptions } from 'node:vm';
import type { JestEnvironment } from '@jest/environment';
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

	getVmContext() {
		return OWN_REALM;
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	async setup() {
		globalThis.loadOnce = createRequire(__filename);
		// Jest's runner leaves its listeners there: they would receive the events of every later file.
		Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
		await Promise.resolve();
	}

	async teardown() {
		// Restores what Jest has replaced for this file.
		globalThis.console = console;
		process.exit = exit;
		for (const each of storages) each.disable();
		storages.clear();
		await Promise.resolve();
	}
}

const { console } = globalThis;
const exit = process.exit.bind(process);

/** Tells the compiler below that Jest compiles a module for this environment. */
const OWN_REALM = vm.createContext({});

const { compileFunction } = vm;
vm.compileFunction = ((code: string, names: readonly string[], options: CompileFunctionOptions) =>
	compileFunction(
		code,
		names,
		options.parsingContext === OWN_REALM ? { ...options, parsingContext: undefined } : options,
	)) as typeof compileFunction;

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
