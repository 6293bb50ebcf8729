import type { Batch } from './batches.cts';
import type { RunningSimulator } from '../../simulator/index.cts';

/** Holds what a batch gave out against what the simulator has booked. */
export interface Breach {
	rule: string;
	batch: string;
	what: string;
}

export const RULES = {
	crash: 'Executions that crashed',
	twice: 'Orders booked twice',
	lost: 'Items neither on Success nor on Error',
	both: 'Items on Success and on Error',
	copied: 'Items that came out more than once',
	denied: 'Booked, but reported notExecuted',
	invented: 'Reported Success, but not booked',
	mistaken: 'Success with the order of another line',
	unread: 'Failed items whose error says nothing',
	unnamed: 'Bought before a stop, but not named in the error',
};

/** Ledger rows by the line's tag, kept up with the ledger as it grows. */
export class Books {
	sim;
	read = 0;
	byTag = new Map();
	byNumber = new Map();

	constructor(sim: RunningSimulator) {
		this.sim = sim;
	}

	update() {
		for (; this.read < this.sim.ledger.length; this.read++) {
			const row = this.sim.ledger[this.read];
			if (row.kind !== 'order' && row.kind !== 'renewal') continue;
			const tag = this.sim.orders.get(row.orderNum)?.remark;
			const rows = this.byTag.get(tag) ?? [];
			rows.push(row);
			this.byTag.set(tag, rows);
			this.byNumber.set(row.orderNum, tag);
		}
	}

	rowsOf(tag: string) {
		this.update();
		return this.byTag.get(tag) ?? [];
	}

	tagOf(orderNumber: string) {
		this.update();
		return this.byNumber.get(orderNumber);
	}
}

const isFailed = ({ json }) => json.error !== null && typeof json.error === 'object';
const isComplete = ({ json: { error } }) =>
	['message', 'resolution', 'type', 'outcome'].every(
		(name) => typeof error[name] === 'string' && error[name] !== '' && error[name] !== 'undefined',
	);

/**
 * @param {object} result what the run gave
 * @param before how often each of its lines was booked before the run
 */
export function judge(batch: Batch, result, books: Books, before: Map<string, number>): Breach[] {
	const breaches = [];
	const breach = (rule: string, what: string) => breaches.push({ rule, batch: batch.id, what });
	if (result.crash) breach('crash', result.crash);
	const booked = (tag: string) => books.rowsOf(tag).length - before.get(tag);

	for (const tag of new Set(batch.items.map((item) => item.tag))) {
		const times = batch.repeatable ? books.rowsOf(tag).length : booked(tag);
		if (times > 1) breach('twice', `${tag}: ${times} times`);
	}
	if (result.crash) return breaches;
	if (result.stoppedBy) {
		judgeStop(batch, result.stoppedBy, books, before, breach);
		return breaches;
	}

	const all = result.outputs.flat();
	for (const tag of new Set(batch.items.map((item) => item.tag))) {
		if (booked(tag) === 0) continue;
		// The same line may be in the batch twice: one of the two has to know.
		const told = all.filter(({ pairedItem }) => batch.items[pairedItem?.item]?.tag === tag);
		if (told.some((each) => !isFailed(each) || each.json.error.outcome !== 'notExecuted')) continue;
		breach('denied', `${tag}: ${JSON.stringify(told.map(({ json }) => json.error))}`);
	}
	const numbersOf = new Map();
	batch.items.forEach((item, index) => {
		const mine = all.filter(({ pairedItem }) => pairedItem?.item === index);
		const good = mine.filter((each) => !isFailed(each));
		const bad = mine.filter(isFailed);
		if (mine.length === 0) breach('lost', item.tag);
		if (good.length > 0 && bad.length > 0) breach('both', item.tag);
		const wanted = batch.output === 'cards' && batch.simplify ? item.count : 1;
		if (bad.length > 1 || (good.length > 0 && good.length !== wanted)) breach('copied', item.tag);
		for (const each of bad) {
			if (!isComplete(each)) breach('unread', JSON.stringify(each.json.error));
		}
		for (const { json } of good) {
			const number = json.orderNumber ?? json.orderNum;
			const tag = books.tagOf(number);
			if (tag === undefined) breach('invented', `${item.tag}: ${number}`);
			else if (tag !== item.tag) breach('mistaken', `${item.tag} got ${tag}`);
			if (numbersOf.has(number) && numbersOf.get(number) !== item.tag) breach('mistaken', number);
			numbersOf.set(number, item.tag);
		}
		const isBare = ['n8nErrorOutput', 'agent'].includes(batch.route);
		const output = batch.route === 'errorOutput' ? 1 : 0;
		for (const each of bad) {
			const isThere =
				batch.route === 'n8nErrorOutput'
					? !result.outputs[0].includes(each)
					: result.outputs[output].includes(each);
			if (!isThere || (!isBare && each.json.tag !== item.tag))
				breach('lost', `${item.tag} misrouted`);
		}
	});
	return breaches;
}

/** The error that stops the workflow names what was bought before it. */
function judgeStop(batch, { message, description = '', itemIndex }, books, before, breach) {
	const isDoubtful = /may have been placed|was placed|placed/.test(`${message} ${description}`);
	batch.items.forEach((item, index: number) => {
		for (const row of books.rowsOf(item.tag).slice(before.get(item.tag))) {
			if (description.includes(row.orderNum) || message.includes(row.orderNum)) continue;
			if (description.includes(`item ${index} perhaps`)) continue;
			const isItself = batch.items[itemIndex]?.tag === item.tag;
			if (!isItself)
				breach('unnamed', `${item.tag} ${row.orderNum} (stopped at ${itemIndex}, ${index})`);
			else if (!isDoubtful) breach('denied', `${item.tag}: ${message} ${description}`);
		}
	});
}
