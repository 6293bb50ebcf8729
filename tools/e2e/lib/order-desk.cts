import type { Plan, Sku } from './catalogue.cts';
import type { Instance } from './instance.cts';
import { waitFor } from './processes.cts';
import type { Simulator, SimulatorCredential } from './simulator.cts';
import { BUY, byId, mioesim, node, workflow } from './workflows.cts';

const WORKFLOW = 'orderdesk';
const PATH = 'shop-order';

/** How many customers order at the same time. */
const CUSTOMERS = 20;

/** How long a customer waits, in milliseconds. */
const ANSWER_LIMIT = 40_000;

/** A workflow behind a webhook, and the customers who call it. */
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
		const webhook = {
			httpMethod: 'POST',
			path: PATH,
			responseMode: 'lastNode',
			options: {},
		};
		const body = (name: string) => byId(`={{ $json.body.${name} }}`);
		const buy = {
			...BUY,
			skuId: body('skuId'),
			priceId: body('priceId'),
			externalOrderId: '={{ $json.body.orderId }}',
		};
		const order = workflow(
			WORKFLOW,
			'Order desk',
			[
				node('Shop', 'n8n-nodes-base.webhook', 2, [0, 0], webhook, { webhookId: PATH }),
				mioesim('Buy eSIM', [220, 0], buy, this.credential),
			],
			[['Shop', 'Buy eSIM']],
		);
		await this.instance.import('workflow', [order]);
	}

	/** Opens the webhook. */
	async open() {
		await this.instance.publish(WORKFLOW);
	}

	/**
	 * Sends orders, many at a time, and waits until all executions have ended.
	 *
	 * @param prefix of the order IDs
	 * @param disturbance `event` runs whenever `at` orders have been sent
	 */
	async takeOrders(
		prefix: string,
		count: number,
		{ at = [], event }: { at?: number[]; event?: () => Promise<void> } = {},
	) {
		const began = Date.now();
		const earlier = await this.executions();
		const sent = Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
		const waiting = [...sent];
		const given = new Map<string, string | undefined>();
		const customer = async () => {
			for (let orderId = waiting.shift(); orderId; orderId = waiting.shift()) {
				if (at.includes(count - waiting.length)) await event?.();
				given.set(orderId, await this.order(orderId));
			}
		};
		await Promise.all(Array.from({ length: CUSTOMERS }, customer));

		const now = await this.settled(earlier.all + count);
		return {
			sent,
			given,
			executions: now.all - earlier.all,
			succeeded: now.success - earlier.success,
			ledger: await this.ledgerOf(prefix),
			logins: await this.simulator.logins(),
			seconds: Math.round((Date.now() - began) / 1000),
		};
	}

	/**
	 * Sends each order twice at the same moment, as a shop does when its webhook times out, and waits for
	 * both replies.
	 *
	 * @returns both answers to each customer, and the contents of the ledger
	 */
	async takeTwice(prefix: string, count: number) {
		const began = Date.now();
		const earlier = await this.executions();
		const sent = Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
		const waiting = [...sent];
		const given = new Map<string, Array<string | undefined>>();
		const customer = async () => {
			for (let orderId = waiting.shift(); orderId; orderId = waiting.shift()) {
				given.set(orderId, await Promise.all([this.order(orderId), this.order(orderId)]));
			}
		};
		await Promise.all(Array.from({ length: CUSTOMERS / 2 }, customer));
		await this.settled(earlier.all + 2 * count);
		const ledger = await this.ledgerOf(prefix);
		return { sent, given, ledger, seconds: Math.round((Date.now() - began) / 1000) };
	}

	/**
	 * Sends one order.
	 *
	 * @returns its number, or what went wrong; undefined without an answer: under load, n8n 1.x loses one
	 *   now and then, when the execution has ended before n8n waits for it
	 */
	async order(orderId: string): Promise<string | undefined> {
		const ordered = { orderId, skuId: this.sku.skuId, priceId: this.plan.priceId };
		try {
			const response = await fetch(`${this.instance.url}/webhook/${PATH}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(ordered),
				signal: AbortSignal.timeout(ANSWER_LIMIT),
			});
			const text = await response.text();
			return /"orderNumber":"(\w+)"/.exec(text)?.[1] ?? text;
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

	/** What was booked for the orders with this prefix, and whether it has since been cancelled. */
	async ledgerOf(prefix: string) {
		const ledger = await this.simulator.ask('ledger');
		const cancelled = new Set(
			ledger.filter(({ kind }) => kind === 'cancellation').map(({ orderNum }) => orderNum),
		);
		return ledger
			.filter(({ kind }) => kind === 'order')
			.filter(({ outerOrderId }) => outerOrderId?.startsWith(`${prefix}-`))
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
