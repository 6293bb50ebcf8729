import type { StoredAccount } from '../../../../mioesim/client/account';
import type { HttpMethod } from '../../../../mioesim/wire/endpoints';
import { readIccid } from '../../../../mioesim/shapes/card';
import { partnerOfRow } from '../../../../mioesim/shapes/sku';
import { list, record, records, text } from '../../../../mioesim/values';
import type { Client } from '../../../../mioesim/client/client';
import type { ItemCall } from '../../operation';
import { clock } from '../../../shared/port';
import { settle, type Settled } from '../../../../mioesim/codes/failure';

/** What a few reads show about an account and the connection to it. */
export interface Evidence {
	account: StoredAccount;
	/** Number of destinations that the account has. */
	destinations: Settled<number>;
	/** Whether the list of orders can be read. */
	orders: Settled;
	/** The reply of getESIMDetail. */
	detail: Settled;
	/** IDs of the distribution partners that the account has; null when the credential has none. */
	partners: Settled<string[]> | null;
	/** The reply to a look-up of an ID that no order has. */
	unknownId: Settled;
	/** Names of the fields of the credential with characters that nobody sees. */
	hiddenIn: string[];
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

/** What no order has as External Order ID. */
export const NO_ORDER = { outerOrderId: 'CHECK-SETUP-NO-SUCH-ORDER' };

/** They come along when a key is copied from a page or a chat; spaces at the ends do no harm. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00A0]/u;
const SECRETS = { password: 'Password', secretKey: 'Secret Key' };

/**
 * Reads what shows whether an account is set up; buys and changes nothing. The first read logs in if
 * there is no session; the others follow it side by side.
 *
 * @throws {Failure} when the credential can't be read
 */
export async function gather({ client, context }: ItemCall): Promise<Evidence> {
	const destinations = await settle(countDestinations(client));
	const clockOffsetMs = offsetOf(client.serverDate);
	const before = await client.account();
	const partners = before.dpId === null ? null : settle(partnerIds(client));
	const orders = await settle(client.ask('queryEsimOrder', { pageNo: 1, pageSize: 1 }));
	const unknownId = await settle(
		client.ask('queryEsimOrder', { ...NO_ORDER, pageNo: 1, pageSize: 30 }),
	);
	const stored = await context.getCredentials('mioEsimApi');
	const iccid = cardIn(orders) ?? NO_CARD;
	const detail = await settle(client.ask('getESIMDetail', { iccid }));
	return {
		account: await client.account(),
		destinations,
		orders,
		detail,
		partners: await partners,
		unknownId,
		hiddenIn: Object.entries(SECRETS)
			.filter(([name]) => HIDDEN.test((text(stored[name]) ?? '').trim()))
			.map(([, label]) => label),
		method: await client.methodOf('getSkus'),
		clockOffsetMs,
	};
}

async function countDestinations(client: Client): Promise<number> {
	return list(await client.ask('getSkus')).length;
}

async function partnerIds(client: Client): Promise<string[]> {
	const partners = list(await client.ask('getPhysicalSIMDpInfo'));
	return partners.flatMap((row) => partnerOfRow(row).dpId ?? []);
}

function cardIn(orders: Settled): string | null {
	const [row] = orders.ok ? records(record(orders.data).rows) : [];
	const [card] = records(record(row).packageList);
	return readIccid(record(card).iccid);
}

function offsetOf(serverDate: string | null): number | null {
	const instant = serverDate === null ? NaN : Date.parse(serverDate);
	return Number.isNaN(instant) ? null : instant - clock.now();
}
