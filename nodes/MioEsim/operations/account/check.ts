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
	async execute({ client, shared }) {
		const evidence = await shared('checkSetup', async () => await gather(client));
		return findingsOf(evidence).map((finding) => asItem(finding));
	},
};
