import { historyEntryOf } from '../../../../mioesim/shapes/order';
import { list } from '../../../../mioesim/values';
import { iccidField, returnAllFields, simplifyField } from '../../fields/common';
import { asItem, limitOf, rawItems } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getHistory: Operation = {
	name: 'Get History',
	value: 'getHistory',
	action: 'Get plan history of SIM card',
	description: 'List the past and current data plans of a SIM card, one item for each',
	kind: 'read',
	endpoint: 'getHistoryDetail',
	check: ['iccid'],
	fields: [iccidField, ...returnAllFields, simplifyField],
	async execute(call) {
		const { parameters, client } = call;
		const limit = limitOf(call);
		const iccid = parameters.iccid('iccid');
		const simplify = parameters.flag('simplify');
		const entries = list(await client.ask('getHistoryDetail', { iccid })).slice(0, limit);
		return simplify ? entries.map((entry) => asItem(historyEntryOf(entry))) : rawItems(entries);
	},
};
