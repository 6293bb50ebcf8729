import type { Resource } from '../operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getAllByDate } from './getAllByDate';

export const order: Resource = {
	name: 'Order',
	value: 'order',
	operations: [create, get, getAll, getAllByDate],
	defaultOperation: 'create',
};
