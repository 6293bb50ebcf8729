import { book, enter } from '../booking.cts';
import { chooseCards, chooseOffer, dateOf, daypassDaysOf, numberOf } from '../choosing.cts';
import { backInfo } from '../order-replies.cts';
import { takes } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { endpoint, type Call } from './endpoint.cts';

/** Parameters of both order endpoints. */
const COMMON =
	'count! count, daypassDays count, beginDate americanDate, backInfo backInfo, dpId id, iccids iccids, customerEmail email, isSendEmail flag, pdfLanguage language, otherOrderId text, otherItemId text, otherPrice price, remark text';

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

export const endpoints = [
	endpoint(
		'write POST addEsimOrder',
		'number null en',
		takes(`skuId! id, priceId! id, ${COMMON}`),
		addOrder,
		{ books: true },
	),
	endpoint(
		'write POST addEsimOrderByApiCode',
		'text message zh',
		takes(`apiCode! text, ${COMMON}`),
		addOrder,
		{ books: true },
	),
];
