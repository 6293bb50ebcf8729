import type { Resource } from '../../operation';
import { getAll } from './getAll';

export const partner: Resource = {
	name: 'Distribution Partner',
	value: 'partner',
	operations: [getAll],
	defaultOperation: getAll.value,
};
