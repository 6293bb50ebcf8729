import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { resources } from '../../dist/nodes/MioEsim/operations';
import { optionFields } from '../../dist/nodes/MioEsim/fields/options';
import { clock } from '../../dist/mioesim/client/clock';
import { runNode } from '../harness/engine.cts';
import { credentialOf } from '../harness/credentials.cts';
import { hostile } from './hostile.cts';
import type { LedgerRow } from '../../tools/simulator/booking.cts';
import type { NodeRun } from '../harness/engine.cts';
import type { Findings } from './report.cts';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** Parameters by name, whatever they are. */
type Drawn = Record<string, unknown>;

const RULES = {
	crash: 'Runs that crashed',
	hang: 'Runs that did not end',
	count: 'Items that did not come out exactly once',
	speechless: 'Failed items whose message names no field',
	unexpected: 'Failed items due to a defect of the node',
	mistake: 'Orders that were not requested',
	denied: 'Booked, but reported notExecuted',
};

/** Marks a value that comes from the item. */
const IN_ITEM = 'value of the item';

const LONGEST_RUN_MS = 20_000;

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Valid values by field, so that a run gets past the valid fields. */
type Good = Partial<Record<string, fc.Arbitrary<unknown>>>;

function goodValues(sim: RunningSimulator): Good {
	const { plain, physical } = sim.catalogue.oddities;
	const seeding = { skuId: plain.skuId, priceId: plain.priceId, status: 0, activated: false };
	const orders = sim.seedOrders(50, { ...seeding, personal: true });
	const orderNumber = fc.constantFrom(...orders.map(({ orderNum }) => orderNum));
	const iccid = fc.constantFrom(...orders.map(({ plans }) => plans[0].card.iccid));
	return {
		skuId: fc.constant(byId(String(plain.skuId))),
		priceId: fc.constant(byId(String(plain.priceId))),
		dpId: fc.constant(byId(String(physical.dpId))),
		apiCode: fc.constant(plain.apiCode),
		count: fc.constantFrom(1, 2, '1'),
		limit: fc.constantFrom(1, 5),
		iccid,
		iccids: iccid,
		orderNumber,
		path: fc.constantFrom('/api_esim/getSkus', 'api_esim/queryOrder'),
		startDate: fc.constant('2026-01-01'),
		endDate: fc.constant('2026-01-31'),
		email: fc.constant('nathan@example.com'),
		longestWait: fc.constant(1),
		concurrency: fc.constant(3),
		timeout: fc.constant(3000),
	};
}

/** Fields whose invalid values would hide those of all other fields. */
const SELDOM_BAD = ['concurrency', 'timeout', 'orderBy', 'simType', 'renewBy', 'output'];

/** Anything: in the field itself, or in the item that an expression reads. */
const anything = fc.oneof(
	hostile,
	hostile.map((value) => ({ [IN_ITEM]: value })),
);

/** A value for a field: mostly a valid one, otherwise anything. */
function valueOf(field: INodeProperties, good: Good): fc.Arbitrary<unknown> {
	const usual =
		good[field.name] ??
		(Array.isArray(field.options) && field.options.every((option) => 'value' in option)
			? fc.constantFrom(...field.options.map(({ value }) => value))
			: fc.constant(field.default));
	if (field.type === 'collection') {
		const inside = (field.options ?? []) as INodeProperties[];
		const children = Object.fromEntries(inside.map((child) => [child.name, valueOf(child, good)]));
		return fc.oneof(
			{ weight: 9, arbitrary: fc.record(children, { requiredKeys: [] }) },
			{ weight: 1, arbitrary: anything },
		);
	}
	const weight = SELDOM_BAD.includes(field.name) ? 40 : 8;
	return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: anything });
}

/** Any operation, with any parameters. */
function anyParameters(good: Good): fc.Arbitrary<Drawn> {
	return fc.oneof(
		...resources.flatMap((resource) =>
			resource.operations.map((operation) => {
				const fields: Partial<Record<string, fc.Arbitrary<unknown>>> = {};
				for (const field of [...operation.fields, ...optionFields]) {
					const value = valueOf(field, good);
					// Of several fields with one name, n8n shows only one at a time.
					const other = fields[field.name];
					fields[field.name] = other ? fc.oneof(other, value) : value;
				}
				const weight = operation.kind === 'write' ? 4 : 1;
				const arbitrary = fc.record({
					...fields,
					resource: fc.constant(resource.value),
					operation: fc.constant(operation.value),
				});
				return { weight, arbitrary };
			}),
		),
	);
}

const isInItem = (value: unknown): value is { [IN_ITEM]: unknown } =>
	value !== null && typeof value === 'object' && IN_ITEM in value;

/**
 * Moves values to the item, and replaces them with expressions that read them.
 *
 * @returns the parameters for n8n, the item, and the intended parameters
 */
function spread(drawn: Drawn): { parameters: IDataObject; item: IDataObject; meant: Drawn } {
	const item: Drawn = {};
	const move = (value: unknown): unknown => {
		if (!isInItem(value)) return value;
		const name = `field${Object.keys(item).length}`;
		item[name] = value[IN_ITEM];
		return `={{ $json.${name} }}`;
	};
	const each = (values: object, change: (value: unknown) => unknown): Drawn =>
		Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
	const isGroup = (value: unknown): value is object =>
		value !== null && typeof value === 'object' && !Array.isArray(value) && !('__rl' in value);
	const deep = (change: (value: unknown) => unknown) => (value: unknown) =>
		!isInItem(value) && isGroup(value) ? each(value, change) : change(value);
	const meant = each(drawn, (value) => (isInItem(value) ? value[IN_ITEM] : value));
	const parameters = each(drawn, deep(move));
	return { parameters: parameters as IDataObject, item: item as IDataObject, meant };
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
function isRequested(row: LedgerRow, parameters: Drawn): boolean {
	if (!['create', 'renew'].includes(String(parameters.operation))) {
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

function judge(
	{ success, error, stoppedBy }: Run,
	parameters: Drawn,
	rows: LedgerRow[],
	breach: (rule: string, what: string) => void,
): void {
	if (stoppedBy) {
		breach('crash', stoppedBy.stack ?? stoppedBy.message);
		return;
	}
	const isList = /^getAll|getHistory|getUsage/.test(String(parameters.operation));
	const mayBeEmpty = isList || parameters.resource === 'apiRequest';
	const isOnce =
		error.length === 0 ? success.length > 0 || mayBeEmpty : error.length === 1 || isList;
	if (!isOnce) breach('count', `${success.length} on Success, ${error.length} on Error`);
	for (const { error: said } of error) {
		const { message, resolution, outcome, type } = said;
		if (/unexpected/.test(message)) breach('unexpected', resolution);
		const namesCause = type !== 'input' || /'[^']+'|MIOeSIM|package|card|Base URL/.test(message);
		if (!namesCause || /undefined|\[object/.test(message)) breach('speechless', message);
		if (outcome === 'notExecuted' && rows.length > 0) breach('denied', message);
	}
	for (const row of rows) if (!isRequested(row, parameters)) breach('mistake', JSON.stringify(row));
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

/** Random parameters for every operation. */
export async function runInput({
	runs,
	seed,
}: {
	runs: number;
	seed: number;
}): Promise<Findings & { messages: Map<string, number> }> {
	const { pause } = clock;
	clock.pause = async (ms, signal) => await pause(Math.min(ms / 1000, 2), signal);
	const sim = await startSimulator({ seed: 1 });
	const credential = credentialOf(sim);
	const breaches: Findings['breaches'] = [];
	const totals = { refused: 0, success: 0, failed: 0, input: 0, orders: 0 };
	const messages = new Map<string, number>();
	for (const drawn of fc.sample(anyParameters(goodValues(sim)), { numRuns: runs, seed })) {
		const { parameters, item, meant } = spread(drawn);
		const before = sim.ledger.length;
		const options = {
			timeout: 3000,
			...(Object(parameters.options) as IDataObject),
			errorOutput: true,
		};
		const work = runNode({
			credential,
			parameters: { ...parameters, options },
			items: [item],
		});
		const result = await inTime(work.catch(stoppedBy));
		const breach = (rule: string, what: string) =>
			breaches.push({ rule, what: `${what}\n  ${JSON.stringify(drawn).slice(0, 1500)}` });
		if (result === null) {
			breach('hang', '');
			continue;
		}
		if (result.stoppedBy && isRefusedByN8n(result.stoppedBy)) {
			totals.refused++;
			continue;
		}
		const rows = sim.ledger.slice(before);
		judge(result, meant, rows, breach);
		totals.orders += rows.length;
		if (result.success.length > 0) totals.success++;
		for (const { error } of result.error) {
			totals.failed++;
			if (error.type === 'input') totals.input++;
			messages.set(error.message, (messages.get(error.message) ?? 0) + 1);
		}
	}
	clock.pause = pause;
	await sim.close();
	const sum = {
		'parameter sets': runs,
		'refused by n8n before the node ran': totals.refused,
		'runs that succeeded': totals.success,
		'failed items': totals.failed,
		'  of these, refused before anything was sent': totals.input,
		'different messages': messages.size,
		'orders, renewals, cancellations and emails that were requested': totals.orders,
	};
	return { sum, breaches, rules: RULES, messages };
}
