import type { Client } from '../../../../mioesim/client/client';
import { settle, type Failure } from '../../../../mioesim/codes/failure';
import { inputFailure } from '../../../../mioesim/codes/failures';
import { isIntact } from '../../../../mioesim/codes/orderStatus';
import { refusalsOf } from '../../../../mioesim/lines/fits';
import type { Listed } from '../../../../mioesim/lines/line';
import { lookUp } from '../../../../mioesim/lines/look';
import { daysToOrder, type Resolved } from '../../../../mioesim/lines/package';
import { highestPriceOf } from '../../../../mioesim/lines/price';
import { resolvePackage } from '../../../../mioesim/lines/resolve';
import type { Package } from '../../../../mioesim/shapes/package';
import { readChosenPackage } from '../../fields/purchase';
import { asItem } from '../../output/shaping';
import type { Operation } from '../../operation';
import type { Marking } from './externalIds';
import { readMarking, readWish, wishFields, type Wish } from './create';

/** The order that the line was bought with; null when it was not, or has no ID to look for. */
async function boughtBefore(client: Client, marking: Marking | null): Promise<Listed | null> {
	const rows = marking === null ? [] : await lookUp(client, marking.ids);
	return rows.find(({ order }) => isIntact(order.status)) ?? null;
}

/** Null when it is not known: the answer of a server that fails, or of a physical card. */
async function isInStock(client: Client, wish: Wish, entry: Package | null) {
	const { skuId, priceId } = entry ?? {};
	if (skuId == null || priceId == null || wish.simType === 'physical') return null;
	const asked = { skuid: skuId, priceid: priceId, count: wish.count };
	const answer = await settle(client.ask('verifyResource', asked));
	return answer.ok ? answer.data === true : null;
}

/** Why Create would refuse the order now, the most important first. */
function refusalsNow(wish: Wish, resolved: Resolved, inStock: boolean | null): Failure[] {
	const { chosen, terms, count, settings } = wish;
	const asked = { chosen, terms, cards: count, ...settings, checkPackage: true };
	const refusals = refusalsOf(resolved, { ...asked, kind: 'purchase' });
	if (resolved.entry === null && refusals.length === 0) {
		refusals.push(
			inputFailure(
				"MIOeSIM's price list does not contain the package",
				'Check the destination and the package, or ask MIOeSIM whether it is still sold',
			),
		);
	}
	if (inStock === false) {
		refusals.push(
			inputFailure(
				`MIOeSIM has fewer than ${count} eSIMs of this package`,
				'Order fewer, choose another package, or try again later',
			),
		);
	}
	return refusals;
}

function quoteOf(wish: Wish, resolved: Resolved, inStock: boolean | null, earlier: Listed | null) {
	const { chosen, count, terms } = wish;
	const { entry } = resolved;
	const daypassDays = daysToOrder(chosen, entry, terms.daypassDays);
	const price = highestPriceOf(resolved, { chosen, cards: count, daypassDays });
	const refusals = refusalsNow(wish, resolved, inStock);
	return {
		canOrder: refusals.length === 0,
		duplicate: earlier !== null,
		orderNumber: earlier?.orderNumber ?? null,
		refusals: refusals.map(({ details }) => ({
			message: details.meaning,
			resolution: details.resolution,
		})),
		count,
		pricePerCard: price && Math.round((price.total / count) * 100) / 100,
		total: price?.total ?? null,
		pricing: price && { ...price, currency: 'USD' },
		inStock,
		daypassDays,
		destination: entry?.destination ?? null,
		countryIso2: entry?.countryIso2 ?? null,
		skuId: entry?.skuId ?? null,
		priceId: entry?.priceId ?? null,
		apiCode: entry?.apiCode ?? null,
		productName: entry?.name ?? null,
		data: entry?.data ?? null,
		isUnlimited: entry?.isUnlimited ?? null,
		validityDays: entry?.isDaypass ? daypassDays : (entry?.days ?? null),
		isDaypass: entry?.isDaypass ?? null,
		renewable: entry?.renewable ?? null,
		startDateRequired: entry?.startDateRequired ?? null,
		networks: entry?.networks ?? [],
		notes: entry?.notes ?? null,
	};
}

export const getQuote: Operation = {
	name: 'Get Quote',
	value: 'getQuote',
	action: 'Get quote for order',
	description:
		'Show what an order would buy and cost, whether it is in stock, and what speaks against it. Buys nothing.',
	kind: 'read',
	endpoint: 'getPackages',
	check: ['apiCode', 'priceId', 'skuId', 'dpId', 'destination'],
	fields: wishFields,
	async execute(call) {
		const { client, parameters } = call;
		const chosen = readChosenPackage(parameters);
		const hasId = parameters.optionalText('externalOrderId') !== null;
		const marking = hasId ? readMarking(call, chosen) : null;
		const wish = readWish(call, chosen);
		const where = { dpId: wish.partner(await client.account()), iccid: null };
		const [resolved, earlier] = await Promise.all([
			resolvePackage(client, chosen, where),
			boughtBefore(client, marking),
		]);
		if (resolved.unread !== null) throw resolved.unread;
		const inStock = await isInStock(client, wish, resolved.entry);
		return [asItem(quoteOf(wish, resolved, inStock, earlier))];
	},
};
