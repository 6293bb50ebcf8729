#!/usr/bin/env node
import { join } from 'node:path';

import type { FailedItem, OrderItem } from '../../test/harness/items.cts';
import { findPlan, itemsOf } from './lib/catalogue.cts';
import { readArguments } from './lib/arguments.cts';
import { median, OrderDesk, wishes, type Answer } from './lib/order-desk.cts';
import type { Instance } from './lib/instance.cts';
import { kill, runScript, start, waitFor } from './lib/processes.cts';
import { assert, Report } from './lib/report.cts';
import { findServices, startPostgres, startRedis } from './lib/services.cts';
import { startAgain, Worker } from './lib/worker.cts';
import { setUpWorkbench } from './lib/workbench.cts';
import { shopOrder } from './lib/workflows.cts';

const WORKERS = 2;
const ORDERS = 200;

/** Orders in the rounds with renewals, and with processes that are killed. */
const FEW = 50;

/** The workflow that the command runs. */
const EXECUTED = 'shoporder';

runScript(async () => {
	const { n8n, node } = readArguments(process.argv.slice(2), { values: ['n8n', 'node'] });
	const report = new Report();
	const services = findServices();
	const bench = await setUpWorkbench({ n8n, node, say: (line: string) => report.say(line) });
	const { instance, simulator, folder } = bench;
	console.log(`n8n ${bench.n8n.version} in queue mode, ${WORKERS} workers, PostgreSQL, Redis`);

	const redis = await startRedis(services, folder);
	instance.extraEnv = { ...(await startPostgres(services, folder)), ...redis };
	const credential = simulator.credential();
	await instance.import('credentials', [credential]);
	const { sku, plan } = await findPlan(instance, credential);
	const { skuId, priceId } = plan;
	const lines = wishes('EXECUTE', FEW).map(({ orderId }) => ({ orderId, skuId, priceId }));
	await instance.import('workflow', [shopOrder({ id: EXECUTED, lines, credential })]);
	instance.extraEnv.EXECUTIONS_MODE = 'queue';
	const desk = new OrderDesk({ instance, simulator, credential, sku, plan });
	await desk.install();
	await instance.startEditor();
	await instance.setUpOwner();
	const workers = await Promise.all([1, 2].map((number) => Worker.start(bench, number)));
	await desk.open();

	report.section(`${ORDERS} orders by two workers that share one login`);
	const calm = await desk.takeOrders(wishes('CALM', ORDERS));
	await checkRound(report, calm);
	await report.check('one login in all', () => assert.equal(calm.logins, 1));
	await report.check('both workers took part', () => {
		const shares = workers.map(({ taken }) => taken.length);
		report.say(`executions by worker: ${shares.join(' and ')}`);
		assert.ok(shares.every((share) => share > 0));
	});

	report.section(`${ORDERS} more, with the token expired twice on the way`);
	const before = await simulator.logins();
	const stormy = await desk.takeOrders(wishes('STORM', ORDERS), {
		at: [60, 130],
		event: () => simulator.tell('expire'),
	});
	await checkRound(report, stormy);
	const logins = stormy.logins - before;
	await report.check(`two expired tokens cost ${logins} logins`, () => {
		assert.ok(logins >= 2 && logins <= 2 * WORKERS, `${logins} logins`);
	});

	report.section(`${ORDERS} orders, each sent twice at the same moment`);
	await checkRound(report, await desk.takeOrders(wishes('TWICE', ORDERS), { copies: 2 }));

	report.section(`${FEW} renewals, each sent twice at the same moment`);
	const iccids = calm.ledger.flatMap((row) => row.iccids);
	await checkRound(report, await desk.takeOrders(wishes('RENEW', FEW, iccids), { copies: 2 }));

	report.section(`${FEW} orders; a worker is killed, and another gets its jobs`);
	await simulator.tell('faults', SLOW_REPLIES);
	const restart = (jobs: string[]) =>
		startAgain(services.redisCli, redis.QUEUE_BULL_REDIS_PORT, jobs);
	await checkKilled(report, await killWorker({ report, desk, worker: workers[0], restart }));

	report.section(`n8n execute, killed in the middle of ${FEW} orders, then run again`);
	await checkKilled(report, await killExecute(desk, instance));

	report.section('Overall');
	await report.check('no call broke the rules of the API', async () => {
		assert.deepEqual(await simulator.ask('violations'), []);
	});
	return report.end();
});

/** Longer than the pauses after a line that another run has sent. */
const PATIENCE = 100_000;

/** An order is booked 300 ms before its reply leaves. */
const SLOW_REPLIES = {
	kind: 'delay',
	ms: 300,
	endpoint: 'addEsimOrder',
	phase: 'after',
	times: null,
};

/** Waits until some of these orders are booked. */
async function booked(desk: OrderDesk, ids: readonly string[]) {
	await waitFor('the first orders', async () => (await desk.ledgerOf(ids)).length >= 12, {
		limit: 120_000,
		every: 50,
	});
}

/** Kills a worker in the middle of orders. Another one gets its jobs. */
async function killWorker({
	report,
	desk,
	worker,
	restart,
}: {
	report: Report;
	desk: OrderDesk;
	worker: Worker;
	restart: (jobs: string[]) => string[];
}): Promise<Result> {
	const lines = wishes('DYING', FEW);
	const taking = desk.takeOrders(lines, { patience: PATIENCE });
	await booked(
		desk,
		lines.map(({ orderId }) => orderId),
	);
	const again = restart(await worker.kill());
	await report.check(`${again.length} jobs were started again`, () => {
		assert.ok(again.length > 0);
	});
	return await taking;
}

/** Kills the command in the middle of its orders, and runs it again. */
async function killExecute(desk: OrderDesk, instance: Instance): Promise<Result> {
	const ids = wishes('EXECUTE', FEW).map(({ orderId }) => orderId);
	const command = start(instance.n8n.node.bin, [instance.n8n.cli, 'execute', `--id=${EXECUTED}`], {
		env: await instance.env(),
		cwd: instance.folder,
		log: join(instance.folder, 'killed.log'),
	});
	await booked(desk, ids);
	await kill(command);
	const began = Date.now();
	const run = await instance.execute(EXECUTED);
	const ms = Date.now() - began;
	const given: Result['given'] = new Map();
	for (const item of itemsOf<OrderItem>(run, 'Send code to customer')) {
		const { orderNumber, duplicate, externalOrderId } = item;
		given.set(externalOrderId, [{ orderNumber, duplicate, outcome: null, text: '', ms }]);
	}
	for (const { orderId, error } of itemsOf<Failed>(run, 'Tell support')) {
		const { message: text, outcome } = error;
		given.set(orderId, [{ orderNumber: null, duplicate: false, outcome, text, ms }]);
	}
	return { ids, given, ledger: await desk.ledgerOf(ids) };
}

type Failed = FailedItem & { orderId: string };

type Round = Awaited<ReturnType<OrderDesk['takeOrders']>>;
type Result = Pick<Round, 'ids' | 'given' | 'ledger'>;

/** Says what the round came to: lines, orders, cancellations, what the others were told, and how long. */
function tell(report: Report, { ids, given, ledger }: Result) {
	const answers = [...given.values()].flat();
	const count = (is: (answer: Answer) => boolean) =>
		answers.filter((answer) => answer !== undefined && is(answer)).length;
	const times = answers.flatMap((answer) => answer?.ms ?? []);
	report.say(
		`${ids.length} lines, ${ledger.length} booked, ${ledger.filter(({ isCancelled }) => isCancelled).length} cancelled`,
	);
	report.say(
		`${answers.length} answers, median ${median(times)} ms: ${count(({ orderNumber }) => orderNumber !== null)} orders (${count(({ duplicate }) => duplicate)} duplicate), ${count(({ outcome }) => outcome === 'unknown')} unknown`,
	);
	const others = answers.filter((answer) => !answer?.orderNumber);
	for (const text of new Set(others.map((answer) => answer?.text ?? 'no answer'))) {
		report.say(`  ${text.slice(0, 300)}`);
	}
}

/** Compares the simulator's ledger with n8n's executions, and with what the customers got. */
async function checkRound(report: Report, round: Round) {
	const { ids, given, executions, succeeded, ledger, seconds } = round;
	report.say(`${executions} executions, ${seconds} s`);
	tell(report, round);
	await report.check('every execution succeeded', () => {
		assert.equal(succeeded, executions);
	});
	await report.check('every order was placed exactly once, and no other', () => {
		const placed = ledger.map(({ outerOrderId }) => String(outerOrderId));
		assert.deepEqual(placed.sort(), [...ids].sort());
	});
	await report.check('every answer to a customer names the order that is in the ledger', () => {
		const orders = new Map(ledger.map(({ outerOrderId, orderNum }) => [outerOrderId, orderNum]));
		const answers = ids.flatMap((id) => (given.get(id) ?? []).map((answer) => ({ id, answer })));
		const wrong = answers.filter(
			({ id, answer }) => answer && answer.orderNumber !== orders.get(id),
		);
		assert.deepEqual(wrong, []);
		const lost = answers.filter(({ answer }) => answer === undefined).length;
		if (lost > 0) report.say(`n8n left ${lost} customers without an answer`);
		assert.ok(lost <= answers.length / 20, 'Too many customers got no answer');
	});
}

/** Whatever was interrupted: no line is booked twice, and nothing false is told about any. */
async function checkKilled(report: Report, result: Result) {
	const { ids, given, ledger } = result;
	tell(report, result);
	const orders = new Map(ledger.map(({ outerOrderId, orderNum }) => [outerOrderId, orderNum]));
	await report.check('no line was booked twice, or cancelled', () => {
		assert.equal(orders.size, ledger.length);
		assert.ok(ledger.every(({ isCancelled }) => !isCancelled));
	});
	await report.check('each line has its order, or is unknown', () => {
		const wrong = ids.filter((id) => {
			const [answer] = given.get(id) ?? [];
			if (answer === undefined) return true;
			if (answer.orderNumber !== null) return answer.orderNumber !== orders.get(id);
			return answer.outcome !== 'unknown';
		});
		assert.deepEqual(wrong, []);
	});
	await report.check('interrupted orders were told as duplicates', () => {
		assert.ok([...given.values()].flat().some((answer) => answer?.duplicate));
	});
}
