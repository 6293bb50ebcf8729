import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { optionFields } from '../fields/options';
import { account } from './account';
import { apiRequest } from './apiRequest';
import { card } from './card';
import type { Operation, Resource } from '../operation';
import { order } from './order';
import { packages } from './package';
import { partner } from './partner';
import { sku } from './sku';

/** Alphabetical by name. */
export const resources: Resource[] = [account, apiRequest, sku, partner, order, packages, card];

/** @returns undefined for unknown values */
export function findOperation(resource: string, operation: string): Operation | undefined {
	return resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
}

const resourceField: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: resources.map(({ name, value }) => ({ name, value })),
	default: 'order',
};

function operationField({ value, operations, defaultOperation }: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(({ name, value: operation, action, description }) => ({
			name,
			value: operation,
			action,
			description,
		})),
		default: defaultOperation,
	};
}

/** Names by value; a value has the same name everywhere. */
function namesOf(entries: ReadonlyArray<{ name: string; value: string }>): string {
	return JSON.stringify(Object.fromEntries(entries.map(({ name, value }) => [value, name])));
}

const operationNames = namesOf(resources.flatMap(({ operations }) => operations));

/** The display names of operation and resource; the values are for programs. */
export const subtitle = `={{ (${operationNames})[$parameter["operation"]] + ": " + (${namesOf(resources)})[$parameter["resource"]] }}`;

/** All fields of the node, each shown only with its resource and operation. */
export const properties: INodeProperties[] = [
	resourceField,
	...resources.flatMap((resource) => [
		operationField(resource),
		...resource.operations.flatMap(({ value, fields }) =>
			updateDisplayOptions({ show: { resource: [resource.value], operation: [value] } }, fields),
		),
	]),
	...optionFields,
];
