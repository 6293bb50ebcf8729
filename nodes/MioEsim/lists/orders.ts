import { readIccid } from '../../../mioesim/shapes/iccid';
import { orderOfRow, type Order } from '../../../mioesim/shapes/order';
import type { Client } from '../../../mioesim/client/client';
import { orderPage } from '../../../mioesim/client/orders';
import type { Entry } from './search';

/** The number of orders in the list. Older ones are found by typing the order number. */
const RECENT = 100;

/** The length of the shortest ICCID; no order number is shorter. */
const WHOLE_NUMBER = /^[A-Za-z]{0,8}\d{10,30}$/;

/** The recent orders, newest first, and the order whose full number was typed. */
async function ordersToChoose(client: Client, filter: string): Promise<Order[]> {
	const typed = filter.trim();
	const asks: Array<Record<string, string>> = [{}];
	if (WHOLE_NUMBER.test(typed)) {
		asks.push(readIccid(typed) === null ? { orderNum: typed } : { iccid: typed });
	}
	const pages = await Promise.all(asks.map(async (ask) => await orderPage(client, ask, 1, RECENT)));
	return pages.flatMap(({ rows }) => rows).map(orderOfRow);
}

function unique(entries: Entry[]): Entry[] {
	return [...new Map(entries.map((entry) => [entry.value, entry])).values()];
}

const line = (...parts: Array<string | null | undefined>) => parts.filter(Boolean).join(' · ');

const dayOf = (time: string | null) => time?.slice(0, 10);

const keywordsOf = ({ externalOrderId, statusName }: Order) => line(externalOrderId, statusName);

export async function orderEntries(client: Client, filter: string): Promise<Entry[]> {
	const entries = (await ordersToChoose(client, filter)).flatMap((order) => {
		const { orderNumber, productName, purchasedAt, cards } = order;
		if (orderNumber === null) return [];
		return [
			{
				name: line(orderNumber, productName, dayOf(purchasedAt)),
				value: orderNumber,
				keywords: line(keywordsOf(order), ...cards.map(({ iccid }) => iccid)),
			},
		];
	});
	return unique(entries);
}

export async function cardEntries(client: Client, filter: string): Promise<Entry[]> {
	const entries = (await ordersToChoose(client, filter)).flatMap((order) =>
		order.cards.flatMap(({ iccid }) =>
			iccid === null
				? []
				: [
						{
							name: line(iccid, order.productName, dayOf(order.purchasedAt)),
							value: iccid,
							keywords: line(keywordsOf(order), order.orderNumber),
						},
					],
		),
	);
	return unique(entries);
}
