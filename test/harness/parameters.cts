/** Parameters of the node, as the editor saves them when a user changes nothing else. */

export const byId = (value) => ({ __rl: true, mode: 'id', value });
export const fromList = (value) => ({ __rl: true, mode: 'list', value });

export const getSkus = (more = {}) => ({
	resource: 'sku',
	operation: 'getAll',
	returnAll: true,
	nameFilter: '',
	simplify: true,
	...more,
});

export const getPackages = (skuId, more = {}) => ({
	resource: 'package',
	operation: 'getAll',
	skuId: byId(String(skuId)),
	simplify: true,
	...more,
});

export const checkStock = ({ skuId, priceId }, more = {}) => ({
	resource: 'package',
	operation: 'checkStock',
	skuId: byId(String(skuId)),
	priceId: byId(String(priceId)),
	count: 1,
	...more,
});

/** @param pick e.g. `sim.catalogue.oddities.plain` */
export const createOrder = ({ skuId, priceId }: { skuId: number; priceId: number }, more = {}) => ({
	resource: 'order',
	operation: 'create',
	orderBy: 'package',
	skuId: byId(String(skuId)),
	priceId: byId(String(priceId)),
	count: 1,
	externalOrderId: '',
	simType: 'esim',
	simplify: true,
	output: 'order',
	...more,
});

export const getOrder = (orderNumber, more = {}) => ({
	resource: 'order',
	operation: 'get',
	orderNumber,
	simplify: true,
	output: 'order',
	...more,
});

export const getOrders = (more = {}) => ({
	resource: 'order',
	operation: 'getAll',
	returnAll: true,
	filters: {},
	simplify: true,
	output: 'order',
	...more,
});

export const sendRequest = (path, more = {}) => ({
	resource: 'apiRequest',
	operation: 'send',
	kind: 'read',
	method: 'GET',
	path,
	specifyParameters: 'pairs',
	parameters: {},
	...more,
});
