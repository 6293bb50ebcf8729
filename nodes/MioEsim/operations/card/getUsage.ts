import { inputFailure } from '../../../../mioesim/codes/failures';
import { usageOf } from '../../../../mioesim/shapes/usage';
import { clock } from '../../../shared/port';
import { iccidField, simplifyField } from '../../fields/common';
import { asItem, matchingOrders, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getUsage: Operation = {
	name: 'Get Usage',
	value: 'getUsage',
	action: 'Get data usage of SIM card',
	description:
		'Retrieve how much data a SIM card has used and has left, in total and for each plan. MIOeSIM records no usage for daypass plans. For many cards, Order > Get Many takes fewer calls.',
	kind: 'read',
	endpoint: 'queryEsimOrder',
	check: ['iccid'],
	fields: [iccidField, simplifyField],
	async execute(call) {
		const { parameters } = call;
		const iccid = parameters.iccid('iccid');
		const simplify = parameters.flag('simplify');
		const rows = await matchingOrders(call, { iccid }, Infinity);
		const usage = usageOf(iccid, rows, clock.now());
		if (usage === null) {
			throw inputFailure(
				'MIOeSIM lists no data plan for this SIM card',
				`Check '${parameters.label('iccid')}', and that the card was bought with the account of the credential`,
				{ endpoint: 'queryEsimOrder' },
			);
		}
		return simplify ? [asItem(usage)] : rawItems(rows);
	},
};
