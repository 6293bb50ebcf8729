import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { RunningSimulator } from '../../../tools/simulator/index.cts';
import { createWorld, keysOf, MINUTE } from './world.cts';

/** Servers that list orders in other ways than the simulator does, where docs/api.md is silent. */

interface Row {
	status: number | string;
	packageList: Array<Record<string, unknown>>;
}

interface Reply {
	data: { rows?: Row[] | null; total?: number | string | null };
}

/** The `data` of one page. */
type List = (rows: Row[], pageNo: number, pageSize: number) => object;

/** The simulator's complete list, whichever page was requested. */
async function askForAll(
	sim: RunningSimulator,
	url: string,
	sent: URLSearchParams,
): Promise<Reply> {
	const { sign, ...parameters } = Object.fromEntries(sent);
	const isList = url.includes('queryEsimOrder');
	const all: Record<string, string> = isList
		? { ...parameters, pageNo: '1', pageSize: '100000' }
		: parameters;
	const signed = Object.keys(all)
		.sort()
		.map((key) => `${key}=${all[key]}`)
		.join('');
	const digest = createHash('md5').update(signed + sim.account.secretKey);
	const body = new URLSearchParams({ ...all, sign: isList ? digest.digest('hex') : sign });
	const answer = await fetch(sim.url + url, { method: 'POST', body });
	return (await answer.json()) as Reply;
}

/** A server in front of the simulator that lists orders in its own way. */
async function odd(sim: RunningSimulator, list: List) {
	const server = createServer((request, response) => {
		const answer = async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const sent = new URLSearchParams(Buffer.concat(chunks).toString());
			const reply = await askForAll(sim, request.url ?? '', sent);
			if (sent.has('pageNo')) {
				const rows = reply.data.rows ?? [];
				reply.data = list(rows, Number(sent.get('pageNo')), Number(sent.get('pageSize')));
			}
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(reply));
		};
		void answer();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const page = (rows: Row[], pageNo: number, size: number) =>
	rows.slice((pageNo - 1) * size, pageNo * size);

let asked = 0;

const oddities: Record<string, List> = {
	'returns at most 30 rows a page': (rows, pageNo) => ({
		total: rows.length,
		rows: page(rows, pageNo, 30),
	}),
	'gives no total': (rows, pageNo, size) => ({
		rows: page(rows, pageNo, size),
	}),
	'gives no total, and returns at most 30 rows a page': (rows, pageNo) => ({
		rows: page(rows, pageNo, 30),
	}),
	'lists the oldest orders first': (rows, pageNo, size) => ({
		total: rows.length,
		rows: page(rows.reverse(), pageNo, size),
	}),
	'returns the last page again beyond the end': (rows, pageNo, size) => ({
		rows: page(rows, Math.max(1, Math.min(pageNo, Math.ceil(rows.length / size))), size),
	}),
	'returns a page twice in the middle of a list': (rows, pageNo, size) => ({
		total: rows.length,
		rows: page(rows, pageNo < 3 ? pageNo : pageNo - 1, size),
	}),
	'returns a page twice, and gives no total': (rows, pageNo, size) => ({
		rows: page(rows, pageNo < 3 ? pageNo : pageNo - 1, size),
	}),
	'returns an empty page now and then': (rows, pageNo, size) => ({
		total: rows.length,
		rows: pageNo > 1 && ++asked % 2 === 1 ? [] : page(rows, pageNo, size),
	}),
	'claims to have more orders than it lists': (rows, pageNo, size) => ({
		total: rows.length > 0 ? rows.length + 7 : 0,
		rows: page(rows, pageNo, size),
	}),
	'sends everything as text': (rows, pageNo, size) => ({
		total: String(rows.length),
		rows: page(rows, pageNo, size).map((row) => ({
			...row,
			status: String(row.status),
			packageList: row.packageList.map((plan) => ({
				...plan,
				id: String(plan.id),
				usedMb: String(plan.usedMb),
			})),
		})),
	}),
};

test.each(Object.entries(oddities))('a server that %s', async (_, list) => {
	const world = await createWorld();
	const { sim, advance, place, clock } = world;
	const server = await odd(sim, list);
	try {
		sim.seedOrders(30);
		// More than one page, all from the previous ten hours.
		const at = clock.now() - 5 * MINUTE;
		const orders = place(230, { from: at - 600 * MINUTE, to: at });
		world.credential.data.baseUrl = server.url;
		const trigger = world.trigger();
		expect(await trigger.activate()).toEqual([]);
		advance(MINUTE);
		expect(await trigger.poll()).toEqual([]);
		const [fresh] = place();
		const [old] = [...sim.orders.values()].filter(({ status }) => status === 0);
		old.status = 2;
		const [used, back] = orders;
		const { card, megabytes } = used.plans[0];
		sim.setUsage(card.iccid, megabytes * 0.7);
		back.status = 6;
		expect(keysOf(await trigger.poll())).toEqual(
			[
				`newOrder ${fresh.orderNum}`,
				`orderStatusChanged ${old.orderNum} 2`,
				`orderStatusChanged ${back.orderNum} 6`,
				`planStarted ${used.orderNum} ${card.iccid}`,
				`dataRunningLow ${used.orderNum} ${card.iccid} 50`,
			].sort(),
		);
		back.status = 0;
		expect(keysOf(await trigger.poll())).toEqual([`orderStatusChanged ${back.orderNum} 0`]);
		expect(trigger.errors).toEqual([]);
	} finally {
		server.close();
		await world.close();
	}
});
