import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Cancelled } from '../../../../dist/mioesim/client/bounds';
import type { ItemCall } from '../../../../dist/nodes/MioEsim/operation';
import { check } from '../../../../dist/nodes/MioEsim/operations/account';
import { useBench } from '../../../harness/bench.cts';

interface Finding {
	check: string;
	ok: boolean | null;
	message: string;
	resolution: string | null;
}

const bench = useBench();
const ROOT = join(__dirname, '../../../..');
/** The findings by name, and the whole output as text. */
async function checkSetup(fields: Record<string, unknown> = {}, items?: Array<{ id: number }>) {
	Object.assign(bench.credential.data, fields);
	const run = await bench.run({ resource: 'account', operation: 'check' }, items ? { items } : {});
	const findings = run.success as unknown as Finding[];
	const verdicts = Object.fromEntries(findings.map(({ check, ok }) => [check, ok]));
	const found = (name: string) => findings.find(({ check }) => check === name);
	return { ...run, findings, found, verdicts, printed: JSON.stringify(run.success) };
}

const allWell = {
	reachable: true,
	// The simulator runs on this machine, without encryption.
	tls: null,
	login: true,
	signatureStyle: true,
	method: true,
	clock: true,
	catalogue: true,
	orders: true,
	esimDetail: true,
	// The credential has no Distribution Partner ID.
	dpId: null,
	nothingFound: true,
	idFilter: true,
	credentialText: true,
};

/** Without a login, the later checks can't run. */
const onlyReached = {
	...allWell,
	login: false,
	signatureStyle: null,
	method: null,
	clock: null,
	catalogue: null,
	orders: null,
	esimDetail: null,
	nothingFound: null,
	idFilter: null,
};

test('returns one item per finding, in the order of their dependencies, and buys nothing', async () => {
	bench.sim.seedOrders(2);
	const before = bench.sim.ledger.length;
	const { findings, verdicts } = await checkSetup();
	expect(findings.map(({ check }) => check)).toEqual(Object.keys(allWell));
	expect(verdicts).toEqual(allWell);
	expect(bench.sim.ledger).toHaveLength(before);
	expect(bench.sim.violations).toEqual([]);
});

test.each([
	['reads by POST only', { reads: 'post' }, 'POST'],
	['reads by GET only, POST refused with a page', { reads: 'get', refuse: 'page405' }, 'GET'],
	['reads by GET only, POST refused in JSON', { reads: 'get', refuse: 'json405' }, 'GET'],
	['reads by GET only, POST refused in Chinese', { reads: 'get', refuse: 'chinese' }, 'GET'],
	['HTTP statuses with envelopes', { statuses: 'matching' }, 'POST'],
	['login replies in lower case', { loginKeys: 'lower' }, 'POST'],
	['the token as data', { loginToken: 'asData' }, 'POST'],
	['a login success coded as 0', { loginCode: '0' }, 'POST'],
	['ICCIDs as numbers', { iccids: 'number' }, 'POST'],
] as const)('finds everything in order with %s', async (_, modes, method) => {
	bench.sim.mode(modes);
	bench.sim.seedOrders(1);
	const { found, verdicts } = await checkSetup();
	expect(verdicts).toEqual(allWell);
	expect(found('method')?.message).toBe(`Reads work with ${method}`);
});

test.each([
	['a wrong password', { password: 'wrong' }, { login: false }],
	['a wrong secret key', { secretKey: 'wrong' }, { login: false, signatureStyle: false }],
])('says what is wrong with the credential: %s', async (_, fields, expected) => {
	const { verdicts } = await checkSetup(fields);
	expect(verdicts).toEqual({ ...onlyReached, ...expected });
});

test('reports that there is no answer', async () => {
	const { verdicts, found } = await checkSetup({ baseUrl: 'http://127.0.0.1:9' });
	expect(verdicts).toEqual({ ...onlyReached, reachable: false, login: null });
	expect(found('reachable')?.message).toBe("Nothing answers at the address in 'Base URL'");
});

test('reports that the server does not support HTTPS', async () => {
	const { verdicts } = await checkSetup({ baseUrl: bench.sim.url.replace('http', 'https') });
	expect(verdicts).toMatchObject({ reachable: false, tls: false, login: null });
});

test.each(['400108', '400109'])(
	'reports with code %s that Get Detail is not enabled',
	async (code) => {
		bench.answerWith('getESIMDetail', code);
		const { verdicts, found } = await checkSetup();
		expect(verdicts).toEqual({ ...allWell, esimDetail: false });
		expect(found('esimDetail')?.resolution).toContain('Contact MIOeSIM');
	},
);

test('compares the Distribution Partner ID with the list of partners', async () => {
	const [partner] = bench.sim.catalogue.partners;
	const verdictOn = async (dpId: string) => (await checkSetup({ dpId })).verdicts.dpId;
	expect(await verdictOn(String(partner.id))).toBe(true);
	expect(await verdictOn('99999')).toBe(false);
});

test('reports that the clock is wrong', async () => {
	const real = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => real() - 600_000);
	const { found } = await checkSetup();
	jest.restoreAllMocks();
	expect(found('clock')?.ok).toBe(false);
	expect(found('clock')?.message).toMatch(/is (?:599|600|601) s behind MIOeSIM's/);
});

test('runs once, whatever the number of input items', async () => {
	const { findings } = await checkSetup({}, [{ id: 1 }, { id: 2 }, { id: 3 }]);
	expect(findings).toHaveLength(3 * Object.keys(allWell).length);
	expect(bench.callsOf('queryEsimOrder')).toHaveLength(2);
});

test('can be pasted into a bug report: no secret, no phone number, no ICCID', async () => {
	bench.sim.seedOrders(3);
	const { phoneNumber, password, secretKey } = bench.credential.data;
	for (const fields of [{}, { password: 'my other password' }, { secretKey: 'my other key' }]) {
		const { printed } = await checkSetup(fields);
		for (const secret of [phoneNumber, password, secretKey, ...Object.values(fields)]) {
			expect(printed).not.toContain(secret);
		}
		expect(printed).not.toContain(bench.credential.data.token || 'no token');
		expect(printed).not.toMatch(/\d{13}/);
	}
});

test('runs in a shell with the credential from the environment, and sets the exit code', async () => {
	const { phoneNumber, password, secretKey, baseUrl } = bench.credential.data;
	const run = async (typed: string) =>
		await promisify(execFile)(
			process.execPath,
			['--require', 'tsx/cjs', 'tools/scripts/check-setup.cts'],
			{
				cwd: ROOT,
				env: {
					...process.env,
					MIOESIM_PHONE_NUMBER: phoneNumber,
					MIOESIM_PASSWORD: typed,
					MIOESIM_SECRET_KEY: secretKey,
					MIOESIM_BASE_URL: baseUrl,
				},
			},
		).then(
			({ stdout }) => ({ code: 0, stdout }),
			(failed: unknown) => failed as { code: number; stdout: string },
		);
	const accepted = await run(password);
	expect(accepted.stdout).toContain('MIOeSIM accepts phone number and password');
	expect(accepted.code).toBe(0);
	const refused = await run('wrong');
	expect(refused.stdout).toContain('Wrong phone number or password');
	expect(refused.code).toBe(1);
});

test.each<[string, object, string, boolean]>([
	['a list', { data: { total: 0, rows: [] } }, 'with a list', true],
	['{}', { data: {} }, 'with {}', true],
	['null', { data: null }, 'with null', true],
	['code 3', { code: 3 }, 'by code 3', true],
	['code -3', { code: -3 }, 'by code -3', true],
	['rows of others', { data: { rows: [{ orderNum: 'EP1', outer_orderid: 'X' }] } }, '', false],
])('reports that MIOeSIM tells "nothing found" by %s', async (_, answer, words, isFiltered) => {
	bench.answerWith('queryEsimOrder', 0, answer);
	const { found, verdicts } = await checkSetup();
	expect(found('nothingFound')?.message).toContain(words);
	expect([verdicts.orders, verdicts.idFilter]).toEqual([true, isFiltered]);
});

test('reports invisible characters in the credential', async () => {
	const { secretKey } = bench.credential.data;
	const { found } = await checkSetup({ secretKey: `${secretKey.slice(0, 3)}\u200B` });
	const message = 'Invisible characters are in: Secret Key';
	expect(found('credentialText')).toMatchObject({ ok: false, message });
});

test('asks for nothing more, and leaves nothing running, once the execution was stopped', async () => {
	const asked: string[] = [];
	const client = {
		serverDate: null,
		account: async () => await Promise.resolve({ dpId: '12', baseUrl: 'https://host.example' }),
		ask: async (key: string) => {
			asked.push(key);
			return await (key === 'getSkus' ? Promise.resolve([]) : Promise.reject(new Cancelled()));
		},
	};
	const call = { client, shared: (_: string, make: () => unknown) => make() };
	await expect(check.execute(call as unknown as ItemCall)).rejects.toBeInstanceOf(Cancelled);
	expect(asked).toEqual(['getSkus', 'queryEsimOrder']);
});
