import fc from 'fast-check';
import type { Oddities } from '../../simulator/oddities.cts';

/**
 * Random batches of shop orders, as a workflow would hand them to the node.
 *
 * A line is what one customer paid for once: it has a tag, which travels in the order's remark and so
 * into the simulator's books. Items with the same tag are the same line, sent again.
 */

/** JSON of an input item */
export interface Item {
	tag: string;
	/** empty: the node makes an id */
	shopOrder: string;
	/** empty: the node makes one */
	lineId: string;
	skuId: number;
	priceId: number;
	apiCode: string;
	count: number;
	daypassDays: string;
	beginDate: string;
	/** of the card that is renewed */
	iccid: string;
}

export interface Batch {
	/** in all ids that the batch makes, so that a call can be told to be its own */
	id: string;
	operation: 'create' | 'renew';
	items: Item[];
	route: Route;
	/** 1: no Retry On Fail */
	tries: number;
	preventDuplicates: boolean;
	output: 'order' | 'cards';
	orderBy: 'package' | 'apiCode';
	simplify: boolean;
	/** of the calls */
	faultRate: number;
	faultSeed: number;
	/** carries the user's own ids, so that it may be sent again */
	repeatable: boolean;
}

export type Route = 'errorOutput' | 'n8nErrorOutput' | 'firstOutput' | 'stop' | 'agent';

const ROUTES: Route[] = ['errorOutput', 'n8nErrorOutput', 'firstOutput', 'stop', 'agent'];

/** What a shop sells: mostly plain packages, some that need more, some that are refused. */
const PRODUCTS = fc.oneof(
	{ weight: 10, arbitrary: fc.constantFrom('plain', 'nonRenewable', 'unlimited', 'expiring') },
	{ weight: 2, arbitrary: fc.constantFrom('daypass', 'mustDate') },
	{ weight: 1, arbitrary: fc.constantFrom('noStock', 'unknown') },
);

const line = fc.record({
	product: PRODUCTS,
	/** Which of the batch's shop orders the line belongs to. */
	order: fc.nat({ max: 3 }),
	count: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 3 })),
	/** The workflow sends an earlier line of the batch once more. */
	again: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.constant(true)),
});

const plan = fc.record({
	operation: fc.constantFrom('create', 'create', 'create', 'renew'),
	lines: fc.array(line, { minLength: 1, maxLength: 14 }),
	ids: fc.constantFrom('none', 'order', 'both'),
	route: fc.constantFrom(...ROUTES),
	tries: fc.constantFrom(1, 1, 2, 3),
	preventDuplicates: fc.oneof(
		{ weight: 7, arbitrary: fc.constant(true) },
		{ weight: 1, arbitrary: fc.constant(false) },
	),
	output: fc.constantFrom('order', 'cards'),
	orderBy: fc.constantFrom('package', 'package', 'apiCode'),
	simplify: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
	faultRate: fc.constantFrom(0, 0.05, 0.15, 0.25, 1 / 3),
	faultSeed: fc.nat(),
	/** Sent again as a whole in another batch, after it or beside others. */
	resend: fc.constantFrom(0, 0, 1, 2),
});

/**
 * @param {object} plan a value of the arbitrary above
 * @param number of the batch
 * @param iccids cards that may be renewed
 * @returns the batch and, where it is sent again, its repetitions
 */
function batchesOf(plan, number: number, oddities: Oddities, iccids: string[]): Batch[] {
	const { lines, ids, resend, ...settings } = plan;
	// Without the protection nothing tells a repetition from a new order.
	const tries = settings.preventDuplicates ? settings.tries : 1;
	const repeatable = ids !== 'none' && settings.preventDuplicates;
	const items = [];
	lines.forEach((entry, index: number) => {
		// Only a line with an id of its own can be known for the same line.
		if (entry.again && ids === 'both' && repeatable && items.length > 0) {
			items.push(items[index % items.length]);
			return;
		}
		const item = itemOf(entry, index, number, ids, oddities);
		const isRenewal = settings.operation === 'renew';
		items.push(
			isRenewal ? renewalOf(item, oddities, iccids[(number + entry.order) % iccids.length]) : item,
		);
	});
	return Array.from({ length: 1 + (repeatable ? resend : 0) }, (_, round) => ({
		...settings,
		id: `b${number}r${round}`,
		tries,
		items,
		repeatable,
		faultSeed: settings.faultSeed + round,
	}));
}

function itemOf({ product, order, count }, index: number, number: number, ids: string, oddities) {
	const offer = oddities[product] ?? { skuId: oddities.plain.skuId, priceId: 99999999 };
	return {
		tag: `b${number}-${index}`,
		shopOrder: ids === 'none' ? '' : `shop-b${number}-${order}`,
		lineId: ids === 'both' ? `line-${index}` : '',
		skuId: offer.skuId,
		priceId: offer.priceId,
		apiCode: offer.apiCode ?? 'NO-SUCH-CODE',
		count,
		iccid: '',
		daypassDays: product === 'daypass' ? '3' : '',
		beginDate: product === 'mustDate' ? '2031-01-31' : '',
	};
}

/** Most cards take only some packages: the plain one will do, and one that is refused. */
function renewalOf(item, { plain }, iccid: string) {
	const { skuId, priceId, apiCode } = plain;
	const isRefused = item.priceId === 99999999;
	const offer = isRefused ? {} : { skuId, priceId, apiCode };
	return { ...item, ...offer, iccid, count: 1, daypassDays: '', beginDate: '' };
}

/**
 * @param orders at least so many items that are to be ordered, repetitions not counted
 * @returns each entry: a batch and its repetitions, to be run one after another
 */
export function randomBatches(
	seed: number,
	orders: number,
	oddities: Oddities,
	iccids: string[],
): Batch[][] {
	const chains = [];
	let items = 0;
	for (let number = 0; items < orders; ) {
		for (const drawn of fc.sample(plan, { seed: seed + number, numRuns: 200 })) {
			const chain = batchesOf(drawn, number++, oddities, iccids);
			chains.push(chain);
			items += chain[0].items.length;
			if (items >= orders) break;
		}
	}
	return chains;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Settings of `runNode` for a batch. */
export function settingsOf(batch, timeout: number) {
	const { operation, route, tries, preventDuplicates, output, orderBy, simplify } = batch;
	return {
		executionId: batch.id,
		items: batch.items,
		errorConnected: route === 'errorOutput',
		node: {
			...(route === 'agent' ? { type: 'n8n-nodes-mioesim.mioEsimTool' } : {}),
			...(route === 'n8nErrorOutput' ? { onError: 'continueErrorOutput' } : {}),
			...(route === 'firstOutput' ? { onError: 'continueRegularOutput' } : {}),
			...(tries > 1 ? { retryOnFail: true, maxTries: tries, waitBetweenTries: 1 } : {}),
		},
		parameters: {
			resource: 'order',
			operation,
			renewBy: 'iccid',
			iccid: '={{ $json.iccid }}',
			orderBy,
			skuId: byId('={{ $json.skuId }}'),
			priceId: byId('={{ $json.priceId }}'),
			apiCode: '={{ $json.apiCode }}',
			count: '={{ $json.count }}',
			externalOrderId: batch.items.some(({ shopOrder }) => shopOrder)
				? '={{ $json.shopOrder }}'
				: '',
			simType: 'esim',
			simplify,
			output,
			additionalFields: {
				remark: '={{ $json.tag }}',
				externalItemId: '={{ $json.lineId }}',
				daypassDays: '={{ $json.daypassDays }}',
				...(operation === 'create' ? { beginDate: '={{ $json.beginDate }}' } : {}),
			},
			options: { preventDuplicates, timeout },
		},
	};
}
