import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { record, text } from '../../../mioesim/values';
import { Client } from '../../../mioesim/client/client';
import { nodeApiError } from '../../shared/nodeError';
import { matcher } from './matching';

/** An entry of a list in the editor. */
export interface Entry extends INodeListSearchItems {
	value: string;
	/** Search words besides name and value; not shown. */
	keywords?: string;
}

export type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
) => Promise<INodeListSearchResult>;

/** Reads a list for the editor, which shows a failure as message and description. */
export function search(
	read: (client: Client, context: ILoadOptionsFunctions, filter: string) => Promise<Entry[]>,
): Search {
	return async function (filter) {
		try {
			const entries = await read(new Client(this), this, filter ?? '');
			const isWanted = matcher(filter);
			const results = entries
				.filter(({ name, value, keywords }) => isWanted(`${name} ${value} ${keywords ?? ''}`))
				.map(({ name, value }) => ({ name, value }));
			return { results };
		} catch (error) {
			throw nodeApiError(this.getNode(), error);
		}
	};
}

/** The chosen value of another field of the node; null while nothing usable is chosen. */
export function chosen(
	context: ILoadOptionsFunctions,
	name: string,
	shape = /^[^=]/,
): string | null {
	const parameter = context.getCurrentNodeParameter(name);
	const value = text(record(parameter).value ?? parameter);
	return value !== null && shape.test(value) ? value : null;
}
