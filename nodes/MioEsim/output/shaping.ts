import type { IDataObject } from 'n8n-workflow';

import { cardOfOrder } from '../../../api/shapes/card';
import type { Order } from '../../../api/shapes/order';
import type { ItemCall, OutputItem } from '../operation';

/** A shape of `api/shapes` as the JSON of an item. */
export function asItem(shape: object): OutputItem {
	return { json: shape as IDataObject };
}

/**
 * The API's `data` untouched: a list gives an item per entry, a bare value is put into `data`. Each item
 * has a copy of its own, because items share the replies that are the same for all of them.
 */
export function rawItems(data: unknown): OutputItem[] {
	const entries: unknown[] = Array.isArray(data) ? data : [data];
	return entries.map((entry) => asItem(structuredClone(asEntry(entry))));
}

function asEntry(value: unknown): object {
	const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
	return isObject ? value : { data: value };
}

/** One item for the order or, where the user wants that, one for each of its cards. */
export function orderItems(order: Order, output: string): OutputItem[] {
	if (output !== 'cards') return [asItem(order)];
	const { cards, ...rest } = order;
	// An order without cards must not vanish.
	const each = cards.length > 0 ? cards : [cardOfOrder({})];
	return each.map((card) =>
		asItem({ ...rest, renewalOrderNumbers: [...rest.renewalOrderNumbers], ...card }),
	);
}

/** Most results that the item wants: Limit, or no end with Return All. */
export function limitOf({ parameters }: ItemCall): number {
	return parameters.flag('returnAll') ? Infinity : parameters.integer('limit');
}

/** Case-insensitive: does any of the texts contain the filter? An empty filter fits everything. */
export function matches(filter: string | null, ...texts: Array<string | null>): boolean {
	const wanted = filter?.toLowerCase() ?? '';
	return texts.some((text) => (text ?? '').toLowerCase().includes(wanted));
}
