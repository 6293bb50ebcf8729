import { record, text } from '../../../../mioesim/values';
import { iccidField } from '../../fields/common';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';

export const getDetail: Operation = {
	name: 'Get Detail',
	value: 'getDetail',
	action: 'Get detail of SIM card',
	description:
		"Retrieve the state of an eSIM profile, unchanged. Ask MIOeSIM to enable this for your account and your server's IP address.",
	kind: 'read',
	endpoint: 'getESIMDetail',
	check: ['iccid'],
	fields: [iccidField],
	async execute({ parameters, client }) {
		const iccid = parameters.iccid('iccid');
		const data = await client.ask('getESIMDetail', { iccid });
		const detail = record(data);
		// The shape is undocumented, so everything is passed on unchanged.
		const fields = Object.keys(detail).length > 0 || data === null ? detail : { detail: data };
		return [asItem({ ...fields, iccid: text(detail.iccid) ?? iccid })];
	},
};
