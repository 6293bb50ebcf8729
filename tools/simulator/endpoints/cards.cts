import { eidOf, esimOrderRow } from '../order-replies.cts';
import { takes } from '../parameters.cts';
import { CODES, Refusal } from '../refusals.cts';
import { toDateTime } from '../time.cts';
import { mainOrderOf } from '../supported.cts';
import { endpoint, type Call } from './endpoint.cts';
import type { Card } from '../store.cts';

/** @returns the account's card */
function cardOf({ sim, account, parameters }: Call): Card {
	const card = sim.store.cards.get(parameters.get('iccid') ?? '');
	if (card === undefined || mainOrderOf(card).phoneNumber !== account.phoneNumber) {
		throw new Refusal(CODES.NOT_FOUND);
	}
	return card;
}

/** The fields are not documented; the rows are like those of queryEsimOrder. */
function getHistoryDetail(call: Call) {
	return cardOf(call).plans.map((plan) => esimOrderRow(call.sim, plan.order, [plan]));
}

/** The shape is not documented. */
function getESIMDetail(call: Call) {
	if (!call.account.ipWhitelisted) throw new Refusal(CODES.IP);
	if (!call.account.detailEnabled) throw new Refusal(CODES.NOT_ENABLED);
	const card = cardOf(call);
	const { activatedAt } = card;
	return {
		iccid: card.iccid,
		eid: activatedAt === null ? null : eidOf(card),
		smdpAddress: card.host,
		matchingId: card.matchingId,
		state: activatedAt === null ? 'RELEASED' : 'ENABLED',
		installTime: activatedAt === null ? null : toDateTime(activatedAt),
	};
}

export const endpoints = [
	endpoint('read GET getHistoryDetail', 'text empty zh', takes('iccid! iccid'), getHistoryDetail),
	endpoint('read GET getESIMDetail', 'number null en', takes('iccid! iccid'), getESIMDetail),
];
