import { book, enter } from '../booking.cts';
import { chooseCards, chooseOffer, dateOf, daypassDaysOf, numberOf } from '../choosing.cts';
import { orderObject } from '../order-replies.cts';
import { optional, required } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import type { Call, Endpoint } from './index.cts';
import type { Order } from '../store.cts';

/** Parameters of both order endpoints. */
const COMMON = {
	count: required('count'),
	daypassDays: optional('count'),
	beginDate: optional('americanDate'),
	backInfo: optional('backInfo'),
	dpId: optional('id'),
	iccids: optional('iccids'),
	customerEmail: optional('email'),
	isSendEmail: optional('flag'),
	pdfLanguage: optional('language'),
	otherOrderId: optional('text'),
	otherItemId: optional('text'),
	otherPrice: optional('price'),
	remark: optional('text'),
};

/** @returns the number alone, the order, or the order with its PDFs */
function backInfo({ sim, parameters }: Call, order: Order): unknown {
	const wanted = parameters.get('backInfo') || '0';
	if (wanted === '0') return order.orderNum;
	return orderObject(sim, order, wanted === '2');
}

function addOrder(call: Call) {
	const { sim, account, parameters, endpoint } = call;
	const offer = chooseOffer(call);
	const count = numberOf(parameters, 'count');
	if (count < 1) throw new Refusal(CODES.MISSING, 'count is null');
	const sendsMail = parameters.get('isSendEmail') === '1';
	if (sendsMail && !parameters.get('customerEmail')) {
		throw new Refusal(CODES.MISSING, 'customerEmail is null');
	}
	const order = book(sim, {
		endpoint,
		account,
		offer,
		count,
		daypassDays: daypassDaysOf(parameters, offer.package),
		notBefore: dateOf(parameters, offer.package),
		cards: chooseCards(call, offer, count),
		main: null,
		parameters,
		modes: call.modes,
	});
	if (order.physical) sim.takeCards(order);
	if (sendsMail) enter(sim, order, 'mail', endpoint, { total: 0, email: order.email ?? '' });
	return backInfo(call, order);
}

export const endpoints: Endpoint[] = [
	{
		key: 'addEsimOrder',
		books: true,
		kind: 'write',
		method: 'POST',
		path: '/api_esim/addEsimOrder',
		parameters: { skuId: required('id'), priceId: required('id'), ...COMMON },
		codeAs: 'number',
		failureData: 'null',
		chinese: false,
		handle: addOrder,
	},
	{
		key: 'addEsimOrderByApiCode',
		books: true,
		kind: 'write',
		method: 'POST',
		path: '/api_esim/addEsimOrderByApiCode',
		parameters: { apiCode: required('text'), ...COMMON },
		codeAs: 'text',
		failureData: 'message',
		chinese: true,
		handle: addOrder,
	},
];
