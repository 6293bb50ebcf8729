import type { IDataObject } from 'n8n-workflow';

/** Parameters of the node, as the editor saves them if the user changes nothing else. */

/** A package, e.g. one of `sim.catalogue.oddities`. */
export interface PackagePick {
	skuId: number | string;
	priceId: number | string;
}

/** A resource locator filled in by ID. */
export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });
export const fromList = (value: string) => ({ __rl: true, mode: 'list', value });

export const getSkus = (more: IDataObject = {}): IDataObject => ({
	resource: 'sku',
	operation: 'getAll',
	returnAll: true,
	nameFilter: '',
	simplify: true,
	...more,
});

export const getPackages = (skuId: number | string, more: IDataObject = {}): IDataObject => ({
	resource: 'package',
	operation: 'getAll',
	skuId: byId(skuId),
	returnAll: true,
	simplify: true,
	...more,
});

export const checkStock = (
	{ skuId, priceId }: PackagePick,
	more: IDataObject = {},
): IDataObject => ({
	resource: 'package',
	operation: 'checkStock',
	skuId: byId(skuId),
	priceId: byId(priceId),
	count: 1,
	...more,
});

export const createOrder = (
	{ skuId, priceId }: PackagePick,
	more: IDataObject = {},
): IDataObject => ({
	resource: 'order',
	operation: 'create',
	orderBy: 'package',
	skuId: byId(skuId),
	priceId: byId(priceId),
	count: 1,
	externalOrderId: '',
	simType: 'esim',
	simplify: true,
	output: 'order',
	...more,
});

/** Another data plan for these cards. */
export const renewCard = (
	pick: PackagePick,
	iccid: string,
	more: IDataObject = {},
): IDataObject => ({
	...createOrder(pick),
	operation: 'renew',
	renewBy: 'iccid',
	iccid,
	...more,
});

export const cancelOrder = (orderNumber: string, more: IDataObject = {}): IDataObject => ({
	resource: 'order',
	operation: 'cancel',
	orderNumber,
	iccids: '',
	onlyUnused: true,
	...more,
});

export const getPdf = (orderNumber: string, more: IDataObject = {}): IDataObject => ({
	resource: 'order',
	operation: 'getPdf',
	orderNumber,
	iccids: '',
	download: true,
	binaryPropertyName: 'data',
	...more,
});

export const getOrder = (orderNumber: string, more: IDataObject = {}): IDataObject => ({
	resource: 'order',
	operation: 'get',
	orderNumber,
	simplify: true,
	output: 'order',
	...more,
});

export const getOrders = (more: IDataObject = {}): IDataObject => ({
	resource: 'order',
	operation: 'getAll',
	returnAll: true,
	filters: {},
	simplify: true,
	output: 'order',
	...more,
});

export const sendRequest = (path: string, more: IDataObject = {}): IDataObject => ({
	resource: 'apiRequest',
	operation: 'send',
	kind: 'read',
	method: 'GET',
	path,
	specifyParameters: 'pairs',
	parameters: {},
	...more,
});
