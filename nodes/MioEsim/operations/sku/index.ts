import type { Resource } from '../../operation';
import { getAll } from './getAll';
import { getAllByContinent } from './getAllByContinent';
import { getAllByPartner } from './getAllByPartner';

export const sku: Resource = {
	name: 'Destination',
	value: 'sku',
	operations: [getAll, getAllByContinent, getAllByPartner],
	defaultOperation: getAll.value,
};
