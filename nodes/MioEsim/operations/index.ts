import { updateDisplayOptions, type IDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { optionFields } from '../fields/options';
import type { Operation, Resource } from '../operation';
import { check } from './account/check';
import { send } from './apiRequest/send';
import { getQrCode } from './card/getQrCode';
import { getDetail, getHistory, getUsage } from './card/lookUps';
import { cancel } from './order/cancel';
import { create } from './order/create';
import { get } from './order/get';
import { getAll as getOrders, getAllByDate as getOrdersByDate } from './order/getAll';
import { getQuote } from './order/getQuote';
import { getPdf, sendPdf } from './order/pdf';
import { renew } from './order/renew';
import { checkStock } from './package/checkStock';
import {
	getAll as getPackages,
	getAllByCard as getPackagesByCard,
	getAllByPartner as getPackagesByPartner,
} from './package/getAll';
import { getAll as getPartners } from './partner/getAll';
import {
	getAll as getSkus,
	getAllByContinent as getSkusByContinent,
	getAllByPartner as getSkusByPartner,
} from './sku/getAll';

/** @param operations the first one is the default; for a tool, the first one that only reads */
function resource(name: string, value: string, ...operations: Operation[]): Resource {
	const [first] = operations;
	const read = operations.find(({ kind }) => kind === 'read');
	const sorted = [...operations].sort((left, right) => left.name.localeCompare(right.name));
	return { name, value, operations: sorted, start: first.value, toolStart: (read ?? first).value };
}

/** Alphabetical by name. */
export const resources: Resource[] = [
	resource('Account', 'account', check),
	resource('API Request', 'apiRequest', send),
	resource('Destination', 'sku', getSkus, getSkusByContinent, getSkusByPartner),
	resource('Distribution Partner', 'partner', getPartners),
	resource(
		'Order',
		'order',
		create,
		getOrders,
		cancel,
		get,
		getOrdersByDate,
		getPdf,
		getQuote,
		renew,
		sendPdf,
	),
	resource('Package', 'package', getPackages, checkStock, getPackagesByCard, getPackagesByPartner),
	resource('SIM Card', 'card', getUsage, getDetail, getHistory, getQrCode),
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

function operationField(
	{ value, operations }: Resource,
	start: string,
	{ hide, show }: IDisplayOptions,
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value], ...show }, ...(hide ? { hide } : {}) },
		options: operations.map(({ name, value: operation, action, description }) => ({
			name,
			value: operation,
			action,
			description,
		})),
		default: start,
	};
}

/** One field, or two with different defaults: as a tool, the node starts with an operation that reads. */
function operationFields(each: Resource): INodeProperties[] {
	const { start, toolStart } = each;
	if (start === toolStart) return [operationField(each, start, {})];
	const isTool = { '@tool': [true] };
	const field = operationField(each, start, { hide: isTool });
	return [field, operationField(each, toolStart, { show: isTool })];
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
		...operationFields(resource),
		...resource.operations.flatMap(({ value, fields }) =>
			updateDisplayOptions({ show: { resource: [resource.value], operation: [value] } }, fields),
		),
	]),
	...optionFields,
];
