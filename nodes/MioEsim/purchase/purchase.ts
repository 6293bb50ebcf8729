import type { EndpointKey } from '../../../api/wire/endpoints';
import type { StoredAccount } from '../../../api/wire/account';
import type { Parameters } from '../../../api/wire/parameters';
import type { Package } from '../../../api/shapes/package';
import type { Reply } from '../../../transport/reply';
import type { Marking } from './externalIds';
import type { Requested } from './requested';

/** One order or renewal that an item asks for. */
export interface Purchase extends Marking {
	endpoint: EndpointKey;
	/** @throws {Failure} when the account lacks what the item leaves to it */
	parametersFor(account: StoredAccount): Parameters;
	requested: Requested;
	/** How long to wait for the cards of the order, in milliseconds. */
	deliveryMs: number;
	/**
	 * Checks before money moves what can be known then. It is asked for beside the look-up.
	 *
	 * @returns the package, null where the price list does not tell, or why nothing must be bought
	 */
	check(parameters: Parameters): Promise<Reply<Package | null>>;
}

/** A purchase that is ready to be sent, with the key that this process knows it by. */
export interface KeyedPurchase extends Purchase {
	parameters: Parameters;
	key: string;
}
