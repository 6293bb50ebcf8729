import { createAccount, issueToken, type Account } from './accounts.cts';
import { createCardMaker } from './cards.cts';
import { createCatalogue, createOwnCatalogue, type Catalogue } from './catalogue.cts';
import { createRunningClock, type Clock } from './clock.cts';
import { Faults, type FaultKind } from './faults.cts';
import { ModeBook, type Modes } from './modes.cts';
import { seedOrders, type Seeding } from './seeding.cts';
import { Store, type Card, type Order } from './store.cts';
import { isOver, windowOf } from './usage.cts';
import type { PhysicalCard } from './partners.cts';
import type { LedgerRow } from './booking.cts';
import type { Violation } from './parameters.cts';

export interface Settings {
	seed?: number;
	/** 0: any free port */
	port?: number;
	host?: string;
	/** follows real time by default */
	clock?: Clock;
	/** by default one account, with the defaults in accounts.cts */
	accounts?: Partial<Account>[];
	/** ms added to every call */
	latency?: number;
	/** of every package */
	stock?: number;
	/** how long a cancellation takes */
	settleMs?: number;
	/** an order cannot be cancelled after getOrderInfo has shown it */
	infoEndsCancel?: boolean;
	/** how the simulator behaves where the documentation leaves room */
	modes?: Partial<Modes>;
	/** a line for every call, without secrets */
	log?: (line: string) => void;
}

/** A call as it was received. */
export interface CallRecord {
	/** key; `pdf` for a PDF file; null for an unknown path */
	endpoint: string | null;
	method: string;
	path: string;
	/** without token, sign and password */
	params: Record<string, string>;
	/** as answered; null: without an envelope */
	code: number | string | null;
	/** HTTP; null: no answer */
	status: number | null;
	fault: FaultKind | null;
	/** ms */
	at: number;
}

export type Counters = { logins: number; loginAttempts: number; strangerLogins: number };

/** The state of a simulated MIOeSIM, and what tests may read and change. */
export class Simulator {
	url = '';
	clock;
	private readonly seed: number;
	/** of every package, initially */
	private readonly stock: number | undefined;
	latency;
	settleMs;
	infoEndsCancel;
	log;
	accounts;
	catalogue: Catalogue;
	store = new Store();
	cardMaker;
	faults = new Faults();
	modes;
	ledger: LedgerRow[] = [];
	calls: CallRecord[] = [];
	violations: Violation[] = [];
	counters: Counters = { logins: 0, loginAttempts: 0, strangerLogins: 0 };
	connections = { open: 0, peak: 0, total: 0 };
	inFlight = { now: 0, peak: 0 };
	/** Size of every PDF in bytes; 0: no padding. */
	pdfSize = 0;

	constructor({
		seed = 1,
		clock = createRunningClock(),
		accounts = [{}],
		latency = 0,
		stock,
		settleMs = 5000,
		infoEndsCancel = false,
		modes,
		log,
	}: Settings = {}) {
		this.clock = clock;
		this.latency = latency;
		this.settleMs = settleMs;
		this.infoEndsCancel = infoEndsCancel;
		this.modes = new ModeBook(modes);
		this.log = log;
		this.accounts = accounts.map(createAccount);
		this.seed = seed;
		this.stock = stock;
		this.catalogue = createCatalogue(seed, stock);
		this.cardMaker = createCardMaker(seed, this.store);
	}

	get account() {
		return this.accounts[0];
	}

	get orders() {
		return this.store.orders;
	}

	get physicalCards() {
		return this.catalogue.physicalCards;
	}

	get logins() {
		return this.counters.logins;
	}

	get loginAttempts() {
		return this.counters.loginAttempts;
	}

	get strangerLogins() {
		return this.counters.strangerLogins;
	}

	/** Changes modes from now on, including those of existing orders. */
	mode(settings: Partial<Modes>) {
		this.modes.set(settings);
	}

	/** The modes that apply to an order: its own take precedence. */
	modesOf(order: Order): Modes {
		return { ...this.modes.current, ...order.modes };
	}

	/**
	 * Sets an order's status permanently.
	 *
	 * @param iccids cancelled cards; if omitted, all for status 2, the first for status 4
	 */
	setStatus(orderNum: string, status: number, iccids?: string[]) {
		const order = this.orders.get(orderNum);
		if (order === undefined) throw new Error(`No order ${orderNum}`);
		order.status = status;
		order.settles = null;
		const gone = order.plans.filter(({ card }, index) =>
			iccids ? iccids.includes(card.iccid) : status === 2 || (status === 4 && index === 0),
		);
		for (const plan of gone) plan.cancelledAt ??= this.clock.now();
	}

	/** @param phoneNumber all accounts by default */
	expireTokens(phoneNumber?: string) {
		for (const account of this.accounts) {
			if (phoneNumber === undefined || account.phoneNumber === phoneNumber) {
				account.token = null;
			}
		}
	}

	/**
	 * Another program logs in to the same account, which ends the live token.
	 *
	 * @param phoneNumber the first account if omitted
	 * @returns the stranger's token
	 */
	strangerLogin(phoneNumber: string = this.account.phoneNumber): string {
		const account = this.accountOf(phoneNumber);
		this.counters.strangerLogins++;
		return issueToken(account, this.clock.now());
	}

	accountOf(phoneNumber: string): Account {
		const account = this.accounts.find((each) => each.phoneNumber === phoneNumber);
		if (account === undefined) throw new Error(`No account ${phoneNumber}`);
		return account;
	}

	/** Changes what is on sale. From then on, this simulator has a catalogue of its own, with the initial stock. */
	changeCatalogue(change: (catalogue: Catalogue) => void) {
		this.catalogue = createOwnCatalogue(this.seed, this.stock);
		change(this.catalogue);
	}

	physicalCard(iccid: string): PhysicalCard | undefined {
		return this.physicalCards.find((card) => card.iccid === iccid);
	}

	/** Removes an order's physical SIMs from stock. */
	takeCards(order: Order) {
		for (const plan of order.plans) {
			const stock = this.physicalCard(plan.card.iccid);
			if (stock !== undefined) stock.used = true;
		}
	}

	cardOf(iccid: string): Card {
		const card = this.store.cards.get(iccid);
		if (card === undefined) throw new Error(`No card ${iccid}`);
		return card;
	}

	/**
	 * The customer starts using the card.
	 *
	 * @param at ms, now if omitted
	 */
	activateCard(iccid: string, at: number = this.clock.now()) {
		this.cardOf(iccid).activatedAt = at;
	}

	/** Sets the usage of the card's running plan and keeps it; activates the card if necessary. */
	setUsage(iccid: string, mb: number) {
		const card = this.cardOf(iccid);
		const now = this.clock.now();
		if (card.activatedAt === null) card.activatedAt = now;
		const plans = card.plans.filter((plan) => windowOf(plan) !== null);
		const running = plans.find((plan) => !isOver(plan, now)) ?? plans.at(-1);
		if (running === undefined) throw new Error(`No plan on card ${iccid}`);
		running.usedMb = mb;
	}

	/**
	 * Puts past orders directly into the store: no call, no charge, no ledger row.
	 *
	 * @returns oldest first
	 */
	seedOrders(count: number, seeding?: Seeding): Order[] {
		return seedOrders(this, count, seeding);
	}

	pdfUrl(orderNum: string, iccid: string): string {
		return `${this.url}/esim_pdf/${orderNum}/${iccid}.pdf`;
	}

	/**
	 * Clears everything recorded and all planned faults, and returns to the initial modes; catalogue,
	 * accounts and orders stay.
	 */
	reset() {
		this.ledger.length = 0;
		this.calls.length = 0;
		this.violations.length = 0;
		Object.assign(this.counters, { logins: 0, loginAttempts: 0, strangerLogins: 0 });
		for (const account of this.accounts) account.logins = 0;
		this.connections.peak = this.connections.open;
		this.connections.total = this.connections.open;
		this.inFlight.peak = this.inFlight.now;
		this.faults.clear();
		this.modes.reset();
	}
}
