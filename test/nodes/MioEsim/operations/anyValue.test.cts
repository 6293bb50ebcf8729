import fc from 'fast-check';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { findOperation } from '../../../../dist/nodes/MioEsim/operations';
import { optionFields } from '../../../../dist/nodes/MioEsim/fields/options';
import { parametersOf, table, type Row } from './table.cts';
import { byId, useSimulator, withoutPauses } from './world.cts';

const world = useSimulator();
withoutPauses();

/** Where a value is entered: in a parameter, or in a field of a collection. */
interface Place {
	row: Row;
	field: INodeProperties;
	/** The collection that contains the field. */
	parent: string | null;
}

/**
 * Not read per item: the number of outputs and of concurrent calls is the same for the whole run.
 */
const ONE_FOR_THE_RUN = ['errorOutput', 'concurrency', 'purchaseConcurrency', 'kind'];

/** Read by separate rules: see test/nodes/MioEsim/actions/apiRequest.test.cts. */
const OTHER_RULES = ['path', 'parameters', 'specifyParameters', 'lpa'];

const isShown = ({ displayOptions }: INodeProperties, operation: string) => {
	const { show, hide } = displayOptions ?? {};
	return !(
		hide?.operation?.includes(operation) ||
		(show?.operation && !show.operation.includes(operation))
	);
};

function placesOf(row: Row): Place[] {
	const [resource, operation] = row.name.split(':');
	const fields = findOperation(resource, operation)?.fields ?? [];
	const shown = [...fields, ...optionFields.filter((field) => isShown(field, operation))];
	const places: Place[] = [];
	for (const field of shown) {
		if (field.type === 'notice' || OTHER_RULES.includes(field.name)) continue;
		if (field.type !== 'collection') places.push({ row, field, parent: null });
		for (const child of field.type === 'collection' ? (field.options ?? []) : []) {
			if (!('type' in child) || ONE_FOR_THE_RUN.includes(child.name)) continue;
			places.push({ row, field: child, parent: field.name });
		}
	}
	return places.filter(({ field }) => !ONE_FOR_THE_RUN.includes(field.name));
}

const places = table.flatMap(placesOf);

/** What a field needs besides its value: parameters that make it visible, or that it refers to. */
const COMPANIONS: Record<string, IDataObject> = {
	apiCode: { orderBy: 'apiCode' },
	dpId: { simType: 'physical', count: 1, iccids: '8934000000001' },
	iccids: { simType: 'physical', count: 1 },
	binaryPropertyName: { download: true, qrCode: true },
	sendEmail: { additionalFields: { customerEmail: 'nathan@example.com' } },
	longestWait: { waitUntilSettled: true },
	orderNumber: { renewBy: 'orderNumber' },
	renewBy: { orderNumber: 'EP20240124000013' },
	orderBy: { apiCode: '40-0-3-1-G' },
	simType: { dpId: byId(1), count: 1, iccids: '8934000000001' },
};

/** Values from users, other nodes and broken expressions. */
const oddity = fc.oneof(
	fc.constantFrom<unknown>(
		...[
			'undefined',
			'null',
			'NaN',
			'none',
			'N/A',
			'',
			' ',
			'SHOP-',
			'-1001',
			'--',
			'[object Object]',
			'#REF!',
		],
		...[
			'{{ $json.id }}',
			'SHOP-undefined',
			'a\u0000b',
			'\ud800',
			'TRUE',
			'yes',
			'off',
			'Off',
			'maybe',
			'2.0',
			' 2 ',
		],
		...[
			'2 pcs',
			'1e3',
			'0x10',
			'2,5',
			'05/06/2031',
			'13/06/2031',
			'2031-05-06T00:00:00+11:00',
			'2031-02-30',
		],
		...[
			'2020-01-01',
			'ja-JP',
			'German',
			'Antarctica',
			'card',
			'order',
			'cards',
			'physical',
			'nathan@example.com',
		],
		...[
			'a@b.co, c@d.co',
			'ICCID: 8985 2022 4100 0012 3456',
			'８９３４０００００００００１',
			'#1001',
			'NA-17',
			'a b 7',
		],
		...[null, true, false, 0, 1, 2, -1, 1.5, 45, 441, 89852022410000123456, 1e21, 12.5],
		...[
			[],
			{},
			[null],
			['8934000000001', { iccid: '8934000000002' }],
			['8934000000001', {}],
			{ iccid: 1 },
		],
	),
	fc.string({ unit: 'binary', maxLength: 12 }),
	fc.integer(),
	fc.jsonValue({ maxDepth: 1 }),
);

const isNothing = (value: unknown) =>
	value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

/** The value as it is sent: trimmed, without unpaired surrogates. */
const wire = (value: unknown) => Buffer.from(String(value)).toString().trim();

/**
 * What a value means that the field accepts, determined independently of the node; undefined if it
 * must be refused.
 */
function meaningOf(value: unknown, { type, options, typeOptions, name }: INodeProperties): unknown {
	const isText = typeof value === 'string' || typeof value === 'number';
	const content = isText ? String(value).trim() : '';
	if (type === 'boolean') {
		if (typeof value === 'boolean') return value;
		if (/^(true|1|yes|on)$/i.test(content)) return true;
		return /^(false|0|no|off)$/i.test(content) ? false : undefined;
	}
	if (name === 'pdfLanguage') {
		// Among the values above, and any that are drawn: `nan` is a language, but NaN is not meant as one.
		const isTag = /^[a-z]{2,3}([-_][a-z]{4})?([-_]([a-z]{2}|\d{3}))?$/i.test(content);
		return isTag && !/^(yes|off|on|nan)$/i.test(content) ? content : undefined;
	}
	if (type === 'options') {
		const offered = (options ?? []).some(
			(option) => 'value' in option && String(option.value) === content,
		);
		return isText && offered && content !== '' ? content : undefined;
	}
	if (type === 'number') {
		const isNumber =
			(typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(content)) &&
			(typeOptions?.numberPrecision || Number.isInteger(Number(content)));
		const { minValue = -Infinity, maxValue = Infinity } = typeOptions ?? {};
		return isNumber && Number(content) >= minValue && Number(content) <= maxValue
			? Number(content)
			: undefined;
	}
	if (type === 'dateTime') return /^\d{4}\D|\D\d{4}$/.test(content) ? content : undefined;
	if (/iccid/i.test(name)) return isNothing(value) ? undefined : value;
	return isText ? wire(value) : undefined;
}

/** The parameter's name in the request, if it is sent unchanged. */
const WIRE_NAMES: Record<string, string> = {
	customerEmail: 'customerEmail',
	remark: 'remark',
	externalOrderId: 'otherOrderId',
	externalItemId: 'otherItemId',
	apiCode: 'apiCode',
	count: 'count',
	email: 'email',
};

const drawn = fc.tuple(fc.constantFrom(...places), oddity);

test('any value of any parameter is refused by name before a call, or sent as meant', async () => {
	jest.setTimeout(300_000);
	const { sim } = world;
	let [refused, taken] = [0, 0];
	await fc.assert(
		fc.asyncProperty(drawn, async ([{ row, field, parent }, value]) => {
			sim.reset();
			const companions = row.name.startsWith('order:') ? (COMPANIONS[field.name] ?? {}) : {};
			const parameters = parametersOf(row, sim, companions);
			const expression = '={{ $json.value }}';
			const written = field.type === 'resourceLocator' ? byId(expression) : expression;
			if (parent === null) parameters[field.name] = written;
			else parameters[parent] = { ...(parameters[parent] as IDataObject), [field.name]: written };
			const { error, stoppedBy } = await world.run(parameters, {
				items: [{ value: value as IDataObject[string] }],
			});
			expect(stoppedBy).toBeUndefined();

			const failures = error.map((item: IDataObject) => item.error as IDataObject);
			const refusal = failures.find(({ type }: IDataObject) => type === 'input');
			const calls = sim.calls.filter(({ endpoint }) => endpoint !== 'login');
			if (refusal !== undefined && calls.length === 0) {
				refused++;
				expect(refusal).toMatchObject({ outcome: 'notExecuted', resolution: expect.any(String) });
				expect(refusal.message).toContain(`'${field.displayName}'`);
				expect(sim.ledger).toEqual([]);
				return;
			}
			taken++;
			if (isNothing(value)) {
				expect(field.typeOptions?.mayBeEmpty).toBe(true);
				return;
			}
			const meaning = meaningOf(value, field);
			expect(meaning).toBeDefined();
			// MIOeSIM renews once per call: Count is the number of calls.
			const isRenewals = row.name === 'order:renew' && field.name === 'count';
			const wireName = isRenewals ? undefined : WIRE_NAMES[field.name];
			for (const call of calls.filter(({ endpoint }) =>
				/^(add|renew|handler)/.test(endpoint ?? ''),
			)) {
				if (wireName !== undefined) expect(call.params[wireName]).toBe(String(meaning));
			}
			expect(sim.violations).toEqual([]);
		}),
		{ numRuns: 400, endOnFailure: true },
	);
	// If either group were empty, the test would prove nothing.
	expect(refused).toBeGreaterThan(50);
	expect(taken).toBeGreaterThan(20);
}, 300_000);
