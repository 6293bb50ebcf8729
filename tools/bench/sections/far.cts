import type { IDataObject } from 'n8n-workflow';
import { Agent, request } from 'undici';

import { runNode } from '../../../test/harness/engine.cts';
import { byId } from '../../../test/harness/parameters.cts';
import { sign } from '../../../dist/mioesim/wire/parameters';
import type { CredentialStore } from '../../../test/harness/credentials.cts';
import { credentialFor } from '../lib/contenders.cts';
import type { FarRow, Section, Task } from '../lib/figures.cts';
import { compare } from '../lib/measure.cts';

/**
 * Orders from a server 100 ms away, over TLS. n8n's request helper opens a connection for each call, three
 * round trips in all (TCP, TLS, the call); the bare loop makes its calls on one kept-alive connection.
 */

const ROUND_TRIP_MS = 100;
const ROUNDS = { full: 5, quick: 1 };

interface Way {
	orders: number;
	/** As the documents name them; the Error output is connected in all of them. */
	settings: string;
	options: IDataObject;
	/** The highest ratio that is good enough. */
	goal: number;
}

const ONE_AT_A_TIME = {
	settings: 'Purchase Concurrency 1',
	options: { purchaseConcurrency: 1 },
};

const DEFAULTS: Way = { orders: 20, settings: 'defaults', options: {}, goal: 0.45 };

/** The defaults come first. n8n's helper alone allows 1.5 one at a time: see above. */
const WAYS: Way[] = [
	DEFAULTS,
	{ orders: 10, ...ONE_AT_A_TIME, goal: 1.65 },
	{ orders: 50, ...ONE_AT_A_TIME, goal: 1.55 },
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
	options: IDataObject = {},
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
			options,
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

export async function far({ sim, size, log }: Task): Promise<Section<FarRow>> {
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
		for (const { orders, settings, options, goal } of WAYS) {
			const contenders = {
				bare: () => orderBare(credential, plain, freshIds(orders)),
				node: () => orderWithNode(credential, plain, freshIds(orders), options),
			};
			const { bare, node } = await compare(contenders, ROUNDS[size], 0);
			const nodeMs = node.wallMs / orders;
			const bareMs = bare.wallMs / orders;
			const ratio = nodeMs / bareMs;
			rows.push({ orders, settings, nodeMs, bareMs, ratio, goal });
			log(`${orders} orders, ${settings}: ${ratio.toFixed(2)} × the bare loop, goal ${goal}`);
		}
		return { rows };
	} finally {
		if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
		else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
		await sim.ask('near');
	}
}
