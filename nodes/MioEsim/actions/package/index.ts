import type { Resource } from '../operation';
import { checkStock } from './checkStock';
import { getAll } from './getAll';

export const packages: Resource = {
	name: 'Get Many',
	value: 'package',
	operations: [checkStock, getAll],
	defaultOperation: 'getAll',
};
