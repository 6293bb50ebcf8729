import type { Resource } from '../operation';
import { getAll } from './getAll';

export const sku: Resource = {
	name: 'Get Many',
	value: 'sku',
	operations: [getAll],
	defaultOperation: 'getAll',
};
