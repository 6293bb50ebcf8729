import type { Client } from '../../../mioesim/client/client';
import { settle } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { isIntact } from '../../../mioesim/codes/orderStatus';
import type { Wish } from '../../../mioesim/lines/line';
import { lookUp } from '../../../mioesim/lines/look';
import { daysToOrder, priceOf, type Resolved } from '../../../mioesim/lines/package';
import { resolvePackage } from '../../../mioesim/lines/priceLists';
import { refusalsOf } from '../../../mioesim/lines/refusals';
import type { Package } from '../../../mioesim/shapes/package';
import type { Operation } from '../operation';
import { asItem } from '../output/shaping';
import { readChosenPackage, readMarking, readOrder, wishFields } from './create';

/** Null when it is not known: the answer of a server that fails. */
async function isInStock(client: Client, entry: Package | null, count: number) {
	if (entry === null || entry.skuId === null || entry.priceId === null) return null;
	const asked = { skuid: entry.skuId, priceid: entry.priceId, count };
	const answer = await settle(client.ask('verifyResource', asked));
	return answer.ok ? answer.data === true : null;
}

/** Why Create would refuse the order now, the most important first. */
function refusalsNow(resolved: Resolved, wish: Wish, count: number, inStock: boolean | null) {
	const refusals = refusalsOf(resolved, { ...wish, checkPackage: true }, count);
	const unlisted = inputFailure(
		"MIOeSIM's price list does not contain the package",
		'Check the destination and the package, or ask MIOeSIM whether it is still sold',
	);
	const few = inputFailure(
		`MIOeSIM has fewer than ${count} eSIMs of this package`,
		'Order fewer, choose another package, or try again later',
	);
	if (resolved.entry === null && refusals.length === 0) refusals.push(unlisted);
	return inStock === false ? [...refusals, few] : refusals;
}

function contentOf(entry: Package | null, daypassDays: number | null) {
	return {
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
	action: 'Get quote for order',
	help: 'Show what an order would buy and cost, whether it is in stock, and what speaks against it. Buys nothing.',
	endpoint: 'getPackages',
	check: ['apiCode', 'priceId', 'skuId', 'dpId', 'destination'],
	fields: wishFields,
	async execute(call) {
		const { client, parameters } = call;
		const chosen = readChosenPackage(parameters);
		const hasId = parameters.optionalText('externalOrderId') !== null;
		const marking = hasId ? readMarking(call, chosen) : null;
		const { wish, asked, partnerOf } = readOrder(call, chosen);
		const count = parameters.integer('count');
		const dpId = partnerOf(await client.account());
		const [resolved, rows] = await Promise.all([
			resolvePackage(client, wish, dpId, null),
			marking && lookUp(client, marking.ids),
		]);
		if (resolved.unread !== null) throw resolved.unread;
		const { entry } = resolved;
		const earlier = rows?.find(({ order }) => isIntact(order.status));
		const inStock = asked.simType === 'esim' ? await isInStock(client, entry, count) : null;
		const refusals = refusalsNow(resolved, wish, count, inStock);
		const daypassDays = daysToOrder(wish, entry);
		const price = priceOf(entry, count, daypassDays);
		const quote = {
			canOrder: refusals.length === 0,
			duplicate: earlier !== undefined,
			orderNumber: earlier?.orderNumber ?? null,
			refusals: refusals.map(({ details: { meaning: message, resolution } }) => {
				return { message, resolution };
			}),
			count,
			pricePerCard: price && Math.round((price.total / count) * 100) / 100,
			total: price?.total ?? null,
			pricing: price && { ...price, currency: 'USD' },
			inStock,
			daypassDays,
		};
		return [asItem({ ...quote, ...contentOf(entry, daypassDays) })];
	},
};
