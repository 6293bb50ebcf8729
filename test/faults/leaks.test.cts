import { inspect } from 'node:util';
import { startSimulator, type RunningSimulator } from '../../tools/simulator/index.cts';
import { createOrder, byId, getOrder, getPackages } from '../harness/parameters.cts';
import { clock } from '../../dist/nodes/shared/port';
import { errorCodes } from '../../dist/mioesim/codes/errorCodes';
import { MioEsimApi } from '../../dist/credentials/MioEsimApi.credentials';
import { runNode, startNode } from '../harness/engine.cts';
import { size } from '../harness/size.cts';
import { credentialOf, type CredentialStore } from '../harness/credentials.cts';
import { captureLogs } from '../harness/ofCore.cts';
import type { IDataObject } from 'n8n-workflow';
import type { FaultKind, FaultSettings } from '../../tools/simulator/faults.cts';
import type { NodeSettings } from '../harness/engine.cts';

/**
 * Every way to fail, with secrets that can be recognized: all output of the node is searched for them.
 */

const MARKED = {
	phoneNumber: '86139MARKEDPHONE01',
	password: 'MARKED-passwörd &%+',
	secretKey: 'MARKEDsecretKEY/+=',
};
const LPA = 'LPA:1$smdp.marked.example$MARKED-MATCHING-ID';
const ICCID = '89852022419999999999';

const logs = captureLogs();
const printed: string[] = [];
const { pause, timeout } = clock;
let sim: RunningSimulator;
let credential: CredentialStore;
/** Tokens and signatures that were sent, and cards that were sold. */
let seen: Set<string>;

beforeAll(() => {
	clock.pause = async (ms, signal) => await pause(ms / 1000, signal);
	clock.timeout = (ms) => timeout(Math.ceil(ms / 10));
	for (const stream of [process.stdout, process.stderr]) {
		const write = stream.write.bind(stream);
		jest.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
			printed.push(String(chunk));
			return write(chunk, ...rest);
		});
	}
});
afterAll(() => {
	Object.assign(clock, { pause, timeout });
	jest.restoreAllMocks();
});
beforeEach(async () => {
	logs.length = 0;
	printed.length = 0;
	seen = new Set();
	sim = await startSimulator({ seed: 1, accounts: [MARKED] });
	credential = credentialOf(sim);
	watchWire();
});
afterEach(async () => await sim.close());

/** Records the secrets of every request, which the simulator itself does not. */
function watchWire() {
	const { authenticate } = MioEsimApi.prototype;
	expect(authenticate).toBeUndefined();
	const add = credential.update.bind(credential);
	credential.update = (session) => {
		seen.add(session.token as string);
		add(session);
	};
}

/** Every spelling in which a secret could turn up. */
function spellings(secret: string) {
	const encoded = encodeURIComponent(secret);
	const form = new URLSearchParams({ a: secret }).toString().slice(2);
	const base64 = Buffer.from(secret).toString('base64');
	return [secret, encoded, form, base64, JSON.stringify(secret).slice(1, -1)];
}

/** Everything readable in a value: its JSON, and all its properties, hidden or not. */
function textOf(value: unknown): string {
	const json = (() => {
		try {
			return JSON.stringify(value);
		} catch {
			return '';
		}
	})();
	const hidden = inspect(value, {
		depth: Infinity,
		showHidden: true,
		maxArrayLength: null,
		maxStringLength: null,
	});
	const { message, description, context, stack, cause } = Object(value) as Record<string, unknown>;
	return [json, hidden, message, description, inspect(context), stack, inspect(cause)].join('\n');
}

/** @param given the output; logs and console output are checked, too */
function expectClean(...given: unknown[]) {
	const text = [...given, logs, printed].map(textOf).join('\n');
	const secrets = [...Object.values(MARKED), ...seen].filter(Boolean);
	const found = secrets.filter((secret) => spellings(secret).some((each) => text.includes(each)));
	expect(found).toEqual([]);
	expect(text.match(/\bsign(=|"?: ?["'])[0-9a-f]{32}/gi)).toBeNull();
	return text;
}

/** Activation codes and card numbers appear only in a success or in the user's own item. */
function expectNoCards(...given: unknown[]) {
	const text = given.map(textOf).join('\n');
	expect(text).not.toContain(LPA);
	expect(text).not.toContain('MARKED-MATCHING-ID');
	expect(text).not.toContain(ICCID);
}

const order = (more: IDataObject = {}) =>
	createOrder(sim.catalogue.oddities.plain, {
		externalOrderId: 'shop-1',
		options: { timeout: 2000, checkPackage: false },
		...more,
	});

/** A message with everything that a careless server could echo. */
function echo(token: string) {
	const { phoneNumber, password, secretKey } = MARKED;
	const sign = 'a'.repeat(32);
	return `phone ${phoneNumber} password=${password}&secret=${secretKey} token=${token} sign=${sign} ${LPA} iccid${ICCID}`;
}

/** Every way that an error can leave the node. */
const WAYS: Pick<NodeSettings, 'errorConnected' | 'node'>[] = [
	{},
	{ errorConnected: false },
	{ errorConnected: false, node: { onError: 'continueRegularOutput' } },
	{ errorConnected: false, node: { onError: 'continueErrorOutput' } },
	{ node: { type: 'n8n-nodes-mioesim.mioEsimTool' } },
];

async function everyWay(parameters: IDataObject, fault?: FaultSettings, ways = WAYS) {
	const results: unknown[] = [];
	for (const way of ways) {
		sim.faults.clear();
		if (fault) sim.faults.add({ times: null, ...fault });
		const { outputs, stoppedBy, result } = await runNode({ credential, parameters, ...way });
		results.push(outputs, stoppedBy, result);
	}
	return results;
}

const codes = [...Object.keys(errorCodes), '1013', 'E42'];

// Each way has several codes; `npm run test:thorough` tries all of them in each.
test.each(codes.map((code, at) => ({ code, ways: size([WAYS[at % WAYS.length]], WAYS) })))(
	'code $code with every secret in its message',
	async ({ code, ways }) => {
		await runNode({ credential, parameters: getPackages(45) });
		const message = echo(credential.data.token);
		const fault: FaultSettings = { endpoint: 'addEsimOrder', kind: 'code', code, message };
		const given = await everyWay(order(), fault, ways);
		const text = expectClean(...given);
		expectNoCards(...given);
		expect(text).toContain('[LPA string]');
	},
);

test('a code that is itself a secret', async () => {
	await runNode({ credential, parameters: getPackages(45) });
	for (const code of [credential.data.token, MARKED.password, LPA, ICCID]) {
		const given = await everyWay(order(), { endpoint: 'addEsimOrder', kind: 'code', code });
		expectClean(...given);
		expectNoCards(...given);
	}
});

const faults: FaultKind[] = [
	...(['drop', 'http', 'html', 'truncated', 'empty', 'expired', 'redirect', 'hang'] as const),
];
test.each(
	faults.flatMap((kind): [FaultKind, 'before' | 'after'][] => [
		[kind, 'before'],
		[kind, 'after'],
	]),
)('fault %s %s booking', async (kind, phase) => {
	const given = await everyWay(order(), { endpoint: 'addEsimOrder', kind, phase });
	expectClean(...given);
	sim.ledger.forEach(({ iccids }) => {
		// If the order was found, its cards are the customer's goods.
		const errors = given
			.flat(2)
			.filter((item) => (item as { json?: { error?: object } } | undefined)?.json?.error);
		for (const iccid of iccids) expect(textOf(errors)).not.toContain(iccid);
	});
});

test.each(faults)('fault %s on reads and on the login', async (kind) => {
	expectClean(
		...(await everyWay(getOrder('EP1', { options: { timeout: 2000 } }), {
			endpoint: 'getOrderInfo',
			kind,
		})),
	);
	if (kind === 'hang') return;
	credential.data.token = '';
	expectClean(
		...(await everyWay(getOrder('EP1', { options: { timeout: 2000 } }), {
			endpoint: 'login',
			kind,
		})),
	);
});

test('an order whose outcome stays unknown', async () => {
	sim.faults.add({ endpoint: 'addEsimOrder', kind: 'drop', phase: 'after', times: null });
	sim.faults.add({
		endpoint: 'queryEsimOrder',
		kind: 'code',
		code: 'E1',
		message: echo('29281-' + 'A'.repeat(32)),
		skip: 1,
		times: null,
	});
	const given = await runNode({ credential, parameters: order() });
	expect(given.error[0].error.outcome).toBe('unknown');
	expectClean(given);
	expectNoCards(given.error[0].error);
});

test.each([
	['a wrong password', { password: 'MARKED-wrong' }],
	['a wrong secret key', { secretKey: 'MARKED-wrong-key' }],
	['an unknown phone number', { phoneNumber: 'MARKED-unknown' }],
	['no password', { password: '' }],
	['an invalid Base URL', { baseUrl: 'MARKED no address' }],
	['a server that does not exist', { baseUrl: 'http://127.0.0.1:9' }],
])('a login refused for %s', async (_name, fields) => {
	Object.assign(credential.data, fields);
	const given = await everyWay(order());
	expectClean(...given);
	const typed = Object.entries(fields).filter(([name, value]) => name !== 'baseUrl' && value);
	for (const [, value] of typed) expect(textOf(given)).not.toContain(value);
});

test('a refused login with every secret in its message', async () => {
	const message = echo('29281-' + 'B'.repeat(32));
	expectClean(...(await everyWay(order(), { endpoint: 'login', kind: 'code', code: -9, message })));
});

test('a credential that cannot be read', async () => {
	credential.read = () => {
		throw new Error(`cannot decrypt ${MARKED.password}`);
	};
	expectClean(...(await everyWay(order())));
});

test('bad input', async () => {
	const { additionalFields } = order();
	const bad: IDataObject[] = [
		{ count: '={{ "x" }}' },
		{ priceId: byId('={{ $json.nothing.deep }}') },
		{ additionalFields: { ...(additionalFields as IDataObject), beginDate: 'never' } },
		{ simType: 'physical', iccids: `x${ICCID}`, dpId: byId('1') },
	];
	for (const more of bad) {
		const given = await everyWay(order(more));
		expectClean(...given);
	}
});

test('a stopped execution', async () => {
	const { run } = startNode({ credential, parameters: order(), items: [{}, {}] });
	const match = () => {
		run.cancel();
		return true;
	};
	sim.faults.add({ endpoint: 'addEsimOrder', kind: 'delay', ms: 20, match });
	const result: unknown = await run.catch((error: unknown) => error);
	while (!logs.some(({ level }) => level === 'warn')) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	expectClean(result);
});

test('the credential test', async () => {
	const type = new MioEsimApi();
	const helpers = {
		httpRequest: () => {
			const error = new Error(`POST with ${MARKED.password}`);
			return Promise.reject(Object.assign(error, { code: 'ECONNRESET' }));
		},
	};
	const login = type.preAuthentication.call({ helpers }, { ...credential.data });
	const error: unknown = await login.catch((thrown: unknown) => thrown);
	expectClean(error);
	expect(error).toHaveProperty('message', expect.stringContaining('connection'));
});
