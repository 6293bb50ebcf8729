import { cancel, enter } from '../booking.cts';
import { takes } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { settle } from '../usage.cts';
import { endpoint, type Call } from './endpoint.cts';
import type { Order, Plan } from '../store.cts';

const LOCKED = [6, 7];
/** Orders that still have something to cancel. */
const CANCELLABLE = [0, 4];

/**
 * @param name of the parameter with the order number
 * @param missing code for an unknown order
 * @returns an order of the account, with its current status
 */
function orderOf({ sim, account, parameters }: Call, name: string, missing: number): Order {
	const order = sim.store.orders.get(parameters.get(name) ?? '');
	if (order === undefined || order.phoneNumber !== account.phoneNumber) {
		throw new Refusal(missing);
	}
	return settle(order, sim.clock.now());
}

/**
 * @param iccids separated by commas
 * @param missing code if a card is not on the order
 */
function plansOf(order: Order, iccids: string, missing: number): Plan[] {
	return [...new Set(iccids.split(','))].map((iccid) => {
		const plan = order.plans.find((each) => each.card.iccid === iccid);
		if (plan === undefined) throw new Refusal(missing, `iccid ${iccid} not found`);
		return plan;
	});
}

function refundOrder(call: Call) {
	const { sim, account, parameters } = call;
	const order = orderOf(call, 'orderNum', CODES.NOT_FOUND);
	if (!order.personal) throw new Refusal(CODES.NON_PERSONAL);
	const plans = plansOf(order, parameters.get('iccids') ?? '', CODES.FAILED);
	if (LOCKED.includes(order.status)) throw new Refusal(CODES.STATUS);
	if (!CANCELLABLE.includes(order.status)) throw new Refusal(CODES.QUERY, '订单状态不允许退款');
	if (plans.some((plan) => plan.cancelledAt !== null)) {
		throw new Refusal(CODES.QUERY, '该卡已退款');
	}
	if (plans.some((plan) => plan.card.activatedAt !== null)) {
		throw new Refusal(CODES.QUERY, '已激活的卡不能退款');
	}
	if (sim.infoEndsCancel && order.infoFetched) {
		throw new Refusal(CODES.QUERY, '已获取卡信息，不能退款');
	}
	cancel(sim, account, order, plans);
	return null;
}

function handlerEsimPdf(call: Call) {
	const { sim, parameters, endpoint } = call;
	const type = parameters.get('type');
	const order = orderOf(call, 'orderId', CODES.NOT_FOUND);
	const iccids = parameters.get('iccids');
	const plans = iccids ? plansOf(order, iccids, CODES.NOT_FOUND) : order.plans;
	if (LOCKED.includes(order.status)) throw new Refusal(CODES.STATUS);
	if (order.status !== 0) throw new Refusal(CODES.PDF);
	const shown = plans.map((plan) => plan.card.iccid);
	if (type === 'link') {
		return Object.fromEntries(shown.map((iccid) => [iccid, sim.pdfUrl(order.orderNum, iccid)]));
	}
	if (type !== 'email') throw new Refusal(CODES.FAILED, 'type is wrong');
	const email = parameters.get('email');
	if (!email) throw new Refusal(CODES.MISSING, 'email is null');
	if (!email.includes('@')) throw new Refusal(CODES.PDF, '邮件发送失败');
	if (parameters.get('saveType') === '1') order.email = email;
	enter(sim, order, 'mail', endpoint, {
		count: shown.length,
		iccids: shown,
		total: 0,
		email,
	});
	return null;
}

export const endpoints = [
	endpoint(
		'write POST refundOrder',
		'number message zh',
		takes('orderNum! text, iccids! iccids, remark text'),
		refundOrder,
		{ books: true },
	),
	endpoint(
		'write POST handlerEsimPdf',
		'text absent en',
		takes('type! pdfType, orderId! text, iccids iccids, email email, saveType flag'),
		handlerEsimPdf,
	),
];
