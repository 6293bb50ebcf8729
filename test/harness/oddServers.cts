import fc from 'fast-check';
import { clock } from '../../dist/nodes/shared/port';
import {
	createClock,
	startSimulator,
	type RunningSimulator,
} from '../../tools/simulator/index.cts';
import type { LedgerRow } from '../../tools/simulator/booking.cts';
import type { Modes } from '../../tools/simulator/modes.cts';
import { credentialOf } from './credentials.cts';
import { runNode, type NodeRun } from './engine.cts';
import type { Item } from './items.cts';
import { forgetSent } from './ledger.cts';
import { byId } from './parameters.cts';
import { SEED, size } from './size.cts';

/** Orders at a server that answers oddly, in n8n's engine and over HTTP; its time is the node's. */

export const NOW = Date.parse('2026-03-21T03:00:00Z');

/** How an item says what it wants. */
const WAYS = ['package', 'daypass', 'code', 'daypassCode', 'sharedCode', 'physical'] as const;
const RENEWALS = ['renewCard', 'renewOrder', 'renewCode'] as const;
type Way = (typeof WAYS)[number] | (typeof RENEWALS)[number];

export interface Batch {
	way: Way;
	/** items */
	lines: number;
	/** of each */
	count: number;
	email: boolean;
	at: 1 | 5;
}

export const batches = fc.record<Batch>({
	way: fc.constantFrom(...WAYS, ...RENEWALS),
	lines: fc.integer({ min: 1, max: 3 }),
	count: fc.integer({ min: 1, max: 3 }),
	email: fc.boolean(),
	at: fc.constantFrom(1 as const, 5 as const),
});

/** The same mode names as keys, one of the values or none. */
export const oneOf = (values: { [Name in keyof Modes]?: readonly Modes[Name][] }) =>
	fc.record(
		Object.fromEntries(
			Object.entries(values).map(([name, list]) => [name, fc.constantFrom(...(list as string[]))]),
		),
		{ requiredKeys: [] },
	) as fc.Arbitrary<Partial<Modes>>;

/** Ways to write what is documented otherwise: a person could read them all. */
export const readable = oneOf({
	statuses: ['matching', '0=201', '0=500'],
	loginKeys: ['lower', 'upper', 'title'],
	loginToken: ['asData', 'beside', 'nested'],
	loginCode: ['0', 'text1'],
	reads: ['post', 'get', 'documented'],
	refuse: ['page404', 'envelope', 'chinese'],
	sharedCode: ['last'],
	codes: [
		...(['lowerPrefix', 'noPrefix', 'spaced', 'percentEncoded', 'oid', 'confirmation'] as const),
		...(['parts', 'whole', 'inHost', 'inMatchingId', 'lpa', 'lpaString', 'snake'] as const),
		...(['shortHost', 'urlHost', 'portHost'] as const),
	],
	iccids: ['number', 'padded'],
	iccidDigits: ['19', '18'],
	cardsKey: ['cards', 'cardList'],
	validity: ['other'],
	renewalCards: ['noIccid', 'none'],
	cancelledCards: ['removed'],
	pageSizes: ['capped', 'refused'],
	nothingFound: ['noRows', 'object', 'null', 'text', 'list', '3', '-3', '-8'],
	supported: ['skuOnly'],
	renewal: ['right', 'wrong', 'absent'],
	usage: ['unit', 'grouped'],
	prices: ['text', 'unit', 'symbol'],
	dates: [
		...(['array', 'object', 'javaDate', 'ms', 'seconds', 'dotnet', 'iso', 'zoned'] as const),
		...(['compact', 'slashed', 'dotted', 'chinese', 'english', 'cst'] as const),
	],
	noDates: [
		...(['zeros', 'epoch', 'year1', 'year1900', 'dash', 'zero', 'nullText', 'empty'] as const),
		'chinese',
	],
	charset: ['gbk', 'gb18030'],
	texts: ['control'],
	// In a row, where both could be wrong, they would agree on it.
	renew: ['wrong', 'absent'],
	pflag: ['absent'],
});

export class OddServer {
	private batchesSoFar = 0;
	private readonly real = { ...clock };

	private constructor(readonly sim: RunningSimulator) {
		// One time for both: a pause of the node is when the server's later things happen.
		clock.now = () => sim.clock.now();
		clock.pause = async (ms) => {
			sim.clock.advance(ms);
			await new Promise(setImmediate);
		};
	}

	/** Runs work with a server in these modes, in a process that has sent nothing yet. */
	static async run<T>(modes: Partial<Modes>, work: (server: OddServer) => Promise<T>): Promise<T> {
		const sim = await startSimulator({ clock: createClock(NOW) });
		// Somebody else's order: a list of everything is never empty.
		sim.seedOrders(1, { status: 0, personal: true, to: NOW - 60_000 });
		sim.mode(modes);
		const server = new OddServer(sim);
		forgetSent();
		try {
			return await work(server);
		} finally {
			Object.assign(clock, server.real);
			await sim.close();
		}
	}

	/** The parameters of the node for a batch, and its items. */
	plan({ way, lines, count, email, at }: Batch) {
		const { sim } = this;
		const { plain, daypass, sharedApiCode, physical } = sim.catalogue.oddities;
		const isRenewal = way.startsWith('renew');
		const batch = ++this.batchesSoFar;
		const pick = ({ skuId, priceId }: typeof plain) => ({
			orderBy: 'package',
			skuId: byId(String(skuId)),
			priceId: byId(String(priceId)),
		});
		const byCode = (apiCode = '') => ({ orderBy: 'apiCode', apiCode });
		const names: Record<Way, object> = {
			package: pick(plain),
			daypass: pick(daypass),
			code: byCode(plain.apiCode),
			daypassCode: byCode(daypass.apiCode),
			sharedCode: byCode(sharedApiCode.apiCode),
			physical: pick(physical),
			renewCard: pick(plain),
			renewOrder: pick(plain),
			renewCode: byCode(plain.apiCode),
		};
		const { skuId, priceId } = plain;
		const seeding = { skuId, priceId, status: 0, activated: false, personal: true };
		const items = Array.from({ length: lines }, (_, index) => {
			const shop = `SHOP-${batch}-${index}`;
			if (way === 'physical') {
				const free = sim.physicalCards.filter((card) => card.dpId === physical.dpId);
				const cards = free.slice(index * count, (index + 1) * count);
				return { shop, iccids: cards.map(({ iccid }) => iccid).join(',') };
			}
			if (!isRenewal) return { shop };
			const [order] = sim.seedOrders(1, { ...seeding, count, to: sim.clock.now() - 60_000 });
			return { shop, orderNumber: order.orderNum, iccid: order.plans[0].card.iccid };
		});
		const days = way.startsWith('daypass') ? { daypassDays: 3 } : {};
		const mail = email && !isRenewal ? { customerEmail: 'jane.doe@example.com' } : {};
		const target =
			way === 'renewOrder'
				? { renewBy: 'orderNumber', orderNumber: '={{ $json.orderNumber }}' }
				: { renewBy: 'iccid', iccid: '={{ $json.iccid }}' };
		const card =
			way === 'physical'
				? { simType: 'physical', dpId: byId(String(physical.dpId)), iccids: '={{ $json.iccids }}' }
				: { simType: 'esim' };
		const parameters = {
			resource: 'order',
			operation: isRenewal ? 'renew' : 'create',
			...names[way],
			...(isRenewal ? target : { count, ...card }),
			externalOrderId: '={{ $json.shop }}',
			additionalFields: { ...days, ...mail },
			simplify: true,
			output: 'order',
			options: { purchaseConcurrency: at },
		};
		return { parameters, items };
	}

	async run({ parameters, items }: ReturnType<OddServer['plan']>): Promise<NodeRun<Item>> {
		return await runNode({ credential: credentialOf(this.sim), parameters, items });
	}

	/** Another process has sent nothing. */
	forget(): void {
		forgetSent();
	}

	/** What was really booked for an item. */
	bookedFor({ shop }: { shop: string }): LedgerRow[] {
		return this.sim.ledger.filter(
			({ kind, outerOrderId }) => outerOrderId === shop && (kind === 'order' || kind === 'renewal'),
		);
	}
}

/** `RUNS` and `FAULT_SEED` set other examples, `SHRINK` looks for the smallest that fails. */
export const sample = (few: number): fc.Parameters<unknown> => ({
	numRuns: Number(process.env.RUNS ?? size(few, few * 40)),
	seed: SEED,
	endOnFailure: process.env.SHRINK === undefined,
});
