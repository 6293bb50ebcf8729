import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { properties } from './fields';
import { run } from './run';

export class MioEsimTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MIOeSIM Trigger',
		name: 'mioEsimTrigger',
		icon: { light: 'file:../../icons/mioesim.svg', dark: 'file:../../icons/mioesim.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle:
			'={{ $parameter["events"].length === 1 ? $parameter["events"][0] : $parameter["events"].length + " events" }}',
		description:
			'Starts a workflow when orders are placed or change, and when plans start, run low, expire or end',
		defaults: { name: 'MIOeSIM Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mioEsimApi', required: true }],
		properties,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await run(this);
	}
}
