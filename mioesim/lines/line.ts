import type { StoredAccount } from '../client/account';
import type { Client } from '../client/client';
import type { Failure } from '../codes/failure';
import type { SimKind } from '../shapes/card';
import type { Order, OrderFacts } from '../shapes/order';
import type { Package } from '../shapes/package';
import type { JsonRecord } from '../values';
import type { Parameters } from '../wire/parameters';
import type { Claims } from './claims';

/** The order that a line belongs to, and its place in that order. */
export interface ExternalIds {
	externalOrderId: string;
	externalItemId: string;
}

/** A data plan as a shop sells it. */
export interface Plan {
	/** A name, an ISO code, or what people say. */
	destination: string;
	/** As typed, e.g. `5 GB`. */
	data: string;
	days: number;
}

/** The package of a purchase, however the user specified it. */
export type ChosenPackage =
	| { by: 'package'; skuId: string; priceId: string }
	/** The destination only says where to look first: an API code names its package by itself. */
	| { by: 'apiCode'; apiCode: string; skuId: string | null }
	/** The cheapest package that is exactly this. */
	| ({ by: 'plan' } & Plan);

/** What an item says about the package that it buys, for all of its lines. */
export interface Wish {
	kind: 'purchase' | 'renewal';
	chosen: ChosenPackage;
	daypassDays: number | null;
	/** `MM/dd/yyyy` */
	beginDate: string | null;
	/** Why it can't be ordered as it is: a line that was bought before is found all the same. */
	refusal: Failure | null;
	/** US dollars for the whole item; null means no limit. */
	highestPrice: number | null;
	checkPackage: boolean;
}

/** What a line asks for. Null, or an empty list: not asked, or not known. */
export interface Asked extends OrderFacts {
	kind: Wish['kind'];
	/** Every price ID that is the package asked for; empty until the price list has shown one. */
	priceIds: string[];
	/** Number of cards; null for a renewal of all cards of an order. */
	count: number | null;
	/** Null for a renewal, which works for either kind of card. */
	simType: SimKind | null;
	/** Physical cards, or the cards to renew. */
	iccids: string[];
}

/** An Order object: from the reply to a purchase, or from getOrderInfo. */
export interface OrderObject {
	/** Untouched. */
	data: JsonRecord;
	order: Order;
}

/** An order as queryEsimOrder lists it. */
export interface Listed extends OrderObject {
	orderNumber: string;
	facts: OrderFacts;
}

export interface LineOrder {
	orderNumber: string;
	/** Null when only its number is known. */
	object: OrderObject | null;
	/** Null when it was not looked up. */
	listed: Listed | null;
	/**
	 * What named it: the reply to this very call, so that no other run can have bought it; a look-up after
	 * the call; or one before it, because it was placed earlier for the same line.
	 */
	from: 'reply' | 'found' | 'earlier';
}

export interface Marking {
	ids: ExternalIds;
	/** Ask before buying whether this very line was bought already. */
	preventDuplicates: boolean;
	/** No other order can have these IDs, so an order found later is this one. */
	isUnique: boolean;
}

export interface Request {
	wish: Wish;
	/** With the package as the user named it, until the price list shows what it means. */
	asked: Asked;
	/** What the request contains besides package, days, partner and IDs. */
	parameters: Parameters;
	/** Null for eSIMs and renewals. @throws {Failure} when the account lacks what the item leaves to it */
	partnerOf(account: StoredAccount): string | null;
	/** How long to wait for the cards, in milliseconds. */
	deliveryMs: number;
}

/** One purchase or renewal, and its order once there is one. */
export interface Line extends Marking, Request {
	/** The account that pays, and the key of the line, as the ledger knows them. */
	readonly account: string;
	readonly key: string;
	/** The distribution partner of physical cards. */
	readonly dpId: string | null;
	/** The package from the price list; null when it isn't there, or the list was not read. */
	entry: Package | null;
	order: LineOrder | null;
	/** What the user should know about the result. */
	readonly warnings: string[];
}

/** What lines need of the run that buys them. */
export interface Till {
	readonly client: Client;
	/** Shared by all processes; null where there is no store for them. */
	readonly claims: Claims | null;
	/**
	 * Waits for this item's turn to send a write, and runs the task in it: only the call that spends, refunds
	 * or emails. Items are admitted in input order, a few at a time; look-ups before the turn and work after
	 * it run beside other items' turns. When failures stop the workflow, no item is admitted after a failed
	 * one. A task that throws holds back later items until its item has ended.
	 *
	 * A lock held while an item waits here must be taken, with all other locks of the item, before its
	 * operation first awaits anything. Items start in input order, so an item only ever waits for one that
	 * started earlier: no two can block each other, within one run or across runs.
	 *
	 * @throws whatever the task throws; {Failure} when the item is no longer admitted; {Cancelled}
	 */
	purchaseTurn<T>(task: () => Promise<T>): Promise<T>;
	/** Records what was bought, refunded or emailed, e.g. `order EP1`, for the error of a later item. */
	done(what: string): void;
}
