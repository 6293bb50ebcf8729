import type { JestEnvironment, JestEnvironmentConfig } from '@jest/environment';

import OwnRealm from '../harness/realm/environment.cts';

/** Ends a run at the first failing test: the mutant is killed then. */
export default class FailFast extends OwnRealm {
	private isKilled = false;

	constructor(config: JestEnvironmentConfig) {
		super(config);
		// Here Stryker stores which change to make: that of the previous run must not be made again.
		Reflect.deleteProperty(globalThis, '__stryker__');
	}

	handleTestEvent: JestEnvironment['handleTestEvent'] = (event) => {
		if (event.name === 'test_done') this.isKilled ||= event.test.errors.length > 0;
		if (event.name === 'test_start' && this.isKilled) event.test.mode = 'skip';
	};
}
