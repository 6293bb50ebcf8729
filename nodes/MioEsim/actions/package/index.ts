import type { Resource } from '../operation';
import { checkStock } from './checkStock';
import { getAll } from './getAll';

export const packages: Resource = {
	name: 'Package',
	value: 'package',
	operations: [checkStock, getAll],
	defaultOperation: getAll.value,
};
