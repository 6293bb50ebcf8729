import { createAccount, issueToken } from './accounts.cts';
import { createCardMaker } from './cards.cts';
import { createCatalogue } from './catalogue.cts';
import { createRunningClock } from './clock.cts';
import { Faults } from './faults.cts';
import { seedOrders } from './seeding.cts';
import { Store } from './store.cts';
import { isOver, windowOf } from './usage.cts';

/**
 * @typedef {object} Settings
 * @property {number} [seed]
 * @property {number} [port] 0: any free one
 * @property {string} [host]
 * @property {import('./clock').Clock} [clock] runs with real time when left out
 * @property {Partial<import('./accounts').Account>[]} [accounts] one default account when left out
 * @property {number} [latency] ms added to every call
 * @property {number} [stock] of every package
 * @property {number} [settleMs] how long a cancellation stays under way
 * @property {boolean} [infoEndsCancel] an order cannot be cancelled once getOrderInfo showed it
 * @property {(line: string) => void} [log] a line for every call, without secrets
 *
 * A call as it came in.
 *
 * @typedef {object} CallRecord
 * @property {string | null} endpoint key; `pdf` for a PDF file; null for an unknown path
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} params without token, sign and password
 * @property {number | string | null} code as it was answered; null: no envelope was
 * @property {number | null} status HTTP; null: no answer
 * @property {import('./faults').FaultKind | null} fault
 * @property {number} at ms
 *
 * @typedef {{ logins: number, loginAttempts: number, strangerLogins: number }} Counters
 */

/** The state of a MIOeSIM, and what tests may look at and change. */
export class Simulator {
	/** @param {Settings} [settings] */
	constructor({
		seed = 1,
		clock = createRunningClock(),
		accounts = [{}],
		latency = 0,
		stock,
		settleMs = 5000,
		infoEndsCancel = false,
		log,
	} = {}) {
		this.url = '';
		this.clock = clock;
		this.latency = latency;
		this.settleMs = settleMs;
		this.infoEndsCancel = infoEndsCancel;
		this.log = log;
		this.accounts = accounts.map(createAccount);
		this.catalogue = createCatalogue(seed, stock);
		this.store = new Store();
		this.cardMaker = createCardMaker(seed, this.store);
		this.faults = new Faults();
		/** @type {import('./booking').LedgerRow[]} */
		this.ledger = [];
		/** @type {CallRecord[]} */
		this.calls = [];
		/** @type {import('./parameters').Violation[]} */
		this.violations = [];
		/** @type {Counters} */
		this.counters = { logins: 0, loginAttempts: 0, strangerLogins: 0 };
		this.connections = { open: 0, peak: 0, total: 0 };
		this.inFlight = { now: 0, peak: 0 };
		/** Bytes every PDF is filled up to; 0: as small as it is. */
		this.pdfSize = 0;
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

	/** @param {string} [phoneNumber] of all accounts when left out */
	expireTokens(phoneNumber) {
		for (const account of this.accounts) {
			if (phoneNumber === undefined || account.phoneNumber === phoneNumber) {
				account.token = null;
			}
		}
	}

	/**
	 * Somebody else logs in to the same account, which kills the live token.
	 *
	 * @param {string} [phoneNumber] of the first account when left out
	 * @returns {string} the stranger's token
	 */
	strangerLogin(phoneNumber = this.account.phoneNumber) {
		const account = this.accountOf(phoneNumber);
		this.counters.strangerLogins++;
		return issueToken(account, this.clock.now());
	}

	/** @param {string} phoneNumber @returns {import('./accounts').Account} */
	accountOf(phoneNumber) {
		const account = this.accounts.find((each) => each.phoneNumber === phoneNumber);
		if (account === undefined) throw new Error(`No account ${phoneNumber}`);
		return account;
	}

	/** @param {string} iccid @returns {import('./partners').PhysicalCard | undefined} */
	physicalCard(iccid) {
		return this.physicalCards.find((card) => card.iccid === iccid);
	}

	/** Takes an order's physical SIMs out of stock. @param {import('./store').Order} order */
	takeCards(order) {
		for (const plan of order.plans) {
			const stock = this.physicalCard(plan.card.iccid);
			if (stock !== undefined) stock.used = true;
		}
	}

	/** @param {string} iccid @returns {import('./store').Card} */
	cardOf(iccid) {
		const card = this.store.cards.get(iccid);
		if (card === undefined) throw new Error(`No card ${iccid}`);
		return card;
	}

	/**
	 * The customer puts the card to use.
	 *
	 * @param {string} iccid
	 * @param {number} [at] ms, now when left out
	 */
	activateCard(iccid, at = this.clock.now()) {
		this.cardOf(iccid).activatedAt = at;
	}

	/**
	 * Sets what is used of the card's running plan, and keeps it there; activates the card if need be.
	 *
	 * @param {string} iccid
	 * @param {number} mb
	 */
	setUsage(iccid, mb) {
		const card = this.cardOf(iccid);
		const now = this.clock.now();
		if (card.activatedAt === null) card.activatedAt = now;
		const plans = card.plans.filter((plan) => windowOf(plan) !== null);
		const running = plans.find((plan) => !isOver(plan, now)) ?? plans[plans.length - 1];
		if (running === undefined) throw new Error(`No plan on card ${iccid}`);
		running.usedMb = mb;
	}

	/**
	 * Puts past orders straight into the store: no call, no money, no ledger.
	 *
	 * @param {number} count
	 * @param {import('./seeding').Seeding} [seeding]
	 * @returns {import('./store').Order[]} oldest first
	 */
	seedOrders(count, seeding) {
		return seedOrders(this, count, seeding);
	}

	/** @param {string} orderNum @param {string} iccid @returns {string} */
	pdfUrl(orderNum, iccid) {
		return `${this.url}/esim_pdf/${orderNum}/${iccid}.pdf`;
	}

	/** Forgets what was recorded and what was to go wrong; catalogue, accounts and orders stay. */
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
	}
}
