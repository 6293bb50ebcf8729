import { updateDisplayOptions, type IDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { optionFields } from '../fields/options';
import type { Operation } from '../operation';
import { check } from './account';
import { send } from './apiRequest';
import * as cards from './card';
import { cancel } from './cancel';
import { create } from './create';
import { getQuote } from './getQuote';
import * as orders from './orders';
import * as pdfs from './pdf';
import { renew } from './renew';
import * as packages from './package';
import * as partners from './partner';
import * as skus from './sku';

/**
 * @param starts the default operation and, if that one spends money, the default of a tool
 * @param own its operations by their values, which are the names of the exports
 */
function resource(name: string, value: string, starts: string[], own: Record<string, Operation>) {
	const [start, toolStart = start] = starts;
	const operations = Object.entries(own).map(([value, operation]) => ({ ...operation, value }));
	operations.sort((left, right) => left.name.localeCompare(right.name));
	return { name, value, operations, start, toolStart };
}

/** Alphabetical by name, as n8n requires of lists; so are the operations of each. */
export const resources = [
	resource('Account', 'account', ['check'], { check }),
	resource('API Request', 'apiRequest', ['send'], { send }),
	resource('Destination', 'sku', ['getAll'], skus),
	resource('Distribution Partner', 'partner', ['getAll'], partners),
	resource('Order', 'order', ['create', 'getAll'], {
		cancel,
		create,
		getQuote,
		renew,
		...orders,
		...pdfs,
	}),
	resource('Package', 'package', ['getAll'], packages),
	resource('SIM Card', 'card', ['getUsage'], cards),
];

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

/** One field, or two with different defaults: as a tool, the node starts with an operation that reads. */
function operationFields({ value: resource, operations, start, toolStart }: (typeof resources)[0]) {
	const fieldFor = (chosen: string, { hide, show }: IDisplayOptions): INodeProperties => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource], ...show }, hide },
		options: operations.map(({ name, value, action, help: description }) => {
			return { name, value, action, description };
		}),
		default: chosen,
	});
	const isTool = { '@tool': [true] };
	return start === toolStart
		? [fieldFor(start, {})]
		: [fieldFor(start, { hide: isTool }), fieldFor(toolStart, { show: isTool })];
}

/** Names by value; a value has the same name everywhere. */
const namesOf = (entries: ReadonlyArray<{ name: string; value: string }>) =>
	JSON.stringify(Object.fromEntries(entries.map(({ name, value }) => [value, name])));
const operationNames = namesOf(resources.flatMap(({ operations }) => operations));
/** The display names of operation and resource; the values are for programs. */
export const subtitle = `={{ (${operationNames})[$parameter["operation"]] + ": " + (${namesOf(resources)})[$parameter["resource"]] }}`;

/** All fields of the node, each shown only with its resource and operation. */
export const properties: INodeProperties[] = [
	resourceField,
	...resources.flatMap((resource) => [
		...operationFields(resource),
		...resource.operations.flatMap(({ value, fields }) =>
			updateDisplayOptions({ show: { resource: [resource.value], operation: [value] } }, fields),
		),
	]),
	...optionFields,
];
