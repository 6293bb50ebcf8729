import * as valid from './arbitraries.cts';
import { byId, freshOrder, type Stock } from './world.cts';
import type { IDataObject } from 'n8n-workflow';

const NOTHING = '={{ $json.nothing }}';

/** Every operation of the node, with what the tests need to run it. */
export interface Row {
	/** `resource:operation` */
	name: string;
	/** The simulator's key of its endpoint; null if it has none */
	endpoint: string | null;
	/** What it calls if it has no single endpoint; omitted if it calls nothing. */
	calls?: string[];
	/** Valid parameters. */
	parameters: (sim: Stock) => IDataObject;
	/** Random valid parameters; if omitted, those above, with Simplify on or off. */
	valid?: valid.Valid;
	/** By display name: the change that leaves a required parameter empty. */
	missing?: Record<string, IDataObject>;
	/** Part of what its first item contains. */
	first: () => Record<string, unknown>;
	/** The same with Simplify off; omitted if the operation has no such parameter. */
	raw?: () => Record<string, unknown>;
}

const plain = (sim: Stock) => sim.catalogue.oddities.plain;
const chosen = (sim: Stock) => ({
	skuId: byId(plain(sim).skuId),
	priceId: byId(plain(sim).priceId),
});
const iccid = (sim: Stock) => freshOrder(sim).iccids[0];
const orderNumber = (sim: Stock) => freshOrder(sim).orderNumber;
const dpId = (sim: Stock) => byId(sim.catalogue.oddities.physical.dpId);

/** Changes that leave a parameter empty, by its display name. */
const missing = {
	card: { ICCID: { iccid: NOTHING } },
	cards: { 'Order Number': { orderNumber: NOTHING }, ICCIDs: { iccids: NOTHING } },
	destination: { Destination: { skuId: byId(NOTHING) } },
	partner: { 'Distribution Partner': { dpId: byId(NOTHING) } },
	package: { Destination: { skuId: byId(NOTHING) }, Package: { priceId: byId(NOTHING) } },
	count: { Count: { count: NOTHING } },
	limit: { Limit: { limit: NOTHING } },
	apiCode: { 'API Code': { orderBy: 'apiCode', apiCode: NOTHING } },
};

export const table: Row[] = [
	{
		name: 'account:check',
		// It calls several, and reports a refusal as a finding.
		endpoint: null,
		calls: ['login', 'getSkus', 'queryEsimOrder', 'queryEsimOrder', 'getESIMDetail'],
		parameters: () => ({}),
		first: () => ({ check: 'reachable', ok: true, resolution: null }),
	},
	{
		name: 'apiRequest:send',
		endpoint: 'getSkus',
		parameters: () => ({
			kind: 'read',
			method: 'GET',
			path: '/api_esim/getSkus',
			specifyParameters: 'json',
			parameters: '{}',
		}),
		missing: { Path: { path: NOTHING } },
		first: () => ({ skuid: 45, display: 'Japan' }),
	},
	{
		name: 'card:getDetail',
		endpoint: 'getESIMDetail',
		parameters: (sim) => ({ iccid: iccid(sim) }),
		missing: missing.card,
		first: () => ({ iccid: expect.stringMatching(/^\d+$/), state: 'RELEASED' }),
	},
	{
		name: 'card:getHistory',
		endpoint: 'getHistoryDetail',
		parameters: (sim) => ({ iccid: iccid(sim) }),
		missing: missing.card,
		first: () => ({ status: 0, other: expect.objectContaining({ flowType: 0 }) }),
		raw: () => ({ status: 0, skuName: 'Japan', packageList: expect.any(Array) }),
	},
	{
		name: 'card:getQrCode',
		endpoint: null,
		parameters: () => ({ lpa: 'LPA:1$rsp.example$AAAA', binaryPropertyName: 'qrCode' }),
		valid: valid.qrCode,
		missing: { 'LPA String': { lpa: NOTHING } },
		first: () => ({ lpa: 'LPA:1$rsp.example$AAAA' }),
	},
	{
		name: 'card:getUsage',
		endpoint: 'queryEsimOrder',
		parameters: (sim) => ({ iccid: iccid(sim) }),
		missing: missing.card,
		first: () => ({ usedMb: 0, totalMb: 5120, remainingMb: 5120, usedPercent: 0, started: false }),
		raw: () => ({ skuName: 'Japan', packageList: expect.any(Array) }),
	},
	{
		name: 'order:cancel',
		endpoint: 'refundOrder',
		parameters: (sim) => ({ orderNumber: orderNumber(sim), iccids: '', onlyUnused: true }),
		valid: valid.cancellation,
		missing: missing.cards,
		first: () => ({ status: 6, statusName: 'Cancelling', leftOut: [] }),
	},
	{
		name: 'order:create',
		endpoint: 'addEsimOrder',
		parameters: (sim) => ({ orderBy: 'package', ...chosen(sim), count: 2, simType: 'esim' }),
		valid: valid.order,
		missing: {
			...missing.package,
			...missing.count,
			...missing.apiCode,
			'Distribution Partner': { simType: 'physical', iccids: '8934000000001,8934000000002' },
			'Customer Email': { additionalFields: { sendEmail: true } },
		},
		first: () => ({ status: 0, count: 2, price: 20.18, isRenewal: false, duplicate: false }),
		raw: () => ({ display: 'Japan', cardApiDtoList: expect.any(Array) }),
	},
	{
		name: 'order:get',
		endpoint: 'getOrderInfo',
		parameters: (sim) => ({ orderNumber: orderNumber(sim) }),
		missing: { 'Order Number': { orderNumber: NOTHING } },
		first: () => ({ status: 0, productName: 'Japan 5GB / 30 Days', cards: expect.any(Array) }),
		raw: () => ({ display: 'Japan', cardApiDtoList: expect.any(Array) }),
	},
	{
		name: 'order:getAll',
		endpoint: 'queryEsimOrder',
		parameters: (sim) => ({
			output: 'cards',
			limit: 5,
			filters: { orderNumber: orderNumber(sim) },
		}),
		valid: valid.orders,
		missing: missing.limit,
		first: () => ({ status: 0, iccid: expect.stringMatching(/^\d+$/) }),
		raw: () => ({ skuName: 'Japan', packageList: expect.any(Array) }),
	},
	{
		name: 'order:getAllByDate',
		endpoint: 'queryOrder',
		parameters: (sim) => {
			freshOrder(sim);
			return { startDate: '2020-01-01', endDate: '2099-12-31', limit: 5 };
		},
		valid: valid.ordersByDate,
		missing: {
			'Start Date': { startDate: NOTHING },
			'End Date': { endDate: NOTHING },
			...missing.limit,
		},
		first: () => ({ orderNumber: expect.stringMatching(/^EP/), price: expect.any(Number) }),
		raw: () => ({ orderid: expect.stringMatching(/^EP/), totle: expect.any(Number) }),
	},
	{
		name: 'order:getPdf',
		endpoint: 'handlerEsimPdf',
		parameters: (sim) => ({ orderNumber: orderNumber(sim), iccids: '', download: false }),
		valid: valid.pdfs,
		missing: {
			...missing.cards,
			'Put Output File in Field': { download: true, binaryPropertyName: NOTHING },
		},
		first: () => ({
			iccid: expect.stringMatching(/^\d+$/),
			pdfUrl: expect.stringMatching(/\.pdf$/),
		}),
	},
	{
		name: 'order:getQuote',
		endpoint: 'getPackages',
		parameters: (sim) => ({ orderBy: 'package', ...chosen(sim), count: 2, simType: 'esim' }),
		valid: valid.order,
		missing: {
			...missing.destination,
			...missing.count,
			'Plan Data': { orderBy: 'plan', destination: 'Japan', data: NOTHING, days: 7 },
			'Plan Destination': { orderBy: 'plan', destination: NOTHING, data: '5 GB', days: 7 },
			'Plan Days': { orderBy: 'plan', destination: 'Japan', data: '5 GB', days: NOTHING },
		},
		first: () => ({ canOrder: true, total: 20.18, inStock: true, renewable: true, refusals: [] }),
	},
	{
		name: 'order:renew',
		endpoint: 'renewCard',
		parameters: (sim) => ({
			renewBy: 'iccid',
			iccid: iccid(sim),
			orderBy: 'package',
			...chosen(sim),
		}),
		valid: valid.renewal,
		missing: {
			...missing.card,
			'Order Number': { renewBy: 'orderNumber', orderNumber: NOTHING },
			...missing.package,
			...missing.apiCode,
		},
		first: () => ({ isRenewal: true, count: 1, mainOrderNumber: expect.stringMatching(/^EP/) }),
		raw: () => ({ renew: 1, cardApiDtoList: expect.any(Array) }),
	},
	{
		name: 'order:sendPdf',
		endpoint: 'handlerEsimPdf',
		parameters: (sim) => ({
			orderNumber: orderNumber(sim),
			iccids: '',
			email: 'nathan@example.com',
			saveEmail: false,
		}),
		valid: valid.pdfByEmail,
		missing: { ...missing.cards, Email: { email: NOTHING } },
		first: () => ({ email: 'nathan@example.com', emailSaved: false, allCards: true, iccids: [] }),
	},
	{
		name: 'package:checkStock',
		endpoint: 'verifyResource',
		parameters: (sim) => ({ ...chosen(sim), count: 3 }),
		missing: { ...missing.package, ...missing.count },
		first: () => ({ skuId: '45', priceId: 441, count: 3, inStock: true }),
	},
	{
		name: 'package:getAll',
		endpoint: 'getPackages',
		parameters: (sim) => ({ allDestinations: false, skuId: chosen(sim).skuId }),
		missing: missing.destination,
		first: () => ({ destination: 'Japan', countryIso2: 'JP', priceId: 441, renewable: true }),
		raw: () => ({ skuid: 45, display: '日本', esimPackageDtoList: expect.any(Array) }),
	},
	{
		name: 'package:getAllByCard',
		endpoint: 'getIccidSupportPackageInfo',
		parameters: (sim) => ({ iccid: iccid(sim) }),
		missing: missing.card,
		first: () => ({ destination: 'Japan', priceId: 441, renewable: true }),
		raw: () => ({ skuid: 45, displayEn: 'Japan' }),
	},
	{
		name: 'package:getAllByPartner',
		endpoint: 'getDpSkuSupportPackageInfo',
		parameters: (sim) => ({ dpId: dpId(sim), skuId: chosen(sim).skuId }),
		missing: { ...missing.partner, ...missing.destination },
		first: () => ({ destination: 'Japan', priceId: 441, networks: expect.any(Array) }),
		raw: () => ({ skuid: 45, esimPackageVoList: expect.any(Array) }),
	},
	{
		name: 'partner:getAll',
		endpoint: 'getPhysicalSIMDpInfo',
		parameters: () => ({}),
		first: () => ({ dpId: '1001', name: 'MIO Global SIM', iconUrl: expect.any(String) }),
		raw: () => ({ id: 1001, realName: 'MIO Global SIM' }),
	},
	{
		name: 'sku:getAll',
		endpoint: 'getSkus',
		parameters: () => ({ limit: 5, nameFilter: 'jap' }),
		missing: missing.limit,
		first: () => ({ skuId: '45', name: 'Japan', countryCode: '392', countryIso2: 'JP' }),
		raw: () => ({ skuid: 45, display: 'Japan', countryCode: '392' }),
	},
	{
		name: 'sku:getAllByContinent',
		endpoint: 'getSkuByGroup',
		parameters: () => ({ continent: 'Latin America' }),
		first: () => ({ continent: 'Latin America', countries: expect.any(Array) }),
		raw: () => ({ continent: ['LatinAmerica'], data: { LatinAmerica: expect.any(Array) } }),
	},
	{
		name: 'sku:getAllByPartner',
		endpoint: 'getDpSupportSkuInfo',
		parameters: (sim) => ({ dpId: dpId(sim) }),
		missing: missing.partner,
		first: () => ({ skuId: '45', name: 'Japan', countryName: 'Japan' }),
		raw: () => ({ skuid: 45, display: 'Japan' }),
	},
];

/** The node's parameters for an operation. */
export function parametersOf(row: Row, sim: Stock, changes: IDataObject = {}): IDataObject {
	const [resource, operation] = row.name.split(':');
	const simplify = row.raw ? { simplify: true, output: 'order' } : {};
	return { resource, operation, ...simplify, ...row.parameters(sim), ...changes };
}
