#!/usr/bin/env node
import { join } from 'node:path';
import { findPlan } from './lib/catalogue.cts';
import { readArguments } from './lib/arguments.cts';
import { OrderDesk } from './lib/order-desk.cts';
import { runScript, start, waitFor, type Started } from './lib/processes.cts';
import { assert, Report } from './lib/report.cts';
import { findServices, startPostgres, startRedis } from './lib/services.cts';
import { setUpWorkbench, type Workbench } from './lib/workbench.cts';

const WORKERS = 2;
const ORDERS = 200;

async function startWorker({ instance }: Workbench, number: number) {
	const log = join(instance.folder, `worker-${number}.log`);
	const worker = start(instance.n8n.node.bin, [instance.n8n.cli, 'worker', '--concurrency=10'], {
		env: await instance.env(),
		cwd: instance.folder,
		log,
	});
	await waitFor(`worker ${number}`, () => /worker is now ready/i.test(worker.output), {
		limit: 120_000,
		alive: worker,
	});
	return worker;
}

/** How many executions a worker ran. */
const taken = ({ output }: Started) => (output.match(/Worker started execution/g) ?? []).length;

runScript(async () => {
	const { n8n, node } = readArguments(process.argv.slice(2), { values: ['n8n', 'node'] });
	const report = new Report();
	const services = findServices();
	const bench = await setUpWorkbench({ n8n, node, say: (line: string) => report.say(line) });
	const { instance, simulator, folder } = bench;
	console.log(`n8n ${bench.n8n.version} in queue mode, ${WORKERS} workers, PostgreSQL, Redis`);

	instance.extraEnv = {
		...(await startPostgres(services, folder)),
		...(await startRedis(services, folder)),
	};
	const credential = simulator.credential();
	await instance.import('credentials', [credential]);
	const plan = await findPlan(instance, credential);
	instance.extraEnv.EXECUTIONS_MODE = 'queue';
	const desk = new OrderDesk({ instance, simulator, credential, ...plan });
	await desk.install();
	await instance.startEditor();
	await instance.setUpOwner();
	const workers = await Promise.all([1, 2].map((number) => startWorker(bench, number)));
	await desk.open();

	report.section(`${ORDERS} orders by two workers that share one login`);
	const calm = await desk.takeOrders('CALM', ORDERS);
	await checkRound({ report, round: calm });
	await report.check('one login in all', () => assert.equal(calm.logins, 1));
	await report.check('both workers took part', () => {
		const shares = workers.map(taken);
		report.say(`executions by worker: ${shares.join(' and ')}`);
		assert.ok(shares.every((share) => share > 0));
	});

	report.section(`${ORDERS} more, with the token expired twice on the way`);
	const before = await simulator.logins();
	const stormy = await desk.takeOrders('STORM', ORDERS, {
		at: [60, 130],
		event: () => simulator.tell('expire'),
	});
	await checkRound({ report, round: stormy });
	const logins = stormy.logins - before;
	await report.check(`two expired tokens cost ${logins} logins`, () => {
		assert.ok(logins >= 2 && logins <= 2 * WORKERS, `${logins} logins`);
	});

	report.section(`${ORDERS} orders, each sent twice at the same moment`);
	const twice = await desk.takeTwice('TWICE', ORDERS);
	await checkTwice({ report, round: twice });

	report.section('Overall');
	await report.check('no call broke the rules of the API', async () => {
		assert.deepEqual(await simulator.ask('violations'), []);
	});
	return report.end();
});

type Round = Awaited<ReturnType<OrderDesk['takeOrders']>>;
type TwiceRound = Awaited<ReturnType<OrderDesk['takeTwice']>>;

/** Compares the simulator's ledger with n8n's executions, and with what the customers got. */
async function checkRound({ report, round }: { report: Report; round: Round }) {
	const { sent, given, executions, succeeded, ledger, seconds } = round;
	report.say(`${executions} executions, ${ledger.length} orders, ${seconds} s`);
	await report.check('every execution succeeded', () => {
		assert.deepEqual(
			{ executions, succeeded },
			{ executions: sent.length, succeeded: sent.length },
		);
	});
	await report.check('every order was placed exactly once, and no other', () => {
		const placed = ledger.map(({ outerOrderId }) => outerOrderId);
		assert.deepEqual(placed.sort(), [...sent].sort());
	});
	await report.check('every customer got the order that is in the ledger', () => {
		const answered = ledger.filter(
			({ outerOrderId }) => given.get(String(outerOrderId)) !== undefined,
		);
		for (const { outerOrderId, orderNum } of answered) {
			assert.equal(given.get(String(outerOrderId)), orderNum, String(outerOrderId));
		}
		const lost = ledger.length - answered.length;
		if (lost > 0) report.say(`n8n left ${lost} customers without an answer`);
		assert.ok(lost <= sent.length / 20, 'Too many customers got no answer');
	});
}

/** Whichever worker was first, a line has one live order, and both answers name it. */
async function checkTwice({ report, round }: { report: Report; round: TwiceRound }) {
	const { sent, given, ledger, seconds } = round;
	const live = ledger.filter(({ isCancelled }) => !isCancelled);
	report.say(
		`${ledger.length} orders booked, ${ledger.length - live.length} of them cancelled, ${seconds} s`,
	);
	await report.check('every line has one live order in the end', () => {
		const lines = live.map(({ outerOrderId }) => outerOrderId);
		assert.deepEqual(lines.sort(), [...sent].sort());
	});
	await report.check('both answers to a customer name that order, or a failure', () => {
		const orders = new Map(live.map(({ outerOrderId, orderNum }) => [outerOrderId, orderNum]));
		const silent = sent.filter((orderId) => {
			const answers = (given.get(orderId) ?? []).filter((answer) => /^EP\w+$/.test(answer ?? ''));
			return answers.some((answer) => answer !== orders.get(orderId));
		});
		assert.deepEqual(silent, []);
	});
}
