import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { kindOf } from '../../dist/nodes/MioEsim/operation';
import { findOperation } from '../../dist/nodes/MioEsim/operations';
import { clock } from '../../dist/nodes/shared/port';
import { runNode } from '../harness/engine.cts';
import { credentialOf } from '../harness/credentials.cts';
import { forgetSent } from '../harness/ledger.cts';
import { parametersOf, table, type Row } from '../nodes/MioEsim/operations/table.cts';
import { inItems, literals } from './hostile.cts';
import { companionsOf, meaningOf, placesOf, put, type Place } from './places.cts';
import type { LedgerRow } from '../../tools/simulator/booking.cts';
import type { NodeRun } from '../harness/engine.cts';
import type { Breach as Found } from './judge.cts';
import type { IDataObject } from 'n8n-workflow';

const RULES = {
	crash: 'Runs that crashed',
	hang: 'Runs that did not end',
	count: 'Items that did not come out exactly once',
	speechless: 'Failed items whose message names no field',
	unexpected: 'Failed items due to a defect of the node',
	mistake: 'Orders that were not requested',
	denied: 'Booked, but reported notExecuted',
	refused: 'Valid parameters that were refused',
	meaning: 'Values that were neither refused by name nor sent as meant',
	strict: 'Requests that a stricter server would refuse',
};
type Breach = (rule: keyof typeof RULES, what: string) => void;

/** What a random test found. */
export type Breaches = Array<Pick<Found, 'rule' | 'what'>>;

const LONGEST_RUN_MS = 20_000;

/** A value that somebody put somewhere; from the item if an expression reads it there. */
interface Change {
	place: Place;
	value: unknown;
	isInItem: boolean;
}

interface Case {
	row: Row;
	parameters: IDataObject;
	item: IDataObject;
	/** The parameters after n8n has evaluated the expressions. */
	meant: IDataObject;
	changes: Change[];
}

const noChanges = fc.constant<Change[]>([]);

/** Any values in up to three places. */
function changesIn(places: Place[]): fc.Arbitrary<Change[]> {
	if (places.length === 0) return noChanges;
	const place = fc.constantFrom(...places);
	const one = fc.record<Change>({ place, value: inItems, isInItem: fc.constant(true) });
	const other = fc.record<Change>({ place, value: literals, isInItem: fc.constant(false) });
	const any = fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: other });
	return fc.oneof(
		{ weight: 2, arbitrary: noChanges },
		{ weight: 5, arbitrary: fc.tuple(one) },
		{ weight: 3, arbitrary: fc.array(any, { minLength: 2, maxLength: 3 }) },
	);
}

const validOf = ({ valid, raw }: Row, sim: RunningSimulator): fc.Arbitrary<IDataObject> =>
	valid?.(sim) ?? fc.boolean().map((simplify) => (raw ? { simplify } : {}));

/** Valid parameters of an operation, with such changes. */
const casesOf = (row: Row, sim: RunningSimulator): fc.Arbitrary<Case> =>
	changesIn(placesOf(row)).chain((changes) =>
		(changes.length === 1
			? fc.constant(companionsOf(row, changes[0].place))
			: validOf(row, sim)
		).map((chosen) => caseOf(row, parametersOf(row, sim, chosen), changes)),
	);

function caseOf(row: Row, valid: IDataObject, changes: Change[]): Case {
	const item: IDataObject = {};
	const [parameters, meant] = [{ ...valid }, { ...valid }];
	changes.forEach(({ place, value, isInItem }, index) => {
		put(meant, place, value);
		if (isInItem) item[`field${index}`] = value as IDataObject[string];
		put(parameters, place, isInItem ? `={{ $json.field${index} }}` : value);
	});
	return { row, parameters, item, meant, changes };
}

/** What n8n refuses before it starts the node is not the node's concern. */
const isRefusedByN8n = (error: Error) =>
	error.name === 'WorkflowHasIssuesError' || /checkReadyForExecution/.test(error.stack ?? '');

const chosen = (value: unknown): unknown => {
	const { __rl: isLocator, value: inside } = Object(value) as { __rl?: unknown; value?: unknown };
	return isLocator === true ? inside : value;
};
const isPlain = (value: unknown): value is string | number =>
	typeof value === 'string' || typeof value === 'number';

/** Whether an order is the one that the parameters request. */
function isRequested(row: LedgerRow, parameters: IDataObject): boolean {
	if (!['create', 'renew'].includes(parameters.operation as string)) {
		return row.kind === 'cancellation' || row.kind === 'mail';
	}
	const says = (name: string, value: unknown) => {
		const given = chosen(parameters[name]);
		return isPlain(given) && String(given).trim() === String(value);
	};
	const isCounted = parameters.operation === 'renew' || says('count', row.count);
	const isNamed =
		parameters.orderBy === 'apiCode'
			? says('apiCode', row.apiCode)
			: says('skuId', row.skuId) && says('priceId', row.priceId);
	const among = (name: string, ...values: string[]) =>
		values.includes(String(chosen(parameters[name])).trim());
	const isClear =
		among('orderBy', 'package', 'apiCode') &&
		(parameters.operation === 'create'
			? among('simType', 'esim', 'physical')
			: among('renewBy', 'iccid', 'orderNumber'));
	const id = chosen(parameters.externalOrderId) ?? '';
	const isMarked =
		isPlain(id) &&
		(String(id).startsWith('=') ||
			String(id).trim() === '' ||
			says('externalOrderId', row.outerOrderId));
	return row.kind === 'mail' || (isCounted && isNamed && isClear && isMarked);
}

/** How many items an operation gives for one input item; null if any number. */
function partsOf({ operation, resource, count, iccid }: IDataObject): number | null {
	const isList = /^getAll|getHistory|getUsage/.test(operation as string);
	if (isList || resource === 'apiRequest') return null;
	if (operation !== 'renew') return 1;
	// Each card is renewed as often as Count says, and each renewal may fail on its own.
	const cards = JSON.stringify(chosen(iccid) ?? '').match(/\d{10,}/g)?.length ?? 1;
	return Math.max(1, Number(chosen(count)) || 1) * cards;
}

function judgeRun({ success, error }: Run, { meant }: Case, rows: LedgerRow[], breach: Breach) {
	const parts = partsOf(meant);
	const isOnce =
		error.length === 0
			? success.length > 0 || parts === null
			: error.length === 1 || (error.length === (parts ?? error.length) && success.length === 0);
	const isPartial = parts !== null && parts > 1 && success.length + error.length === parts;
	if (!isOnce && !isPartial)
		breach('count', `${success.length} on Success, ${error.length} on Error`);
	for (const { error: said } of error) {
		const { message, resolution, outcome, type } = said;
		if (/unexpected/.test(message)) breach('unexpected', resolution);
		const namesCause = type !== 'input' || /'[^']+'|MIOeSIM|package|card|Base URL/.test(message);
		// What it quotes is the user's own.
		const own = message.replace(/"[^"]*"/g, '');
		if (!namesCause || /undefined|\[object/.test(own)) breach('speechless', message);
		if (outcome === 'notExecuted' && rows.length > 0 && !isPartial) breach('denied', message);
	}
	for (const row of rows) if (!isRequested(row, meant)) breach('mistake', JSON.stringify(row));
}

/** The parameter's name in the request, if it is sent unchanged. */
const WIRE_NAMES: Record<string, string> = {
	customerEmail: 'customerEmail',
	remark: 'remark',
	externalOrderId: 'otherOrderId',
	externalItemId: 'otherItemId',
	apiCode: 'apiCode',
	count: 'count',
	email: 'email',
};

/** One value among valid ones is refused by name before a call, or means what it says. */
function judgeValue({ error }: Run, { row, changes }: Case, sim: RunningSimulator, breach: Breach) {
	const [{ place, value }] = changes;
	const { field } = place;
	const calls = sim.calls.filter(({ endpoint }) => endpoint !== 'login');
	const refusal = error.find((each) => each.error.type === 'input')?.error;
	if (refusal !== undefined && calls.length === 0) {
		const isNamed = refusal.message.includes(`'${field.displayName}'`);
		if (!isNamed || refusal.outcome !== 'notExecuted') breach('meaning', refusal.message);
		return;
	}
	const meaning = meaningOf(value, field);
	if (meaning === undefined) breach('meaning', `${field.name} took ${JSON.stringify(value)}`);
	// MIOeSIM renews once per call: Count is the number of calls.
	const isRenewals = row.name === 'order:renew' && field.name === 'count';
	const wireName = isRenewals || meaning === null ? undefined : WIRE_NAMES[field.name];
	if (wireName === undefined) return;
	for (const { endpoint, params } of calls) {
		if (!/^(add|renew|handler)/.test(endpoint ?? '')) continue;
		if (params[wireName] !== String(meaning)) breach('meaning', `${wireName}=${params[wireName]}`);
	}
}

/** What a run of the node returned or threw. */
export type Run = Pick<NodeRun<unknown>, 'success' | 'error'> & { stoppedBy?: Error };

export const stoppedBy = (error: unknown): Run => ({
	success: [],
	error: [],
	stoppedBy: error as Error,
});

/** Gives up on a run that doesn't end. */
export async function inTime<T>(work: Promise<T>, longestMs = LONGEST_RUN_MS): Promise<T | null> {
	const ended = new AbortController();
	const late = sleep(longestMs, null, { signal: ended.signal }).catch(() => null);
	return await Promise.race([work, late]).finally(() => {
		ended.abort();
	});
}

/** How many sets an operation gets for each of a reading one: what spends money is tried more often. */
const WRITES_WEIGH = 4;

/** A seed of the operation's own: a new operation shifts the draws of no other. */
export function seedOf(name: string, seed: number): number {
	let sum = seed | 0;
	for (const character of name) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193);
	return sum;
}

/** `runs` draws for each reading operation, and more for those that write. */
export function drawsOf(row: Pick<Row, 'name'>, runs: number, seed: number) {
	const [resource, operation] = row.name.split(':');
	const found = findOperation(resource, operation);
	const weight = found && kindOf(found) === 'write' ? WRITES_WEIGH : 1;
	return { numRuns: runs * weight, seed: seedOf(row.name, seed) };
}

/** Random parameters for every operation. */
export async function runInput({ runs, seed }: { runs: number; seed: number }) {
	const { pause } = clock;
	clock.pause = async (ms, signal) => await pause(Math.min(ms / 1000, 2), signal);
	const sim = await startSimulator({ seed: 1, accounts: [{ balance: 1e9 }] });
	const breaches: Breaches = [];
	/** Runs with a Success item, and items that were refused before anything was sent. */
	const counts = { succeeded: 0, refused: 0 };
	for (const row of table) {
		const credential = credentialOf(sim);
		for (const drawn of fc.sample(casesOf(row, sim), drawsOf(row, runs, seed))) {
			sim.calls.length = 0;
			sim.violations.length = 0;
			const before = sim.ledger.length;
			const { parameters, item, changes } = drawn;
			const options = { timeout: 3000, ...(Object(parameters.options) as IDataObject) };
			const work = runNode({
				credential,
				parameters: { ...parameters, options },
				items: [item],
			});
			const result = await inTime(work.catch(stoppedBy));
			const breach: Breach = (rule, what) => {
				const which = JSON.stringify({ parameters, item }).slice(0, 1500);
				breaches.push({ rule, what: `${row.name}: ${what}\n  ${which}` });
			};
			if (result === null) {
				breach('hang', '');
				continue;
			}
			if (result.stoppedBy) {
				if (!isRefusedByN8n(result.stoppedBy)) {
					breach('crash', result.stoppedBy.stack ?? result.stoppedBy.message);
				}
				continue;
			}
			const rows = sim.ledger.slice(before);
			judgeRun(result, drawn, rows, breach);
			if (changes.length === 1) judgeValue(result, drawn, sim, breach);
			if (changes.length === 0 && result.error.length > 0) {
				breach('refused', JSON.stringify(result.error));
			}
			for (const each of sim.violations) breach('strict', JSON.stringify(each));
			if (result.success.length > 0) counts.succeeded++;
			counts.refused += result.error.filter(({ error }) => error.type === 'input').length;
		}
		sim.reset();
		// The simulator numbers its orders anew; the node would recognize them.
		forgetSent();
	}
	clock.pause = pause;
	await sim.close();
	return { ...counts, breaches };
}
