import Table from 'cli-table3';
import { renderUnicodeCompact } from 'uqr';
import type { CardItem, FailedItem } from '../../test/harness/items.cts';

/** The fields of a shop order. */
export interface ShopOrder {
	orderId: string;
	customer: string;
}

/** An eSIM as the node returns it. */
export type BoughtCard = Pick<
	CardItem,
	'externalOrderId' | 'productName' | 'data' | 'orderNumber' | 'iccid' | 'lpa' | 'iosInstallUrl'
>;

/** Widths of the columns; at most 120 characters with borders. */
const BOUGHT_COLUMNS = [23, 18, 22, 52];
const FAILED_COLUMNS = [28, 88];

function createTable(head: string[], colWidths: number[]) {
	return new Table({ head, colWidths, wordWrap: true, style: { head: [], border: [] } });
}

export function printHeading(count: number, file: string) {
	console.log(`\n${count} shop orders went through ${file} in n8n's engine.`);
}

/**
 * The items on the Success output, one per card. A link has its own line, so that it can be copied.
 */
export function printBought(cards: BoughtCard[], orders: ShopOrder[]) {
	const table = createTable(['Shop order', 'Order number', 'ICCID', 'LPA'], BOUGHT_COLUMNS);
	for (const card of cards) {
		const { customer = '' } = orders.find(({ orderId }) => orderId === card.externalOrderId) ?? {};
		table.push(
			[
				`${card.externalOrderId} ${customer}\n${card.productName} ${card.data}`,
				card.orderNumber,
				card.iccid,
				card.lpa,
			],
			[{ content: `Install link:\n${card.iosInstallUrl}`, colSpan: BOUGHT_COLUMNS.length }],
		);
	}
	console.log(`\nSuccess: ${cards.length} eSIMs\n${table.toString()}`);
}

/** The items on the Error output: the shop's own fields, and what to do. */
export function printFailed(items: FailedItem[]) {
	const table = createTable(['The shop’s own fields', 'What happened, what to do'], FAILED_COLUMNS);
	for (const { error, ...own } of items) {
		table.push([
			Object.entries(own)
				.map(([name, value]) => `${name}: ${value as string}`)
				.join('\n'),
			[
				`Code:       ${error.code ?? 'none: found before anything was sent'}`,
				`Meaning:    ${error.message}`,
				`Resolution: ${error.resolution}`,
			].join('\n'),
		]);
	}
	console.log(`\nError: ${items.length} orders\n${table.toString()}`);
}

export function printQrCode({ externalOrderId, lpa }: BoughtCard) {
	console.log(`\nThe eSIM of ${externalOrderId}, to scan:\n`);
	console.log(renderUnicodeCompact(lpa, { ecc: 'M', border: 2 }));
}

export function printSummary({ orders, logins }: { orders: number; logins: number }) {
	console.log(
		`\nThe simulator sold ${orders} orders, each once. Another login ended the session on the way: ` +
			`${logins} logins in all, no order lost.\n`,
	);
}
