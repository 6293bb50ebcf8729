import type { OrderItem } from '../../../test/harness/items.cts';
import type { Plan, Sku } from './catalogue.cts';
import type { Instance } from './instance.cts';
import { waitFor } from './processes.cts';
import type { Simulator, SimulatorCredential } from './simulator.cts';
import { BUY, byId, mioesim, node, sink, workflow, type Wire } from './workflows.cts';

const WORKFLOW = 'orderdesk';

/** The webhooks. */
const PATHS = { buy: 'shop-order', renew: 'shop-renewal' };

/** How many customers order at the same time. */
const CUSTOMERS = 20;

/** How long a customer waits, in milliseconds. */
const ANSWER_LIMIT = 40_000;

/** What a customer is told. */
export interface Answer {
	/** Null when the item failed. */
	orderNumber: string | null;
	duplicate: boolean;
	/** Of a failed item. */
	outcome: string | null;
	text: string;
	ms: number;
}

/** One line that is ordered: a purchase, or the renewal of a card. */
export interface Wish {
	orderId: string;
	iccid?: string;
}

/** Orders with IDs that begin alike; renewals if there are cards. */
export function wishes(prefix: string, count: number, iccids: readonly string[] = []): Wish[] {
	return Array.from({ length: count }, (_, index) => ({
		orderId: `${prefix}-${index + 1}`,
		iccid: iccids.at(index),
	}));
}

/** The one in the middle, or the higher one of two. */
export const median = (values: readonly number[]) =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A workflow behind two webhooks, and the customers who call them. */
export class OrderDesk {
	private readonly instance: Instance;
	private readonly simulator: Simulator;
	private readonly credential: SimulatorCredential;
	private readonly sku: Sku;
	private readonly plan: Plan;

	constructor({
		instance,
		simulator,
		credential,
		sku,
		plan,
	}: {
		instance: Instance;
		simulator: Simulator;
		credential: SimulatorCredential;
		sku: Sku;
		plan: Plan;
	}) {
		this.instance = instance;
		this.simulator = simulator;
		this.credential = credential;
		this.sku = sku;
		this.plan = plan;
	}

	/** Imports the workflow before n8n starts. */
	async install() {
		const webhook = (name: string, path: string, y: number) => {
			const parameters = { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} };
			return node(name, 'n8n-nodes-base.webhook', 2, [0, y], parameters, { webhookId: path });
		};
		const body = (name: string) => byId(`={{ $json.body.${name} }}`);
		const buy = {
			...BUY,
			skuId: body('skuId'),
			priceId: body('priceId'),
			externalOrderId: '={{ $json.body.orderId }}',
		};
		const renew = {
			...buy,
			operation: 'renew',
			renewBy: 'iccid',
			iccid: '={{ $json.body.iccid }}',
		};
		const order = workflow(
			WORKFLOW,
			'Order desk',
			[
				webhook('Shop', PATHS.buy, 0),
				mioesim('Buy eSIM', [220, 0], buy, this.credential),
				webhook('Top-ups', PATHS.renew, 200),
				mioesim('Renew eSIM', [220, 200], renew, this.credential),
				sink('Tell customer', [440, 100]),
			],
			['Buy eSIM', 'Renew eSIM'].flatMap((name, index): Wire[] => [
				[['Shop', 'Top-ups'][index], name],
				[name, 'Tell customer'],
				[name, 'Tell customer', 1],
			]),
		);
		await this.instance.import('workflow', [order]);
	}

	/** Opens the webhooks. */
	async open() {
		await this.instance.publish(WORKFLOW);
	}

	/**
	 * Sends orders, many at a time, and waits until all executions have ended.
	 *
	 * @param disturbance `event` runs whenever `at` orders have been sent; `copies`: each order is sent that
	 *   often at the same moment, as by a shop whose webhook times out; `patience` of the customers, in ms
	 */
	async takeOrders(
		sent: readonly Wish[],
		{
			at = [],
			event,
			copies = 1,
			patience = ANSWER_LIMIT,
		}: {
			at?: number[];
			event?: () => Promise<void>;
			copies?: number;
			patience?: number;
		} = {},
	) {
		const began = Date.now();
		const earlier = await this.executions();
		const waiting = [...sent];
		const given = new Map<string, Array<Answer | undefined>>();
		const customer = async () => {
			for (let wish = waiting.shift(); wish; wish = waiting.shift()) {
				if (at.includes(sent.length - waiting.length)) await event?.();
				const ordered = wish;
				const answers = Array.from({ length: copies }, () => this.order(ordered, patience));
				given.set(ordered.orderId, await Promise.all(answers));
			}
		};
		await Promise.all(Array.from({ length: CUSTOMERS / copies }, customer));

		const now = await this.settled(earlier.all + copies * sent.length);
		const ids = sent.map(({ orderId }) => orderId);
		return {
			ids,
			given,
			executions: now.all - earlier.all,
			succeeded: now.success - earlier.success,
			ledger: await this.ledgerOf(ids),
			logins: await this.simulator.logins(),
			seconds: Math.round((Date.now() - began) / 1000),
		};
	}

	/**
	 * Sends one order.
	 *
	 * @returns undefined without an answer: under load, n8n 1.x loses one now and then, when the execution
	 *   has ended before n8n waits for it
	 */
	async order(wish: Wish, patience: number): Promise<Answer | undefined> {
		const began = Date.now();
		const path = wish.iccid === undefined ? PATHS.buy : PATHS.renew;
		try {
			const response = await fetch(`${this.instance.url}/webhook/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ ...wish, skuId: this.sku.skuId, priceId: this.plan.priceId }),
				signal: AbortSignal.timeout(patience),
			});
			return readAnswer(await response.text(), Date.now() - began);
		} catch (error) {
			if (error instanceof Error && error.name === 'TimeoutError') return undefined;
			throw error;
		}
	}

	/** Waits until this many executions have ended. */
	async settled(all: number) {
		return await waitFor(
			'the end of all executions',
			async () => {
				const found = await this.executions();
				return found.all >= all && found.open === 0 && found;
			},
			{ limit: 120_000, every: 1_000 },
		);
	}

	/** What was booked for these orders, and whether it has since been cancelled. */
	async ledgerOf(ids: readonly string[]) {
		const wanted = new Set<string | null>(ids);
		const ledger = await this.simulator.ask('ledger');
		const cancelled = new Set(
			ledger.filter(({ kind }) => kind === 'cancellation').map(({ orderNum }) => orderNum),
		);
		return ledger
			.filter(({ kind }) => kind === 'order' || kind === 'renewal')
			.filter(({ outerOrderId }) => wanted.has(outerOrderId))
			.map((row) => ({ ...row, isCancelled: cancelled.has(row.orderNum) }));
	}

	/** The number of executions so far. */
	async executions(): Promise<{ all: number; success: number; open: number }> {
		const count = async (status?: string[]) => {
			const filter = JSON.stringify({ workflowId: WORKFLOW, ...(status ? { status } : {}) });
			const query = `?filter=${encodeURIComponent(filter)}&limit=1`;
			return (await this.instance.rest<{ count: number }>('GET', `/executions${query}`)).count;
		};
		const [all, success, open] = await Promise.all([
			count(),
			count(['success']),
			count(['new', 'running', 'waiting']),
		]);
		return { all, success, open };
	}
}

/** Reads an item of the node, or the page of an n8n that has no answer. */
function readAnswer(text: string, ms: number): Answer {
	const failed = { orderNumber: null, duplicate: false, outcome: null, text, ms };
	try {
		const item = JSON.parse(text) as OrderItem & { error?: { message: string; outcome?: string } };
		const { error } = item;
		if (error) return { ...failed, outcome: error.outcome ?? null, text: error.message };
		const { orderNumber, duplicate } = item;
		return { ...failed, orderNumber, duplicate };
	} catch {
		return failed;
	}
}
