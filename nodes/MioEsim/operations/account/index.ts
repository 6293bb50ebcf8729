import type { Resource } from '../../operation';
import { check } from './check';

export const account: Resource = {
	name: 'Account',
	value: 'account',
	operations: [check],
	defaultOperation: check.value,
};
