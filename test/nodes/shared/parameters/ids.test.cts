import { randomBytes, randomUUID } from 'node:crypto';

import { emptyPart, readId } from '../../../../dist/nodes/shared/parameters/id';
import { useBench } from '../../../harness/bench.cts';
import { createOrder } from '../../../harness/parameters.cts';
import { size } from '../../../harness/size.cts';

/** External IDs: random ones, and templates whose parts give nothing. Single values are in the fixtures. */

const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SMALL = CAPITALS.toLowerCase();
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function from(alphabet: string, length: number): string {
	let made = '';
	while (made.length < length) made += alphabet[Math.floor(Math.random() * alphabet.length)];
	return made;
}

const generators: Record<string, () => string> = {
	nanoid: () => from(`${DIGITS}${CAPITALS}${SMALL}_-`, 21),
	'Firebase push ID': () => `-N${from(`${DIGITS}${CAPITALS}${SMALL}_-`, 18)}`,
	base64url: () => randomBytes(16).toString('base64url'),
	uuid: () => randomUUID(),
	'as long as an ID may be': () => from(DIGITS, 255),
	ulid: () => `01${from(CROCKFORD, 24)}`,
	cuid: () => `c${from(DIGITS + SMALL, 24)}`,
	ksuid: () => from(DIGITS + CAPITALS + SMALL, 27),
	'MongoDB ObjectId': () => randomBytes(12).toString('hex'),
	Shopify: () => `#${from(DIGITS, 4)}-${from(CAPITALS, 2)}.${from(DIGITS, 1)}`,
	Stripe: () => `cs_test_${from(DIGITS + CAPITALS + SMALL, 58)}`,
};

it.each(Object.entries(generators))('random IDs pass: %s', (_, make) => {
	const ids = Array.from({ length: size(10_000, 100_000) }, make);
	expect(ids.map((id) => readId(id, 'ID'))).toEqual(ids);
});

describe('a template in External Order ID', () => {
	const bench = useBench();
	beforeEach(() => bench.withSession());

	const order = async (externalOrderId: string, json: object) => {
		const parameters = createOrder(bench.sim.catalogue.oddities.plain, { externalOrderId });
		const { success, error } = await bench.run(parameters, { items: [{ ...json }] });
		return { id: success.at(0)?.externalOrderId, message: error.at(0)?.error.message };
	};

	it.each([
		['=SHOP-{{ $json.id }}', { id: 7 }, 'SHOP-7'],
		['=SHOP-{{ $json.id }}', { id: 0 }, 'SHOP-0'],
		['=SHOP-{{ $json.id }}', { id: [7] }, 'SHOP-7'],
		['={{ $json.shop }}-{{ $json.id }}', { shop: 'EU', id: '-' + 'x1' }, 'EU--x1'],
		['={{ $json.a }}{{ $json.b }}', { a: 1, b: 'Nan' }, '1Nan'],
		['={{ $json.a }}-{{ $json.b }}', { a: ['x', 'y'], b: 1 }, 'x,y-1'],
		["={{ 'SHOP' + '-' + $json.id }}", { id: 7 }, 'SHOP-7'],
		['={{ $json.id }}', { id: 'Müller & Co.-' }, 'Müller & Co.-'],
		['=\\{{ x }} {{ $json.id }}', { id: 7 }, undefined],
	])('%s of %j is %s', async (template, json, id) => {
		expect((await order(template, json)).id).toBe(id);
	});

	it.each<[string, object, string]>([
		['=SHOP-{{ $json.id }}', {}, '$json.id'],
		['=SHOP-{{ $json.id }}-1', { id: null }, '$json.id'],
		['={{ $json.id }}-1', { id: '' }, '$json.id'],
		['=SHOP-{{ $json.id }}', { id: '' }, '$json.id'],
		['=SHOP-{{ $json.id }}', { id: 'N/A' }, '$json.id'],
		['=SHOP-{{ $json.id }}', { id: { x: 1 } }, '$json.id'],
		['=SHOP-{{ $json.id }}', { id: [] }, '$json.id'],
		['={{ $json.shop }}-{{ $json.id }}', { shop: 'EU', id: [] }, '$json.id'],
		['={{ $json.shop }}-{{ $json.id }}', { shop: ['EU', null], id: 7 }, '$json.shop'],
		['=SHOP-{{ $json.id * 2 }}', { id: 'x' }, '$json.id * 2'],
		['={{ $json.shop }}-{{ $json.id }}', { shop: 'EU' }, '$json.id'],
		['={{ $json.shop }}-{{ $json.id }}', { shop: 'null', id: 7 }, '$json.shop'],
		['={{ $json.a }}{{ $json.b }}', { a: 1, b: NaN }, '$json.b'],
		['=No. {{ $json.id }}{{ $json.id ? "" : "-" }}', { id: 7 }, '$json.id ? "" : "-"'],
	])('%s of %j is refused, and the message names the part', async (template, json, part) => {
		expect((await order(template, json)).message).toBe(
			`'External Order ID' has an empty part: {{ ${part} }} gives nothing for this item`,
		);
		expect(bench.called()).toEqual([]);
	});
});

it.each([
	['SHOP-7-EU', null, 0],
	['SHOP--EU', '{{ x }}', 0],
	['SHOP-null-EU', '{{ x }}', 0],
	// Something else than its text around the value: what it gives is asked.
	['SHOP-', null, 1],
	['-EU', null, 1],
	[7, null, 1],
])('what the only expression gave is read from the value %j', (value, part, asked) => {
	const evaluate = jest.fn(() => 'A');
	expect(emptyPart('=SHOP-{{ x }}-EU', value, evaluate)).toBe(part);
	expect(evaluate).toHaveBeenCalledTimes(asked);
	expect(emptyPart('={{ x }}', 'null', evaluate)).toBeNull();
});

it('the quoted value shows no ICCID, no activation code and no line break', () => {
	const value = 'SHOP-undefined\u0000 LPA:1$rsp.example$SECRET 89852022410000123456';
	expect(readId(5n, 'ID')).toBe('5');
	expect(() => readId(value, 'ID')).toThrow(/^(?!.*(?:SECRET|8985|\0)).*SHOP-undefined\ufffd/);
});
