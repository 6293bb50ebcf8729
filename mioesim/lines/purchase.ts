import type { EndpointKey } from '../wire/endpoints';
import type { StoredAccount } from '../client/account';
import type { Parameters } from '../wire/parameters';
import type { Package } from '../shapes/package';
import type { Reply } from './reply';
import type { Marking } from './externalIds';
import type { Requested } from './requested';

/** One order or renewal that an item asks for. */
export interface Purchase extends Marking {
	endpoint: EndpointKey;
	/** @throws {Failure} when the account lacks a value that the item leaves to it */
	parametersFor(account: StoredAccount): Parameters;
	requested: Requested;
	/** How long to wait for the cards of the order, in milliseconds. */
	deliveryMs: number;
	/**
	 * Checks what can be known before money moves. Runs beside the look-up.
	 *
	 * @returns the package; null when it isn't in the price list; or why nothing must be bought
	 */
	check(parameters: Parameters): Promise<Reply<Package | null>>;
}

/** A purchase that is ready to be sent, with the key that the ledger knows it by. */
export interface KeyedPurchase extends Purchase {
	parameters: Parameters;
	key: string;
}
