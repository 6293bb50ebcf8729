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

const read = (name: string): Endpoint => ({
	method: 'POST',
	path: `/api_esim/${name}`,
	kind: 'read',
});
const sharedRead = (name: string): Endpoint => ({ ...read(name), shared: true });
const write = (name: string): Endpoint => ({ ...read(name), kind: 'write' });
const session: Endpoint = { method: 'POST', path: '/api_order/login', kind: 'session' };

export const endpoints = {
	login: session,

	getSkus: sharedRead('getSkus'),
	getSkuByGroup: sharedRead('getSkuByGroup'),
	getPackages: sharedRead('getPackages'),
	getDpSupportSkuInfo: sharedRead('getDpSupportSkuInfo'),
	getPhysicalSIMDpInfo: sharedRead('getPhysicalSIMDpInfo'),
	getDpSkuSupportPackageInfo: sharedRead('getDpSkuSupportPackageInfo'),
	getIccidSupportPackageInfo: read('getIccidSupportPackageInfo'),
	verifyResource: read('verifyResource'),

	addEsimOrder: write('addEsimOrder'),
	addEsimOrderByApiCode: write('addEsimOrderByApiCode'),
	renewCard: write('renewCard'),
	renewCardByApiCode: write('renewCardByApiCode'),
	refundOrder: write('refundOrder'),
	/** One endpoint, two jobs: getting links changes nothing, emailing the customer does. */
	handlerEsimPdfLink: read('handlerEsimPdf'),
	handlerEsimPdfEmail: write('handlerEsimPdf'),

	getOrderInfo: read('getOrderInfo'),
	queryOrder: read('queryOrder'),
	queryEsimOrder: read('queryEsimOrder'),

	getHistoryDetail: read('getHistoryDetail'),
	/** Only its name is documented: path, method and parameter are a guess. */
	getESIMDetail: read('getESIMDetail'),
};

export type EndpointKey = keyof typeof endpoints;
