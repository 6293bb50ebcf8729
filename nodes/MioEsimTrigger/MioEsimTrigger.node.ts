import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { nodeApiError } from '../shared/failures';
import { poll } from './poll';
import { properties } from './properties';
import { sampleItems } from './sample';

export class MioEsimTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MIOeSIM Trigger',
		name: 'mioEsimTrigger',
		icon: { light: 'file:../../icons/mioesim.svg', dark: 'file:../../icons/mioesim.dark.svg' },
		group: ['trigger'],
		version: [1],
		// The names of the chosen events, built from their values: `newOrder` becomes "New Order".
		subtitle:
			'={{ [$parameter["events"]].flat().map((event) => String(event).charAt(0).toUpperCase() + String(event).slice(1).replace(/([A-Z])/g, " $1")).join(", ") }}',
		// n8n lists node and trigger as one entry and shows the trigger's description for both.
		description: 'Buy, renew, cancel and monitor travel eSIMs',
		defaults: { name: 'MIOeSIM Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mioEsimApi', required: true }],
		properties,
	};

	/** @throws {NodeApiError} whose `failure` tells n8n whether waiting helps */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			const items = this.getMode() === 'manual' ? await sampleItems(this) : await poll(this);
			return items === null ? null : [items];
		} catch (error) {
			throw nodeApiError(this.getNode(), error);
		}
	}
}
