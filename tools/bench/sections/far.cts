import { Agent, request } from 'undici';

import { runNode } from '../../../test/harness/engine.cts';
import { byId } from '../../../test/harness/parameters.cts';
import { sign } from '../../../dist/mioesim/wire/signature';
import type { CredentialStore } from '../../../test/harness/credentials.cts';
import { credentialFor } from '../lib/contenders.cts';
import type { FarRow, Section, Task } from '../lib/figures.cts';
import { median } from '../lib/measure.cts';

/**
 * Orders from a server 100 ms away, over TLS. n8n's request helper opens a connection for each call, three
 * round trips in all (TCP, TLS, the call); the bare loop makes its calls on one kept-alive connection.
 */

const ROUND_TRIP_MS = 100;
const SIZES = { full: { orders: 50, rounds: 3 }, quick: { orders: 20, rounds: 1 } };

/** Orders at once, and calls at once: each order has a look-up before it and a receipt after it. */
const WAYS = [
	{ sideBySide: 1, concurrency: 5 },
	{ sideBySide: 5, concurrency: 15 },
];

interface Pick {
	skuId: number;
	priceId: number;
}

/** Unused External Order IDs. */
let last = 0;
const freshIds = (count: number) => Array.from({ length: count }, () => `FAR-${++last}`);

async function orderWithNode(
	credential: CredentialStore,
	{ skuId, priceId }: Pick,
	ids: string[],
	{ sideBySide, concurrency } = WAYS[0],
) {
	const { success, error } = await runNode({
		credential,
		items: ids.map((shop) => ({ shop })),
		parameters: {
			resource: 'order',
			operation: 'create',
			orderBy: 'package',
			skuId: byId(String(skuId)),
			priceId: byId(String(priceId)),
			count: 1,
			externalOrderId: '={{ $json.shop }}',
			simType: 'esim',
			simplify: true,
			output: 'order',
			options: { purchaseConcurrency: sideBySide, concurrency },
		},
	});
	if (success.length !== ids.length) throw new Error(JSON.stringify(error[0]));
}

/** What a simple program would do: look up the order, then place it, on one connection. */
async function orderBare(credential: CredentialStore, { skuId, priceId }: Pick, ids: string[]) {
	const { token, secretKey, baseUrl } = credential.data;
	const dispatcher = new Agent({ connections: 1, connect: { rejectUnauthorized: false } });
	const call = async (path: string, parameters: Record<string, string>) => {
		const unsigned = { ...parameters, token: token };
		const body = new URLSearchParams({ ...unsigned, sign: sign(unsigned, secretKey) });
		const reply = await request(`${baseUrl}/api_esim/${path}`, {
			dispatcher,
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: body.toString(),
		});
		const { code } = (await reply.body.json()) as { code: unknown };
		if (String(code) !== '0') throw new Error(`code ${String(code)}`);
	};
	for (const id of ids) {
		await call('queryEsimOrder', { outerOrderId: id, pageNo: '1', pageSize: '100' });
		await call('addEsimOrder', {
			skuId: String(skuId),
			priceId: String(priceId),
			count: '1',
			backInfo: '1',
			otherOrderId: id,
		});
	}
	await dispatcher.close();
}

async function wallOf(work: () => Promise<void>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

export async function far({ sim, size, log }: Task): Promise<Section<FarRow>> {
	const { orders, rounds } = SIZES[size];
	const { url } = await sim.ask('far', { roundTripMs: ROUND_TRIP_MS });
	const plain: Pick = await sim.ask('plain');
	const credential = credentialFor({ url, account: sim.account });
	// The certificate is self-signed.
	const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
	process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
	try {
		// Logs in, and finds out what a process needs to find out only once.
		await orderWithNode(credential, plain, freshIds(1));
		const rows: FarRow[] = [];
		for (const way of WAYS) {
			const { sideBySide } = way;
			const seen = { node: [] as number[], bare: [] as number[] };
			for (let round = 0; round < rounds; round++) {
				const bare = await wallOf(() => orderBare(credential, plain, freshIds(orders)));
				const node = await wallOf(() => orderWithNode(credential, plain, freshIds(orders), way));
				seen.bare.push(bare / orders);
				seen.node.push(node / orders);
			}
			const nodeMs = median(seen.node);
			const bareMs = median(seen.bare);
			rows.push({ sideBySide, orders, nodeMs, bareMs, ratio: nodeMs / bareMs });
			log(`${sideBySide} at once: ${nodeMs.toFixed(0)} ms an order, bare ${bareMs.toFixed(0)}`);
		}
		const single = await wallOf(() => orderWithNode(credential, plain, freshIds(1)));
		const bare = await wallOf(() => orderBare(credential, plain, freshIds(1)));
		rows.push({ sideBySide: 1, orders: 1, nodeMs: single, bareMs: bare, ratio: single / bare });
		return { rows };
	} finally {
		if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
		else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
		await sim.ask('near');
	}
}
