import type { IDataObject, INodeExecutionData, NodePropertyTypes } from 'n8n-workflow';

import { nodeType, property } from './nodesBase.cts';

/** An email as the Send Email node would have sent it. */
export interface Email {
	toEmail: string;
	subject: string;
	emailFormat: 'html' | 'text';
	/** Empty in an email of the other format. */
	html: string;
	text: string;
	options: { attachments?: string };
}

/**
 * Stand-ins for services that the examples use. Each returns an item with what it would have sent: its
 * parameters for that item, with expressions resolved.
 *
 * @param parameters name and type
 * @param refuse returns why the service would not accept it
 */
function sending(
	name: string,
	parameters: Record<string, NodePropertyTypes>,
	refuse: (sent: IDataObject) => string | null = () => null,
) {
	return nodeType(name, {
		properties: Object.entries(parameters).map(([key, type]) => property(key, type, '')),
		async execute() {
			return await Promise.resolve([
				this.getInputData().map(({ binary }, item): INodeExecutionData => {
					const json: IDataObject = Object.fromEntries<IDataObject[string]>(
						Object.keys(parameters).map((key) => [key, this.getNodeParameter(key, item)]),
					);
					const error = refuse(json);
					if (error !== null && !this.continueOnFail()) throw new Error(error);
					return {
						json: error === null ? json : { error },
						...(binary ? { binary } : {}),
						pairedItem: { item },
					};
				}),
			]);
		},
	});
}

/** @param items what the service returns, whatever the request */
export function returning(name: string, items: IDataObject[]) {
	return nodeType(name, {
		execute: () => Promise.resolve([items.map((json) => ({ json, pairedItem: { item: 0 } }))]),
	});
}

export const services = {
	'n8n-nodes-base.emailSend': sending(
		'emailSend',
		{
			toEmail: 'string',
			subject: 'string',
			emailFormat: 'string',
			html: 'string',
			text: 'string',
			options: 'json',
		},
		({ toEmail }) => (toEmail ? null : 'No recipients defined'),
	),
};
