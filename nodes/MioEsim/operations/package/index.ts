import type { Resource } from '../../operation';
import { checkStock } from './checkStock';
import { getAll } from './getAll';
import { getAllByCard } from './getAllByCard';
import { getAllByPartner } from './getAllByPartner';

export const packages: Resource = {
	name: 'Package',
	value: 'package',
	operations: [checkStock, getAll, getAllByCard, getAllByPartner],
	defaultOperation: getAll.value,
};
