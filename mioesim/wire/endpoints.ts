/**
 * Every endpoint of the reseller API: how to call it and how much is known about it. Source: docs/api.md,
 * section 5. `read` calls change nothing and may be repeated; `write` calls spend or refund money, or
 * email a customer, and are never repeated blindly.
 */

export type EndpointKind = 'session' | 'read' | 'write';

export type HttpMethod = 'GET' | 'POST';

export interface Endpoint {
	/**
	 * HTTP method to try first. Form `POST` works live for every endpoint. The documentation shows `GET`
	 * for some reads (docs/api.md, section 1), so a read falls back to it.
	 */
	method: HttpMethod;
	/** Path below the base URL. */
	path: string;
	kind: EndpointKind;
	/** The reply is the same for the whole run of a node: requested once, shared by all items. */
	shared?: true;
}

export const endpoints = {
	login: { method: 'POST', path: '/api_order/login', kind: 'session' },

	getSkus: { method: 'POST', path: '/api_esim/getSkus', kind: 'read', shared: true },
	getSkuByGroup: { method: 'POST', path: '/api_esim/getSkuByGroup', kind: 'read', shared: true },
	getPackages: { method: 'POST', path: '/api_esim/getPackages', kind: 'read', shared: true },
	getDpSupportSkuInfo: {
		method: 'POST',
		path: '/api_esim/getDpSupportSkuInfo',
		kind: 'read',
		shared: true,
	},
	getPhysicalSIMDpInfo: {
		method: 'POST',
		path: '/api_esim/getPhysicalSIMDpInfo',
		kind: 'read',
		shared: true,
	},
	getDpSkuSupportPackageInfo: {
		method: 'POST',
		path: '/api_esim/getDpSkuSupportPackageInfo',
		kind: 'read',
		shared: true,
	},
	getIccidSupportPackageInfo: {
		method: 'POST',
		path: '/api_esim/getIccidSupportPackageInfo',
		kind: 'read',
	},
	verifyResource: { method: 'POST', path: '/api_esim/verifyResource', kind: 'read' },

	addEsimOrder: { method: 'POST', path: '/api_esim/addEsimOrder', kind: 'write' },
	addEsimOrderByApiCode: {
		method: 'POST',
		path: '/api_esim/addEsimOrderByApiCode',
		kind: 'write',
	},
	renewCard: { method: 'POST', path: '/api_esim/renewCard', kind: 'write' },
	renewCardByApiCode: { method: 'POST', path: '/api_esim/renewCardByApiCode', kind: 'write' },
	refundOrder: { method: 'POST', path: '/api_esim/refundOrder', kind: 'write' },
	/** One endpoint, two jobs: getting links changes nothing, emailing the customer does. */
	handlerEsimPdfLink: { method: 'POST', path: '/api_esim/handlerEsimPdf', kind: 'read' },
	handlerEsimPdfEmail: { method: 'POST', path: '/api_esim/handlerEsimPdf', kind: 'write' },

	getOrderInfo: { method: 'POST', path: '/api_esim/getOrderInfo', kind: 'read' },
	queryOrder: { method: 'POST', path: '/api_esim/queryOrder', kind: 'read' },
	queryEsimOrder: { method: 'POST', path: '/api_esim/queryEsimOrder', kind: 'read' },

	getHistoryDetail: { method: 'POST', path: '/api_esim/getHistoryDetail', kind: 'read' },
	/** Only its name is documented: path, method and parameter are a guess. */
	getESIMDetail: { method: 'POST', path: '/api_esim/getESIMDetail', kind: 'read' },
} as const satisfies Record<string, Endpoint>;

export type EndpointKey = keyof typeof endpoints;
