import { orderOfRow } from '../../../dist/mioesim/shapes/order';
import type { JsonRecord } from '../../../dist/mioesim/values';
import { chooseCards } from '../../../dist/mioesim/lines/cancellableCards';

const [A, B, C] = ['89852022410000000011', '89852022410000000022', '89852022410000000033'];
const started = { beginDate: '2026-01-02 03:04:05' };

const order = (...plans: JsonRecord[]) => orderOfRow({ orderNum: 'EP1', packageList: plans });
const all = (onlyUnused = true) => ({ iccids: [] as string[], onlyUnused });
const STARTED = 'the plan has started';
const USED = 'data was used';

function refusal(...call: Parameters<typeof chooseCards>) {
	try {
		return { chosen: chooseCards(...call) };
	} catch (error) {
		return error;
	}
}

it('takes the requested cards as they are if the order is not known', () => {
	expect(chooseCards(null, { iccids: [A], onlyUnused: true })).toEqual({
		iccids: [A],
		leftOut: [],
	});
});

it('takes every card once, or only those given', () => {
	const both = order({ iccid: A }, { iccid: B }, { iccid: A }, { iccid: null });
	expect(chooseCards(both, all())).toEqual({ iccids: [A, B], leftOut: [] });
	expect(chooseCards(both, { iccids: [B], onlyUnused: false })).toEqual({
		iccids: [B],
		leftOut: [],
	});
});

it('leaves out a card if one of its plans is running, wherever that is in the list', () => {
	const plans = order({ iccid: A, ...started }, { iccid: A }, { iccid: B }, { iccid: C });
	const later = order({ iccid: A }, { iccid: B }, { iccid: A, ...started }, { iccid: C });
	for (const each of [plans, later]) {
		expect(chooseCards(each, all())).toEqual({
			iccids: [B, C],
			leftOut: [{ iccid: A, reason: STARTED }],
		});
	}
	expect(chooseCards(plans, all(false)).iccids).toEqual([A, B, C]);
});

it('leaves out a card if one of its plans has used data', () => {
	const plans = order({ iccid: A, usedMb: 0 }, { iccid: A, usedMb: 0.5 }, { iccid: B, usedMb: 0 });
	expect(chooseCards(plans, all())).toEqual({
		iccids: [B],
		leftOut: [{ iccid: A, reason: USED }],
	});
});

it('refuses cards that are not on the order, even beside some that are', () => {
	expect(refusal(order({ iccid: A }), { iccids: [A, B], onlyUnused: false })).toMatchObject({
		details: {
			meaning: "'ICCIDs' contains cards that are not on this order",
			resolution:
				"Nothing was cancelled. Check 'ICCIDs' and 'Order Number': Order > Get Many shows the cards of an order",
			outcome: 'notExecuted',
			endpoint: 'queryEsimOrder',
		},
	});
});

it('says why no card is left', () => {
	const used = order({ iccid: A, ...started }, { iccid: B, ...started }, { iccid: C, usedMb: 1 });
	expect(refusal(used, all())).toMatchObject({
		details: {
			meaning: 'The order has no card that may be cancelled',
			resolution: `Nothing was cancelled: ${STARTED}, ${USED}. Turn off 'Only Unused' to let MIOeSIM decide`,
			outcome: 'notExecuted',
			endpoint: 'queryEsimOrder',
		},
	});
	expect(refusal(order(), all())).toMatchObject({
		details: {
			resolution:
				"MIOeSIM lists no card of this order. Enter 'ICCIDs' and turn off 'Only Unused' to cancel it anyway",
		},
	});
});
