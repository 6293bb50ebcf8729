import { useBench } from '../../../harness/bench.cts';
import { MIOESIM } from '../../../harness/engine.cts';
import { getOrders } from '../../../harness/parameters.cts';
import { clock } from '../../../../dist/nodes/shared/port';
import type { NodeSettings } from '../../../harness/engine.cts';
import type { IDataObject } from 'n8n-workflow';

const bench = useBench();
beforeEach(() => bench.withSession());

const query = async (filters: IDataObject, more: Partial<NodeSettings> = {}) => {
	const result = await bench.run(getOrders({ filters }), more);
	const [sent] = bench.sentTo('queryEsimOrder');
	return { ...result, sent };
};
const page = { pageNo: '1', pageSize: '100' };

describe('filters', () => {
	it.each([
		['orderNumber', 'EP1', { orderNum: 'EP1' }],
		['iccid', '89852022410000123456', { iccid: '89852022410000123456' }],
		['externalOrderId', '={{ $json.shop }}', { outerOrderId: 'SHOP-1' }],
		['externalItemId', 'LINE-1', { outerItemId: 'LINE-1' }],
		['packageName', 'Japan', { packetName: 'Japan' }],
		['status', 0, { status: '0' }],
		['status', -1, { status: '-1' }],
		['orderedAfter', '2025-12-01', { subTime: '2025/12/01-2029/02/02' }],
		['orderedBefore', '2025-12-31', { subTime: '2010/01/01-2025/12/31' }],
		['startedAfter', '2025-12-01T00:00:00', { sTime: '2025/12/01-2029/02/02' }],
		['endsBefore', '2025-12-31T20:00:00Z', { eTime: '2010/01/01-2025/12/31' }],
	])('%s: %j', async (name, value, expected) => {
		clock.now = () => Date.parse('2026-01-31T10:00:00Z');
		bench.credential.data.sessionExpiresAt = Date.now() + 10 * 365 * 86_400_000;
		const { sent, error } = await query({ [name]: value }, { items: [{ shop: 'SHOP-1' }] });
		expect(error).toEqual([]);
		expect(sent).toEqual({ ...page, ...expected });
		expect(bench.sim.violations).toEqual([]);
	});

	it('both ends form one range', async () => {
		const { sent } = await query({ orderedAfter: '2025-12-01', orderedBefore: '2025-12-31' });
		expect(sent.subTime).toBe('2025/12/01-2025/12/31');
	});

	it('a range may be one day, and ends no earlier than it begins', async () => {
		const day = { orderedAfter: '2025-12-31', orderedBefore: '2025-12-31' };
		expect((await query(day)).sent.subTime).toBe('2025/12/31-2025/12/31');
		const { message, resolution } = await bench.failure(
			getOrders({ filters: { ...day, orderedBefore: '2025-12-01' } }),
		);
		expect(message).toBe("'Ordered After' is after 'Ordered Before'");
		expect(resolution).toBe('Swap the two dates');
	});

	it('without a filter: the last three months', async () => {
		const { sent } = await query({});
		expect(sent).toEqual(page);
	});

	const ROW = {
		orderNum: 'EP2',
		outer_orderid: 'SHOP-2',
		outer_itemid: '12',
		status: 0,
		createTime: '2026-01-20 10:00:00',
		skuName: 'Japan',
		packageList: [
			{
				iccid: '89852022410000123456',
				name: 'Japan 5GB',
				beginDate: '2026-01-21 10:00:00',
				endDate: '2026-02-20 10:00:00',
			},
		],
	};
	it.each([
		['orderNumber', 'EP1', 'ep2'],
		['iccid', '89852022410000123457', '8985 2022 4100 0012 3456'],
		['externalOrderId', 'SHOP-1', 'shop-2'],
		['externalItemId', '1', '12'],
		['packageName', 'Korea', 'apan 5'],
		['status', 2, 0],
		['orderedBefore', '2026-01-19', '2026-01-20'],
		['startedAfter', '2026-01-22', '2026-01-21'],
		['endsAfter', '2026-02-21', '2026-02-20'],
	])('%s %j is checked on every row, whatever the server does with it', async (...row) => {
		const [name, other, same] = row;
		const rows = [ROW, { orderNum: 'EP9' }].slice(0, name === 'orderNumber' ? 1 : 2);
		const data = { total: rows.length, rows };
		bench.answerWith('queryEsimOrder', 0, { data });
		const hintsOf = ({ task }: Awaited<ReturnType<typeof query>>) =>
			(task?.hints ?? []).map(({ message }) => message);
		const asked = await query({ [name]: same });
		expect(asked.success).toHaveLength(rows.length);
		expect(hintsOf(asked)).toEqual([]);
		const ignored = await query({ [name]: other });
		expect(ignored.success).toHaveLength(rows.length - 1);
		expect(hintsOf(ignored)).toEqual([expect.stringMatching(/contradict the filters/)]);
	});

	it('reads on for the rows that were asked for, if the server ignores the filter', async () => {
		const wanted = bench.sim.seedOrders(1, { outerOrderId: 'SHOP-1' })[0];
		bench.sim.seedOrders(60);
		const all = await bench.run(getOrders({}));
		const rows = all.success.map(({ orderNumber, externalOrderId }) => ({
			orderNum: orderNumber,
			outer_orderid: externalOrderId,
		}));
		const data = { total: rows.length, rows };
		bench.answerWith('queryEsimOrder', 0, { data });
		const filters = { externalOrderId: 'SHOP-1' };
		const { success } = await bench.run(getOrders({ filters, returnAll: false, limit: 5 }));
		expect(success.map(({ orderNumber }) => orderNumber)).toEqual([wanted.orderNum]);
	});

	it('one that was added but left empty is refused: it would list every order', async () => {
		for (const [name, value, label] of [
			['externalOrderId', '={{ $json.nope }}', 'External Order ID'],
			['iccid', '', 'ICCID'],
			['orderedAfter', '={{ $json.nope }}', 'Ordered After'],
		]) {
			const error = await bench.failure(getOrders({ filters: { [name]: value } }));
			expect(error).toMatchObject({ message: `'${label}' is required`, type: 'input' });
		}
		expect(bench.sim.calls).toEqual([]);
		// An AI agent may leave filters empty.
		bench.sim.seedOrders(5);
		const { success } = await query({ iccid: '' }, { node: { type: `${MIOESIM}Tool` } });
		expect(success).toHaveLength(5);
	});
});

describe('the output', () => {
	it('an item for each order, or one for each card', async () => {
		bench.sim.seedOrders(4, { count: 3, status: 0 });
		const orders = await bench.run(getOrders());
		expect(orders.success).toHaveLength(4);
		for (const { cards } of orders.success) expect(cards).toHaveLength(3);
		const cards = await bench.run(getOrders({ output: 'cards' }));
		expect(cards.success).toHaveLength(12);
		expect(new Set(cards.success.map(({ iccid }) => iccid)).size).toBe(12);
		expect(cards.success[0]).not.toHaveProperty('cards');
	});
});
