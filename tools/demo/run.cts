import { credentialOf } from '../../test/harness/credentials.cts';
import { readExample, runExample } from '../../test/harness/examples.cts';
import { startSimulator } from '../simulator/index.cts';
import type { FaultSettings } from '../simulator/faults.cts';
import type { FailedItem } from '../../test/harness/items.cts';
import {
	printBought,
	printFailed,
	printHeading,
	printQrCode,
	printSummary,
	type BoughtCard,
	type ShopOrder,
} from './print.cts';

const WORKFLOW = 'demo-shop-orders';

/** Before the third purchase, another login has ended the session. */
const TOKEN_DIES: FaultSettings = { endpoint: 'addEsimOrder', kind: 'expired', skip: 2 };

/** The expected result: which shop orders are bought, and why the others are not. */
const EXPECTED = {
	bought: ['#1001', '#1003', '#1003', '#1005'],
	failed: [
		['#1002', 'input', null],
		['#1004', 'input', null],
	],
	ordersPlaced: 3,
	logins: 2,
	stoppedBy: '2 of 5 orders were not delivered',
};

async function main() {
	const sim = await startSimulator({ seed: 1 });
	sim.faults.add({ ...TOKEN_DIES });
	const run = await runExample({
		workflow: readExample(WORKFLOW),
		start: 'Try it',
		credential: credentialOf(sim),
	});
	await sim.close();

	const orders = run.jsonOf<ShopOrder>('Shop Orders');
	const bought = run.jsonOf<BoughtCard>('Buy eSIMs', 0);
	const failed = run.jsonOf<FailedItem>('Buy eSIMs', 1);
	printHeading(orders.length, `examples/${WORKFLOW}.json`);
	printBought(bought, orders);
	printFailed(failed);
	printQrCode(bought[0]);
	printSummary({ orders: sim.ledger.length, logins: sim.logins });
	return {
		bought: bought.map(({ externalOrderId }) => externalOrderId),
		failed: failed.map(({ orderId, error }) => [orderId, error.type, error.code]),
		ordersPlaced: sim.ledger.length,
		logins: sim.logins,
		stoppedBy: run.stoppedBy?.message,
	};
}

main().then(
	(outcome) => {
		const isExpected = JSON.stringify(outcome) === JSON.stringify(EXPECTED);
		if (!isExpected) console.error('This is not the expected result:', outcome, EXPECTED);
		// n8n's engine has timers that keep running.
		process.exit(isExpected ? 0 : 1);
	},
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
