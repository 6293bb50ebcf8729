import type { StoredAccount } from '../../../../mioesim/client/account';
import type { HttpMethod } from '../../../../mioesim/wire/endpoints';
import { readIccid } from '../../../../mioesim/shapes/iccid';
import { partnerOfRow } from '../../../../mioesim/shapes/partner';
import { list, record, records } from '../../../../mioesim/values';
import type { Client } from '../../../../mioesim/client/client';
import { clock } from '../../../../mioesim/client/clock';
import { succeeded, type Reply } from '../../../../mioesim/client/reply';

/** What a few reads show about an account and the connection to it. */
export interface Evidence {
	account: StoredAccount;
	/** Number of destinations that the account has. */
	destinations: Reply<number>;
	/** Whether the list of orders can be read. */
	orders: Reply;
	/** The reply of getESIMDetail. */
	detail: Reply;
	/** IDs of the distribution partners that the account has; null when the credential has none. */
	partners: Reply<string[]> | null;
	/** The HTTP method that works for reads; null when none did. */
	method: HttpMethod | null;
	/**
	 * Milliseconds that the server's clock is ahead of this one; null when the server doesn't send the
	 * time.
	 */
	clockOffsetMs: number | null;
}

/**
 * Has the form of an ICCID and belongs to no card: even an account without cards can test its access with
 * it.
 */
const NO_CARD = '8900000000000000000';

/**
 * Reads what shows whether an account is set up; buys and changes nothing. The first read logs in if
 * there is no session; the others follow it side by side.
 *
 * @throws {Failure} when the credential can't be read
 */
export async function gather(client: Client): Promise<Evidence> {
	const destinations = await client.ask('getSkus');
	const clockOffsetMs = offsetOf(client.serverDate);
	const before = await client.account();
	const partners = before.dpId === null ? null : partnerIds(client);
	const orders = await client.ask('queryEsimOrder', { pageNo: 1, pageSize: 1 });
	const detail = await client.ask('getESIMDetail', { iccid: cardIn(orders) ?? NO_CARD });
	return {
		account: await client.account(),
		destinations: destinations.ok ? succeeded(list(destinations.data).length) : destinations,
		orders,
		detail,
		partners: await partners,
		method: await client.methodOf('getSkus'),
		clockOffsetMs,
	};
}

async function partnerIds(client: Client): Promise<Reply<string[]>> {
	const partners = await client.ask('getPhysicalSIMDpInfo');
	if (!partners.ok) return partners;
	return succeeded(list(partners.data).flatMap((row) => partnerOfRow(row).dpId ?? []));
}

function cardIn(orders: Reply): string | null {
	const [row] = orders.ok ? records(record(orders.data).rows) : [];
	const [card] = records(record(row).packageList);
	return readIccid(record(card).iccid);
}

function offsetOf(serverDate: string | null): number | null {
	const instant = serverDate === null ? NaN : Date.parse(serverDate);
	return Number.isNaN(instant) ? null : instant - clock.now();
}
