import type { ExternalIds } from './externalIds';

/**
 * What this process has bought or may have bought, by account and external ids.
 *
 * n8n's Retry On Fail runs a whole node again, without a word about it. When an item that was bought
 * in the first run cannot even be looked up in the second, only this memory keeps its failure from
 * saying that nothing was ordered.
 */
const sent = new Map<string, string | null>();

/** Far more than one execution buys. */
const MOST = 10_000;

export function purchaseKey(account: string, ids: ExternalIds): string {
	return JSON.stringify([account, ids.externalOrderId, ids.externalItemId]);
}

/** @param orderNumber null: it is unknown whether the order was placed */
export function rememberSent(key: string, orderNumber: string | null): void {
	sent.delete(key);
	sent.set(key, orderNumber);
	for (const oldest of sent.keys()) {
		if (sent.size <= MOST) break;
		sent.delete(oldest);
	}
}

/** @returns the order number, null when the outcome is unknown, undefined when nothing was sent */
export function recallSent(key: string): string | null | undefined {
	return sent.get(key);
}

export function forgetSent(key: string): void {
	sent.delete(key);
}
