import type { Resource } from '../operation';
import { getAll } from './getAll';

export const sku: Resource = {
	name: 'Destination',
	value: 'sku',
	operations: [getAll],
	defaultOperation: getAll.value,
};
