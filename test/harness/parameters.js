'use strict';

/** Parameters of the node, as the editor saves them when a user changes nothing else. */

const byId = (value) => ({ __rl: true, mode: 'id', value });
const fromList = (value) => ({ __rl: true, mode: 'list', value });

const getSkus = (more = {}) => ({
	resource: 'sku',
	operation: 'getAll',
	returnAll: true,
	nameFilter: '',
	simplify: true,
	...more,
});

const getPackages = (skuId, more = {}) => ({
	resource: 'package',
	operation: 'getAll',
	skuId: byId(String(skuId)),
	simplify: true,
	...more,
});

const checkStock = ({ skuId, priceId }, more = {}) => ({
	resource: 'package',
	operation: 'checkStock',
	skuId: byId(String(skuId)),
	priceId: byId(String(priceId)),
	count: 1,
	...more,
});

/** @param {{ skuId: number, priceId: number }} pick e.g. `sim.catalogue.oddities.plain` */
const createOrder = ({ skuId, priceId }, more = {}) => ({
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

const getOrder = (orderNumber, more = {}) => ({
	resource: 'order',
	operation: 'get',
	orderNumber,
	simplify: true,
	output: 'order',
	...more,
});

const getOrders = (more = {}) => ({
	resource: 'order',
	operation: 'getAll',
	returnAll: true,
	filters: {},
	simplify: true,
	output: 'order',
	...more,
});

const sendRequest = (path, more = {}) => ({
	resource: 'apiRequest',
	operation: 'send',
	kind: 'read',
	method: 'GET',
	path,
	specifyParameters: 'pairs',
	parameters: {},
	...more,
});

module.exports = {
	byId,
	fromList,
	getSkus,
	getPackages,
	checkStock,
	createOrder,
	getOrder,
	getOrders,
	sendRequest,
};
