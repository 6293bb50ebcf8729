import assert from 'node:assert/strict';

import { messageOf } from './processes.cts';

/** A list of checks, printed as they run. */
export class Report {
	passed = 0;
	failed: string[] = [];
	began = Date.now();

	section(title: string) {
		console.log(`\n${title}`);
	}

	say(line: string) {
		console.log(`  · ${line}`);
	}

	/**
	 * One check. A failed check does not stop the following ones.
	 *
	 * @param what the expectation, in the user's words
	 * @param look throws if the expectation is not met
	 */
	async check<T>(what: string, look: () => T | Promise<T>): Promise<T | undefined> {
		const began = Date.now();
		try {
			const found = await look();
			this.passed++;
			const seconds = ((Date.now() - began) / 1000).toFixed(1);
			console.log(`  ok      ${what} (${seconds} s)`);
			return found;
		} catch (error) {
			this.failed.push(what);
			console.log(`  FAILED  ${what}`);
			console.log(`          ${firstLines(error)}`);
			return undefined;
		}
	}

	/** @returns the exit code */
	end(): number {
		const seconds = Math.round((Date.now() - this.began) / 1000);
		console.log(`\n${this.passed} ok, ${this.failed.length} FAILED, ${seconds} s`);
		for (const what of this.failed) console.log(`  FAILED  ${what}`);
		return this.failed.length === 0 ? 0 : 1;
	}
}

function firstLines(error: unknown) {
	return messageOf(error).split('\n').slice(0, 12).join('\n          ');
}

export { assert };
