import { book } from '../booking.cts';
import { chooseOffer, daypassDaysOf } from '../choosing.cts';
import { backInfo } from '../order-replies.cts';
import { takes } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { skuWithPackages } from '../sku-replies.cts';
import { mainOrderOf, supportedBy } from '../supported.cts';
import { settle } from '../usage.cts';
import { endpoint, type Call } from './endpoint.cts';
import type { Card } from '../store.cts';

const LOCKED = [6, 7];
const RENEWABLE = [0, 4, 5];

/** Parameters of both renewal endpoints. */
const COMMON =
	'orderNum text, iccid iccid, iccids iccids, daypassDays count, backInfo backInfo, pdfLanguage language, otherOrderId text, otherItemId text, otherPrice price, remark text';

/** @returns cards by their ICCIDs, or all remaining cards of an order */
function cardsToRenew({ sim, account, parameters }: Call): Card[] {
	const iccids = parameters.get('iccid') || parameters.get('iccids');
	const orderNum = parameters.get('orderNum');
	if (!iccids && !orderNum) throw new Refusal(CODES.MISSING, 'orderNum and iccid are null');
	if (iccids) {
		return iccids.split(',').map((iccid) => {
			const card = sim.store.cards.get(iccid);
			const isMine = card && mainOrderOf(card).phoneNumber === account.phoneNumber;
			const isOfOrder = !orderNum || card?.plans.some((plan) => plan.order.orderNum === orderNum);
			if (!isMine || !isOfOrder) throw new Refusal(CODES.FAILED, `iccid ${iccid} not found`);
			return card;
		});
	}
	const order = sim.store.orders.get(orderNum ?? '');
	if (order === undefined || order.phoneNumber !== account.phoneNumber) {
		throw new Refusal(CODES.FAILED, `order ${orderNum ?? ''} not found`);
	}
	const left = order.plans.filter((plan) => plan.cancelledAt === null);
	if (left.length === 0) throw new Refusal(CODES.STATUS);
	return left.map((plan) => plan.card);
}

/**
 * A card can't be renewed while one of its orders is being cancelled, or after the card was cancelled.
 *
 * @param now ms
 */
function refuseLocked(card: Card, now: number) {
	for (const { order } of card.plans) {
		if (LOCKED.includes(settle(order, now).status)) throw new Refusal(CODES.STATUS);
	}
	const [first] = card.plans;
	if (!RENEWABLE.includes(first.order.status) || first.cancelledAt !== null) {
		throw new Refusal(CODES.STATUS);
	}
}

function renew(call: Call) {
	const { sim, account, parameters, endpoint } = call;
	const cards = cardsToRenew(call);
	const offer = chooseOffer(call);
	for (const card of cards) {
		refuseLocked(card, sim.clock.now());
		const supported = supportedBy(sim, card);
		if (!supported.some(({ packages }) => packages.includes(offer.package))) {
			throw new Refusal(CODES.FAILED, '该套餐不支持续费');
		}
	}
	const order = book(sim, {
		endpoint,
		account,
		offer,
		count: cards.length,
		daypassDays: daypassDaysOf(parameters, offer.package),
		notBefore: null,
		cards,
		main: mainOrderOf(cards[0]),
		parameters,
		modes: call.modes,
	});
	return backInfo(call, order);
}

/** An object for every second card, an array for the others, with either spelling of the lists. */
function getIccidSupportPackageInfo({ sim, account, parameters }: Call) {
	const card = sim.store.cards.get(parameters.get('iccid') ?? '');
	if (card === undefined || mainOrderOf(card).phoneNumber !== account.phoneNumber) {
		throw new Refusal(CODES.FAILED, 'iccid not found');
	}
	const supported = supportedBy(sim, card);
	if (supported.length === 0) return skuWithPackages(mainOrderOf(card).sku, null);
	const asVo = card.number % 3 === 0;
	if (sim.modes.current.supported === 'skuOnly') {
		return supported.map(({ sku }) => skuWithPackages(sku, null, asVo));
	}
	if (card.number % 2 === 1) {
		return skuWithPackages(supported[0].sku, supported[0].packages, asVo);
	}
	return supported.map(({ sku, packages }) => skuWithPackages(sku, packages, asVo));
}

export const endpoints = [
	endpoint(
		'read POST getIccidSupportPackageInfo',
		'number null en',
		takes('iccid! iccid'),
		getIccidSupportPackageInfo,
	),
	endpoint(
		'write POST renewCard',
		'text empty en',
		takes(`skuId! id, priceId! id, ${COMMON}`),
		renew,
		{ books: true },
	),
	endpoint(
		'write POST renewCardByApiCode',
		'number null zh',
		takes(`apiCode! text, ${COMMON}`),
		renew,
		{ books: true },
	),
];
