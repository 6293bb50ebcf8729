import { useBench } from '../harness/bench.cts';
import { readExample, runExample } from '../harness/examples.cts';
import type { Email } from '../harness/nodesBase.cts';
import type { FaultSettings } from '../../tools/simulator/faults.cts';
import type { Seeding } from '../../tools/simulator/seeding.cts';

const NAME = 'resend-my-esim';
const DAY = 24 * 60 * 60 * 1000;

const bench = useBench();

let orders = 5000;
const newOrderId = () => `#${++orders}`;

function bought(outerOrderId: string, email: string | null, seeding: Seeding = {}) {
	const at = bench.sim.clock.now() - DAY;
	const usual = { from: at, to: at, status: 0, personal: true, activated: false };
	const [order] = bench.sim.seedOrders(1, { ...usual, outerOrderId, ...seeding });
	order.email = email;
	return order;
}

async function ask(orderNumber: string, email: string, fault?: FaultSettings) {
	if (fault) bench.sim.faults.add(fault);
	bench.sim.calls.length = 0;
	const { jsonOf, itemsOf, stoppedBy } = await runExample({
		workflow: readExample(NAME),
		start: 'Customer Request',
		items: [{ 'Order Number': orderNumber, Email: email }],
		credential: bench.credential,
	});
	return {
		stoppedBy,
		mails: itemsOf<Email>('Email the eSIM'),
		cards: jsonOf('Get eSIMs'),
		support: jsonOf<Email>('Tell Support').map(({ subject, text }) => `${subject}: ${text}`),
		alerts: jsonOf<Email>('Alert Operations').map(({ text }) => text),
		fetched: bench.sim.calls.filter(({ endpoint }) => endpoint === 'getOrderInfo'),
	};
}

test('every eSIM of the order is emailed again, to the address on the order', async () => {
	const id = newOrderId();
	bought(id, 'Nathan@example.com', { count: 2 });
	bought(id, 'Nathan@example.com');
	bought(newOrderId(), 'nathan@example.com');
	const { mails, cards, support, alerts, stoppedBy } = await ask(id, ' nathan@EXAMPLE.com ');
	expect(stoppedBy).toBeUndefined();
	expect(mails.map(({ json }) => json.subject)).toEqual(
		[1, 2, 3].map((number) => `Your eSIM for order ${id}, again (${number} of 3)`),
	);
	mails.forEach(({ json, binary }, index) => {
		const { iccid, iosInstallUrl, smdpAddress, matchingId } = cards[index];
		expect(json.toEmail).toBe('Nathan@example.com');
		expect(json.html).toContain('<img src="cid:qrCode"');
		for (const part of [iccid, iosInstallUrl, smdpAddress, matchingId]) {
			expect(json.html).toContain(part);
		}
		expect(binary.qrCode.fileName).toBe(`${iccid}.png`);
	});
	expect([...support, ...alerts]).toEqual([]);
});

test('the # of the order number may be left out', async () => {
	const id = newOrderId();
	bought(id, 'nathan@example.com');
	const { mails } = await ask(` ${id.slice(1)} `, 'nathan@example.com');
	expect(mails).toHaveLength(1);
});

test.each([
	['with somebody else’s address', 'mallory@example.com'],
	['with an address that only begins the same', 'nathan@example.com.mallory.example'],
	['with several addresses', 'nathan@example.com, mallory@example.com'],
])('a request %s gets nothing, and the activation code is not even fetched', async (_, email) => {
	const id = newOrderId();
	bought(id, 'nathan@example.com');
	const { mails, support, fetched } = await ask(id, email);
	expect(mails).toEqual([]);
	expect(fetched).toEqual([]);
	expect(support).toEqual([expect.stringContaining(`order ${id}`)]);
	expect(support[0]).toContain('no MIOeSIM order has this order number and this email address');
});

test.each<[string, string | null, Seeding, string, RegExp]>([
	['without an address', null, {}, 'null', /no MIOeSIM order/],
	['that is cancelled', 'nathan@example.com', { status: 2 }, 'nathan@example.com', /is cancelled/],
])('an order %s is left to support', async (_, stored, seeding, typed, reason) => {
	const id = newOrderId();
	bought(id, stored, seeding);
	const { mails, support, alerts } = await ask(id, typed);
	expect([...mails, ...alerts]).toEqual([]);
	expect(support).toEqual([expect.stringMatching(reason)]);
});

test('an empty request makes no call to MIOeSIM', async () => {
	bought(newOrderId(), 'nathan@example.com');
	const { mails, support } = await ask('  ', 'nathan@example.com');
	expect([...mails, ...support, ...bench.sim.calls]).toEqual([]);
});

test.each(['queryEsimOrder', 'getOrderInfo'])(
	'operations are told about a failed %s; support gets no message',
	async (endpoint) => {
		const id = newOrderId();
		bought(id, 'nathan@example.com');
		const { mails, support, alerts, stoppedBy } = await ask(id, 'nathan@example.com', {
			endpoint,
			kind: 'code',
			// -3 of the list would say that nothing was found.
			code: 4,
			times: null,
		});
		expect([...mails, ...support]).toEqual([]);
		expect(alerts).toEqual([expect.stringContaining('Order status abnormal')]);
		expect(stoppedBy?.message).toContain(id);
	},
);
