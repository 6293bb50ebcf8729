import fc from 'fast-check';
import { byId } from '../harness/parameters.cts';
import { content } from './content.cts';
import type { Plagued } from './faults.cts';
import type { Oddities } from '../../tools/simulator/oddities.cts';
import type { NodeSettings } from '../harness/engine.cts';

/**
 * Random batches of shop orders, as a workflow would pass them to the node.
 *
 * A line is what one customer paid for once: its tag is sent in the remark of the order, and so reaches
 * the simulator's ledger. Items with the same tag are the same line, sent again.
 */

/** JSON of an input item */
export interface Item {
	tag: string;
	/** empty: the node generates an ID */
	shopOrder: string;
	/** empty: the node generates one */
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

/** Its `id` is in all IDs of the batch, so that a call can be matched to it. */
export interface Batch extends Plagued {
	operation: 'create' | 'renew';
	items: Item[];
	route: Route;
	/** 1: no Retry On Fail */
	tries: number;
	preventDuplicates: boolean;
	output: 'order' | 'cards';
	orderBy: 'package' | 'apiCode';
	simplify: boolean;
	/** has the user's own IDs, so that it may be sent again */
	repeatable: boolean;
}

export type Route = 'errorOutput' | 'n8nErrorOutput' | 'firstOutput' | 'stop' | 'agent';

/** The settings of `runNode` without the credential; they are sent to another process. */
export type JobSettings = Omit<NodeSettings, 'credential'>;

export const ROUTES: Route[] = ['errorOutput', 'n8nErrorOutput', 'firstOutput', 'stop', 'agent'];

const SOLD = ['plain', 'nonRenewable', 'unlimited', 'expiring'] as const;
const NEEDS_MORE = ['daypass', 'mustDate'] as const;
const REFUSED = ['noStock', 'unknown'] as const;
type Product = (typeof SOLD)[number] | (typeof NEEDS_MORE)[number] | (typeof REFUSED)[number];

/** A shop's range: mostly plain packages, some that need more, some that are refused. */
const PRODUCTS: fc.Arbitrary<Product> = fc.oneof(
	{ weight: 10, arbitrary: fc.constantFrom<Product>(...SOLD) },
	{ weight: 2, arbitrary: fc.constantFrom<Product>(...NEEDS_MORE) },
	{ weight: 1, arbitrary: fc.constantFrom<Product>(...REFUSED) },
);

interface Line {
	product: Product;
	/** Which shop order of the batch the line belongs to. */
	order: number;
	count: number;
	/** The workflow sends an earlier line of the batch again. */
	again: boolean;
}

const line: fc.Arbitrary<Line> = fc.record({
	product: PRODUCTS,
	order: fc.nat({ max: 3 }),
	count: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 3 })),
	again: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.constant(true)),
});

const plan = fc.record({
	operation: fc.constantFrom<Batch['operation']>('create', 'create', 'create', 'renew'),
	lines: fc.array(line, { minLength: 1, maxLength: 14 }),
	ids: fc.constantFrom<'none' | 'order' | 'both'>('none', 'order', 'both'),
	route: fc.constantFrom(...ROUTES),
	tries: fc.constantFrom(1, 1, 2, 3),
	preventDuplicates: fc.oneof(
		{ weight: 7, arbitrary: fc.constant(true) },
		{ weight: 1, arbitrary: fc.constant(false) },
	),
	output: fc.constantFrom<Batch['output']>('order', 'cards'),
	orderBy: fc.constantFrom<Batch['orderBy']>('package', 'package', 'apiCode'),
	simplify: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
	faultRate: fc.constantFrom(0, 0.05, 0.15, 0.25, 1 / 3),
	faultSeed: fc.nat(),
	content,
	/** The whole batch is sent again, later or at the same time. */
	resend: fc.constantFrom(0, 0, 1, 2),
});
type Plan = typeof plan extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** A package that MIOeSIM does not sell. */
const NO_PRICE = 99_999_999;

/**
 * @param plan a value of the arbitrary above
 * @param number of the batch
 * @param iccids cards that may be renewed
 * @returns the batch and, if it is sent again, its repetitions
 */
function batchesOf(drawn: Plan, number: number, oddities: Oddities, iccids: string[]): Batch[] {
	const { lines, ids, resend, ...settings } = drawn;
	// With Prevent Duplicates off, nothing distinguishes a repetition from a new order.
	const tries = settings.preventDuplicates ? settings.tries : 1;
	const repeatable = ids !== 'none' && settings.preventDuplicates;
	const items: Item[] = [];
	lines.forEach((entry, index) => {
		// Only a line with its own ID can be recognized as the same line.
		if (entry.again && ids === 'both' && repeatable && items.length > 0) {
			items.push(items[index % items.length]);
			return;
		}
		const item = itemOf(entry, index, number, ids, oddities);
		const iccid = iccids[(number + entry.order) % iccids.length];
		items.push(settings.operation === 'renew' ? renewalOf(item, oddities, iccid) : item);
	});
	return Array.from({ length: 1 + (repeatable ? resend : 0) }, (_, round) => ({
		...settings,
		id: `b${number}r${round}`,
		tries,
		items,
		repeatable,
		// With Prevent Duplicates off, an order is looked up only if the node generates its IDs.
		isTraceable: settings.preventDuplicates || items.every(({ lineId }) => !lineId),
		faultSeed: settings.faultSeed + round,
	}));
}

function itemOf(
	{ product, order, count }: Line,
	index: number,
	number: number,
	ids: Plan['ids'],
	oddities: Oddities,
): Item {
	const offer =
		product === 'unknown'
			? { skuId: oddities.plain.skuId, priceId: NO_PRICE, apiCode: undefined }
			: oddities[product];
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

/** Most cards accept only some packages: the plain one works, and one is refused. */
function renewalOf(item: Item, { plain }: Oddities, iccid: string): Item {
	const { skuId, priceId, apiCode = '' } = plain;
	const offer = item.priceId === NO_PRICE ? {} : { skuId, priceId, apiCode };
	return { ...item, ...offer, iccid, count: 1, daypassDays: '', beginDate: '' };
}

/**
 * @param orders minimum number of items to order, without repetitions
 * @returns entries of a batch and its repetitions, to be run one after another
 */
export function randomBatches(
	seed: number,
	orders: number,
	oddities: Oddities,
	iccids: string[],
): Batch[][] {
	const chains: Batch[][] = [];
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

/** n8n's settings of the node: where a failed item goes, and how often the node is run. */
export const nodeOf = ({ route, tries }: Pick<Batch, 'route' | 'tries'>): JobSettings['node'] => ({
	...(route === 'agent' ? { type: 'n8n-nodes-mioesim.mioEsimTool' } : {}),
	...(route === 'n8nErrorOutput' ? { onError: 'continueErrorOutput' } : {}),
	...(route === 'firstOutput' ? { onError: 'continueRegularOutput' } : {}),
	...(tries > 1 ? { retryOnFail: true, maxTries: tries, waitBetweenTries: 1 } : {}),
});

/** Seconds that the node waits for a delivery; time runs fast here (time.cts). */
const DELIVERY_TIMEOUT = 5;

/** Settings of `runNode` for a batch. */
export function settingsOf(batch: Batch, timeout: number): JobSettings {
	const { operation, route, preventDuplicates, output, orderBy, simplify } = batch;
	return {
		executionId: batch.id,
		items: batch.items.map((item) => ({ ...item })),
		errorConnected: route === 'errorOutput',
		node: nodeOf(batch),
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
				// An expression without a value is refused as an ID.
				...(batch.items.some(({ lineId }) => lineId)
					? { externalItemId: '={{ $json.lineId }}' }
					: {}),
				daypassDays: '={{ $json.daypassDays }}',
				...(operation === 'create' ? { beginDate: '={{ $json.beginDate }}' } : {}),
			},
			options: { preventDuplicates, timeout, deliveryTimeout: DELIVERY_TIMEOUT },
		},
	};
}
