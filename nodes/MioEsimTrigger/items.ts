import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { fromInstant } from '../../api/dates';
import { orderOfRow } from '../../api/shapes/order';
import { text, type JsonRecord } from '../../api/values';
import type { Happening } from './events';

/** One event as it leaves the trigger: order and card are those of the MIOeSIM node. */
export function eventItem({ event, at, change, plan }: Happening, row: JsonRecord) {
	const order = orderOfRow(row);
	const card = plan === null ? null : (order.cards[plan] ?? null);
	const json = {
		event,
		occurredAt: fromInstant(at),
		change,
		order,
		card,
		/** What the order was placed with: whom to write to. */
		customerEmail: text(row.email),
	};
	return { json: json as unknown as IDataObject } satisfies INodeExecutionData;
}
