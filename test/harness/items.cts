import type { GenericValue, IDataObject } from 'n8n-workflow';

import type { FailureType, Outcome } from '../../dist/mioesim/codes/failure';
import type { ActivationCode } from '../../dist/mioesim/shapes/activationCode';
import type { Card } from '../../dist/mioesim/shapes/card';
import type { historyEntryOf, Order } from '../../dist/mioesim/shapes/order';
import type { Package } from '../../dist/mioesim/shapes/package';
import type { partnerOfRow, skusOfGroups } from '../../dist/mioesim/shapes/sku';
import type { CardUsage } from '../../dist/mioesim/shapes/usage';
import type { CancelledOrder } from '../../dist/mioesim/lines/cancel';

/** The node's items as tests see them. */

type Members<T> = Extract<T, object>;
type Lists<T> = Extract<T, readonly unknown[]>;
type Records<T> = Exclude<Members<T>, readonly unknown[]>;
type Keys<T> = T extends unknown ? keyof T : never;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/**
 * One of several shapes, read at any depth without checking which one it is: a test knows what it ran,
 * and a missing field fails its expectation. Nullable fields are read as if they weren't nullable.
 */
export type Readable<T> =
	| Exclude<T, object | null | undefined>
	| ([Lists<T>] extends [never] ? never : Readable<Lists<T>[number]>[])
	| ([Records<T>] extends [never]
			? never
			: { [K in Keys<Records<T>>]: Readable<At<Records<T>, K>> });

/** The item of an order. */
export type OrderItem = Readable<Order>;

/** An item for each card of an order: the order's fields and the card's. */
export type CardItem = Readable<Omit<Order, 'cards'> & Card>;

/** Anything the node returns on Success with Simplify on. */
export type Item = Readable<
	| Order
	| ReturnType<typeof historyEntryOf>
	| Card
	| { cards: { qrCodeContentId: string | null }[] }
	| ActivationCode
	| CardUsage
	| Package
	| ReturnType<typeof skusOfGroups>[number]
	| ReturnType<typeof partnerOfRow>
	| CancelledOrder
	| {
			inStock: boolean;
			email: string;
			emailSaved: boolean;
			allCards: boolean;
	  }
>;

/** Why an item failed. */
export interface ItemError {
	message: string;
	code: number | string | null;
	type: FailureType;
	apiMessage: string | null;
	resolution: string;
	retryable: boolean;
	outcome: Outcome;
	resource: string;
	operation: string;
	endpoint: string | null;
	orderNumber?: string;
	documentationUrl: string;
	/** The destination that failed, for an item that requested all of them. */
	skuId?: string;
	destination?: string;
}

/** A failed item: the fields of the input item, and why. */
export interface FailedItem {
	[field: string]: GenericValue | IDataObject | GenericValue[] | IDataObject[];
	error: ItemError;
}
