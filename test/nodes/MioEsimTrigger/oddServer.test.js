'use strict';

const { createServer } = require('node:http');

const { credentialOf } = require('../../harness/credentials');
const { createWorld, keysOf, MINUTE } = require('./world');

/** Servers that list orders in other ways than the simulator does, where the contract is silent. */

/** A server before the simulator that may change its lists. */
async function between(sim, change) {
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = new URLSearchParams(Buffer.concat(chunks).toString());
		// The signature is over what was asked for, so the simulator is asked just that.
		const answer = await fetch(sim.url + request.url, {
			method: request.method,
			headers: { 'content-type': request.headers['content-type'] ?? '' },
			...(request.method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
		});
		const reply = await answer.json();
		if (request.url.includes('queryEsimOrder')) await change(reply.data, body);
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(reply));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const oddities = {
	'does not say how many orders there are': (data) => {
		delete data.total;
	},
	'lists the oldest orders first': (data) => {
		data.rows?.reverse();
	},
	'sends everything as text': (data) => {
		data.total = String(data.total);
		for (const row of data.rows ?? []) {
			row.status = String(row.status);
			for (const plan of row.packageList) {
				plan.usedMb = String(plan.usedMb);
				plan.id = String(plan.id);
			}
		}
	},
	'gives the last page again beyond the end': (() => {
		const last = new Map();
		return (data, body) => {
			const { pageNo, token, sign, ...filters } = Object.fromEntries(body);
			const key = JSON.stringify(filters);
			delete data.total;
			if (data.rows?.length) last.set(key, data.rows);
			else data.rows = Number(pageNo) > 1 ? (last.get(key) ?? null) : null;
		};
	})(),
};

test.each(Object.entries(oddities))('a server that %s', async (_, change) => {
	const world = await createWorld();
	const { sim, advance, place } = world;
	const odd = await between(sim, change);
	try {
		sim.seedOrders(350);
		const orders = place(3);
		world.credential.data = credentialOf(sim, { baseUrl: odd.url }).data;
		const trigger = world.trigger();
		expect(await trigger.activate()).toEqual([]);
		advance(MINUTE);
		expect(await trigger.poll()).toEqual([]);
		const [fresh] = place();
		const old = [...sim.orders.values()].find(({ status }) => status === 0);
		old.status = 2;
		const { card, megabytes } = orders[1].plans[0];
		sim.setUsage(card.iccid, megabytes * 0.7);
		orders[2].status = 6;
		const items = await trigger.poll();
		expect(keysOf(items)).toEqual(
			[
				`newOrder ${fresh.orderNum}`,
				`orderStatusChanged ${old.orderNum} 2`,
				`orderStatusChanged ${orders[2].orderNum} 6`,
				`planStarted ${orders[1].orderNum} ${card.iccid}`,
				`dataRunningLow ${orders[1].orderNum} ${card.iccid} 50`,
			].sort(),
		);
		orders[2].status = 0;
		expect(keysOf(await trigger.poll())).toEqual([`orderStatusChanged ${orders[2].orderNum} 0`]);
		expect(trigger.errors).toEqual([]);
	} finally {
		odd.close();
		await world.close();
	}
});
