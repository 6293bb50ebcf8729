import type { Client } from '../client/client';
import type { StoredAccount } from '../client/account';
import type { Failure } from '../codes/failure';
import type { SimKind } from '../shapes/card';
import type { Order, OrderFacts } from '../shapes/order';
import type { Package } from '../shapes/package';
import type { JsonRecord } from '../values';
import type { EndpointKey } from '../wire/endpoints';
import type { Parameters } from '../wire/parameters';
import type { Claims } from './claims';

/** Identifies a line: the order that it belongs to, and its place in that order. */
export interface ExternalIds {
	externalOrderId: string;
	externalItemId: string;
}

/** What a line asks for, in a form that can be compared with an order. Null: not asked, or not known. */
export interface Asked {
	kind: 'purchase' | 'renewal';
	skuId: string | null;
	/** Every price ID that is the package asked for; empty until the price list has shown one. */
	priceIds: readonly string[];
	apiCode: string | null;
	/** Number of cards; null for a renewal of all cards of an order, until they are known. */
	count: number | null;
	daypassDays: number | null;
	/** Null for a renewal, which works for either kind of card. */
	simType: SimKind | null;
	/** Physical cards, or the cards to renew. */
	iccids: readonly string[];
	/** The order whose cards are renewed. */
	mainOrderNumber: string | null;
	customerEmail: string | null;
}

/** What the price list says about a line before money moves. */
export interface Checked {
	/** Null when the list doesn't contain it, or can't be read: then MIOeSIM decides. */
	entry: Package | null;
	priceIds: readonly string[];
	/** The days to order, which a plan leaves to its package. */
	daypassDays: number | null;
	/** Why nothing must be bought. */
	refusal: Failure | null;
}

/** The price list was not asked. */
export const unchecked: Checked = { entry: null, priceIds: [], daypassDays: null, refusal: null };

/** An order as queryEsimOrder lists it. */
export interface Listed {
	orderNumber: string;
	/** Untouched. */
	row: JsonRecord;
	order: Order;
	facts: OrderFacts;
	/** Status of each card's plan, in MIOeSIM's own undocumented numbers. */
	planStatuses: Array<{ iccid: string | null; status: string | null }>;
}

/** An Order object: from the reply to a purchase, or from getOrderInfo. */
export interface OrderObject {
	/** Untouched. */
	data: JsonRecord;
	order: Order;
}

/** The order of a line. */
export interface LineOrder {
	orderNumber: string;
	/** Null when only its number is known. */
	object: OrderObject | null;
	/** Null when it was not looked up. */
	listed: Listed | null;
	/** The reply to this very call named it: no other run can have bought it. */
	isOwn: boolean;
	/** It was placed earlier, for the same line. */
	isEarlier: boolean;
}

/** One purchase or renewal: what is asked, its IDs, and its order once there is one. */
export interface Line {
	readonly ids: ExternalIds;
	/** Ask before buying whether this very line was bought already. */
	readonly preventDuplicates: boolean;
	/** No other order can have these IDs, so an order found later is this one. */
	readonly isUnique: boolean;
	readonly endpoint: EndpointKey;
	/** How long to wait for the cards, in milliseconds. */
	readonly deliveryMs: number;
	/** US dollars for the whole line; null means no limit. */
	readonly highestPrice: number | null;
	asked: Asked;
	/**
	 * Checks what can be known before money moves. Runs beside the look-up.
	 *
	 * @throws {Failure} only when there is no session to ask with
	 */
	check(account: StoredAccount): Promise<Checked>;
	/** @throws {Failure} when the account lacks a value that the item leaves to it */
	parametersFor(account: StoredAccount, entry: Package | null): Parameters;
	/** The key that the ledger knows the line by. */
	key: string;
	/** The package from the price list. */
	entry: Package | null;
	order: LineOrder | null;
	/** What the user should know about the result. */
	readonly warnings: string[];
}

/** A line before anything is known about it. */
export function newLine(request: Omit<Line, 'key' | 'entry' | 'order' | 'warnings'>): Line {
	return { ...request, key: '', entry: null, order: null, warnings: [] };
}

/** What lines need of the run that buys them. */
export interface Till {
	readonly client: Client;
	/** Shared by all processes; null where there is no store for them. */
	readonly claims: Claims | null;
	/** Waits for the item's turn to send, and runs the task in it. */
	purchaseTurn<T>(task: () => Promise<T>): Promise<T>;
	/** Records what was bought or refunded, e.g. `order EP1`. */
	done(what: string): void;
}
