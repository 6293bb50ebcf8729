import type { Operation } from '../../operation';
import { asItem } from '../../output/shaping';
import { gather } from './evidence';
import { findingsOf } from './findings';

export const check: Operation = {
	name: 'Check Setup',
	value: 'check',
	action: 'Check setup of account',
	description:
		'Check the connection, login, signature and access rights of the credential. Returns one item per finding and buys nothing.',
	kind: 'read',
	endpoint: null,
	check: [],
	fields: [],
	async execute(call) {
		const evidence = await call.shared('checkSetup', async () => await gather(call));
		return findingsOf(evidence).map((finding) => asItem(finding));
	},
};
