import http from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { resources } from '../../dist/nodes/MioEsim/operations';
import { readAccount } from '../../dist/mioesim/client/account';
import { clock } from '../../dist/nodes/shared/port';
import { runNode } from '../harness/engine.cts';
import { CredentialStore } from '../harness/credentials.cts';
import { portOf } from '../harness/servers.cts';
import { drawsOf, inTime, stoppedBy, type Breaches, type Run } from './input.cts';

const RULES = {
	crash: 'Runs that crashed',
	hang: 'Runs that did not end',
	count: 'Items that did not come out exactly once',
	speechless: 'Failed items without a full message',
	unexpected: 'Failed items due to a defect of the node',
	blind: 'Orders sent although the look-up could not be read',
	resent: 'Writes sent again although they may have run',
	nameless: 'Success without an order number',
	vanished: 'Items without output although nothing said that there is none',
};

const TIMEOUT = 1500;
/** How much faster timeouts run here. */
const SPEED = 10;

/**
 * A call that logs in first may take one more minute (transport/exchange.ts), and a read is tried three
 * times: a server that kills every token and then lets its replies trickle in takes that long.
 */
const LONGEST_RUN_MS = 200_000;

/** Names that the API uses, so that the node reads the values. */
const NAMES = [
	...['orderNum', 'orderid', 'outerOrderid', 'outer_orderid', 'outer_itemid', 'status', 'count'],
	...['price', 'totle', 'cardApiDtoList', 'packageList', 'rows', 'total', 'page', 'data', 'code'],
	...['iccid', 'activationCode', 'sm_dp_address', 'usedMb', 'usedMB', 'skuid', 'priceid', 'id'],
	...['esimPackageDtoList', 'esimPackageVoList', 'networkDtoList', 'continent', 'renewOrderNum'],
	...['display', 'displayEn', 'countryCode', 'supportCountry', 'purchaseDate', 'createTime'],
	...['beginDate', 'endDate', 'apiCode', 'token', 'expireTime', '__proto__', 'constructor'],
];

const scalar = fc.oneof(
	fc.constantFrom(null, true, false, '', '0', '1', -1, 0, 2, 1e308, 'EP1', '2026-01-31', '2'),
	fc.string({ unit: 'binary', maxLength: 20 }),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const { value: anyData } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		scalar,
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6, noNullPrototype: true }),
	),
}));

/** Most replies are envelopes, so that the node must read their content. */
const anyCode = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(0, '0') },
	{ weight: 3, arbitrary: fc.constantFrom(-1, -2, -3, -8, -30, 99, 1, 1013, 'E1', 'toString') },
	{ weight: 1, arbitrary: scalar },
);
const anyBody = fc.oneof(
	{
		weight: 8,
		arbitrary: fc
			.record({ code: anyCode, message: scalar, data: anyData })
			.map((envelope) => JSON.stringify(envelope)),
	},
	{ weight: 1, arbitrary: anyData.map((data) => JSON.stringify(data)) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			...['', '{', '[', '{"code":0', '<html>', '\ufeff{"code":0}', 'null', '"0"', '[[[[]]]]'],
			`{"code":0,"data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
			`{"code":0,"data":"${'x'.repeat(2_000_000)}"}`,
		),
	},
);

const reply = fc.record({
	status: fc.oneof(
		{ weight: 12, arbitrary: fc.constant(200) },
		{ weight: 1, arbitrary: fc.constantFrom(201, 204, 206, 301, 303, 400, 401, 403, 405, 429) },
		{ weight: 1, arbitrary: fc.constantFrom(500, 502, 503, 599, 408) },
	),
	body: anyBody,
	headers: fc.oneof(
		{ weight: 8, arbitrary: fc.constant<Record<string, string>>({}) },
		{
			weight: 2,
			arbitrary: fc.constantFrom<Record<string, string>>(
				...[{ 'Retry-After': '-5' }, { 'Retry-After': 'soon' }, { 'Retry-After': '99999' }],
				...[{ Location: 'http://127.0.0.1:9/' }, { 'Content-Type': 'image/png' }],
				...[{ 'Content-Encoding': 'gzip' }, { 'Content-Encoding': 'br' }],
			),
		},
	),
	how: fc.oneof(
		{ weight: 20, arbitrary: fc.constant('whole') },
		{ weight: 3, arbitrary: fc.constantFrom('cut', 'never', 'gzip', 'drip', 'reset', 'noHttp') },
	),
});

const READ_ONLY = new Set(['queryEsimOrder', 'getOrderInfo', 'getPackages', 'verifyResource']);

interface Given {
	status: number;
	body: string;
	headers: Record<string, string>;
	how: string;
}

type Seen = { key: string; given: Given }[];

interface Liar {
	server: http.Server;
	url: string;
	/** the calls, and the answers */
	seen: Seen;
	next: (key: string) => Given;
}

/** A server that sends any given reply; a login mostly succeeds. */
async function listen(): Promise<Liar> {
	const liar: Omit<Liar, 'server'> = { url: '', seen: [], next: () => EMPTY };
	const server = http.createServer((request, response) => {
		request.resume();
		request.on('end', () => {
			const key = request.url?.split('?')[0].split('/').pop() ?? '';
			const given = liar.next(key);
			liar.seen.push({ key, given });
			answer(request, response, given);
		});
	});
	server.on('clientError', (_error, socket) => socket.destroy());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	liar.url = `http://127.0.0.1:${portOf(server)}`;
	return Object.assign(liar, { server });
}

function answer(
	{ socket }: http.IncomingMessage,
	response: http.ServerResponse,
	{ status, headers, body, how }: Given,
): void {
	if (how === 'never') return;
	if (how === 'reset') socket.resetAndDestroy();
	if (how === 'noHttp') socket.end('SSH-2.0-OpenSSH_9.6\r\n');
	if (how === 'reset' || how === 'noHttp') return;
	const content = how === 'gzip' ? gzipSync(body) : Buffer.from(body);
	const encoding = how === 'gzip' ? { 'Content-Encoding': 'gzip' } : {};
	response.writeHead(status, { 'Content-Type': 'application/json', ...encoding, ...headers });
	if (how === 'drip') drip(response, content);
	else if (how !== 'cut') response.end(content);
	else {
		response.write(content.subarray(0, content.length >> 1));
		setTimeout(() => socket.destroy(), 5);
	}
}

/** Sends a byte now and then, and never ends: each byte might restart a timeout. */
function drip(response: http.ServerResponse, content: Buffer): void {
	let at = 0;
	const timer = setInterval(() => {
		if (response.destroyed) clearInterval(timer);
		else response.write(content.subarray(at, ++at));
	}, 20);
	response.on('close', () => clearInterval(timer));
}

const PARAMETERS = {
	...{ orderBy: 'package', skuId: '45', priceId: '441', count: 1, simType: 'esim', limit: 5 },
	...{ simplify: true, output: 'order', renewBy: 'iccid', iccid: '89852022410000123456' },
	...{ orderNumber: 'EP1', externalOrderId: 'shop-1', iccids: '89852022410000123456' },
	...{ dpId: '1001', startDate: '2026-01-01', endDate: '2026-01-31', email: 'a@example.com' },
	...{ lpa: 'LPA:1$smdp.example.com$ABC', binaryPropertyName: 'data', method: 'POST' },
	...{ path: '/api_esim/getSkus', kind: 'read', specifyParameters: 'json', parameters: '{}' },
	...{ download: true, returnAll: true, onlyUnused: false },
};

const operations = resources.flatMap((resource) =>
	resource.operations.map(({ value }) => ({ resource: resource.value, operation: value })),
);

const run = fc.record({
	checkPackage: fc.boolean(),
	loginFails: fc.oneof({ weight: 15, arbitrary: fc.constant(false) }, fc.constant(true)),
	/** The look-up is readable and empty, so that the order is sent. */
	isNew: fc.boolean(),
	simplify: fc.boolean(),
	replies: fc.oneof(
		fc.array(reply, { minLength: 1, maxLength: 8 }),
		// A readable reply to everything: what it says must come out.
		anyData.map((data) => [
			{ status: 200, headers: {}, how: 'whole', body: JSON.stringify({ code: 0, data }) },
		]),
	),
});

const TOKEN = `29281-${'0123456789ABCDEF'.repeat(2)}`;

/** A saved credential, with a session unless the login is to be part of the run. */
type Drawn = typeof run extends fc.Arbitrary<infer Value> ? Value : never;

interface Case extends Drawn {
	operation: (typeof operations)[number];
}

function credentialFor({ loginFails }: Drawn, baseUrl: string): CredentialStore {
	const phoneNumber = '13800000000';
	const fields = { phoneNumber, password: 'pass-word', secretKey: 'secret-key', baseUrl };
	if (loginFails) return new CredentialStore(fields);
	const { sessionAccount } = readAccount(fields);
	const session = { token: TOKEN, sessionExpiresAt: Date.now() + 7_200_000, sessionAccount };
	return new CredentialStore({ ...fields, ...session });
}

const LOGIN = { status: 200, headers: {}, how: 'whole' };
const EMPTY = { ...LOGIN, body: '{"code":0,"data":{"total":0,"page":1,"rows":[]}}' };

/** The node waits 30 seconds for a missing login reply: no run may take that long. */
const inTimeFor = ({ loginFails }: Drawn, given: Given): Given =>
	loginFails && ['never', 'drip'].includes(given.how) ? { ...given, how: 'reset' } : given;

/** Returns the replies of a run one after another. */
function repliesInOrder(drawn: Drawn): Liar['next'] {
	const { replies, loginFails, isNew } = drawn;
	let used = 0;
	let looked = false;
	return (key: string) => {
		if (key === 'login' && !loginFails) {
			return { ...LOGIN, body: JSON.stringify({ code: 1, data: { token: TOKEN } }) };
		}
		if (key === 'queryEsimOrder' && isNew && !looked) {
			looked = true;
			return EMPTY;
		}
		return inTimeFor(drawn, replies[used++ % replies.length]);
	};
}

/** What a careful reader makes of a reply. */
function meaningOf({ status, body, how }: Given): { code: string; data: unknown } | null {
	if (!['whole', 'gzip'].includes(how) || status < 200 || status > 299) return null;
	try {
		const { code, data } = JSON.parse(body.replace(/^\ufeff/, '')) as Record<string, unknown>;
		return { code: String(code), data };
	} catch {
		return null;
	}
}

/** Whether a reply to a look-up means that there is no such order. */
function meansNoOrder(given: Given): boolean {
	const meaning = meaningOf(given);
	// Documented words for "nothing found"; the node asks a control question after -8.
	if (meaning !== null && ['3', '-3', '-8'].includes(meaning.code.trim())) return true;
	if (meaning?.code.trim() !== '0') return false;
	const { data } = meaning;
	if (data === null || data === undefined || data === '' || Array.isArray(data)) return true;
	const isEmptyObject = typeof data === 'object' && Object.keys(data).length === 0;
	return isEmptyObject || (typeof data === 'object' && ('rows' in data || 'total' in data));
}

/** Whether a call with this reply may be sent again. */
function didNotRun(given: Given): boolean {
	// Refused before it ran; on a 401 with an unreadable body, n8n itself logs in and sends again.
	if ([401, 429].includes(given.status)) return true;
	return ['-1', '-30'].includes(meaningOf(given)?.code.trim() ?? '');
}

/** Fields that contain lists, and fields of a destination whose list may be empty. */
const LISTS = ['rows', 'list', 'data', 'esimPackageDtoList', 'esimPackageVoList'];
const ABOUT = ['skuid', 'display', 'continent'];

/** Whether a reader may conclude that the list is empty. */
function isEmpty(data: unknown): boolean {
	if (data === null || data === undefined) return true;
	if (typeof data === 'string') return data.trim() === '';
	if (typeof data !== 'object') return false;
	if (Array.isArray(data)) return data.every(isEmpty);
	const { total } = data as { total?: unknown };
	if ((typeof total === 'number' || typeof total === 'string') && Number(total) > 0) return false;
	const entries = Object.entries(data);
	// Unknown fields are ignored: one empty list is enough.
	return (
		entries.every(([, value]) => isEmpty(value)) ||
		entries.some(([name, value]) => LISTS.includes(name) && isEmpty(value)) ||
		entries.some(([name, value]) => ABOUT.includes(name) && !isEmpty(value))
	);
}

const saysNothing = (given: Given): boolean => {
	const meaning = meaningOf(given);
	return meaning?.code.trim() === '0' && isEmpty(meaning.data);
};

type Report = (rule: keyof typeof RULES, what: string) => void;

function judgeCalls(seen: Seen, breach: Report): void {
	let lookedUp: Given | null = null;
	let sent: Given | null = null;
	for (const { key, given } of seen) {
		if (key === 'queryEsimOrder') lookedUp = given;
		if (key === 'login' || READ_ONLY.has(key)) continue;
		if (!/^(addEsimOrder|renewCard|refundOrder|handlerEsimPdf)/.test(key)) continue;
		if (sent !== null && !didNotRun(sent)) breach('resent', key);
		const isPurchase = /^(addEsimOrder|renewCard)/.test(key);
		if (isPurchase && sent === null && (lookedUp === null || !meansNoOrder(lookedUp))) {
			breach('blind', key);
		}
		if (key !== 'handlerEsimPdf') sent = given;
	}
}

function judge(
	{ success, error, stoppedBy: end }: Run,
	{ operation: { operation }, simplify }: Case,
	seen: Seen,
	breach: Report,
): void {
	if (end) {
		breach('crash', end.stack ?? end.message);
		return;
	}
	const isList = /^get|^send$/.test(operation);
	if (error.length > 1 && !isList) breach('count', `${error.length} on Error`);
	if (error.length === 0 && success.length === 0) {
		if (!isList) breach('count', 'none');
		if (!seen.some(({ key, given }) => key !== 'login' && saysNothing(given))) {
			breach('vanished', operation);
		}
	}
	for (const { error: said } of error) {
		if (/unexpected/.test(said.message)) breach('unexpected', said.resolution);
		const texts = [said.message, said.resolution];
		if (texts.some((text) => !text || /undefined|\[object/.test(text))) {
			breach('speechless', JSON.stringify(said));
		}
	}
	if (['create', 'renew'].includes(operation)) {
		for (const item of success) {
			const { orderNumber, orderNum } = item as { orderNumber?: string; orderNum?: string };
			const number = simplify ? orderNumber : orderNum;
			if (!number) breach('nameless', JSON.stringify(item));
		}
	}
}

/** Random replies to every operation; `runs` for each that reads, and more for those that write. */
export async function runReplies({ runs, seed }: { runs: number; seed: number }) {
	const { pause, timeout } = clock;
	clock.timeout = (ms) => timeout(Math.ceil(ms / SPEED));
	clock.pause = async (ms, signal) => await pause(Math.min(ms / 1000, 2), signal);
	const liar = await listen();
	const breaches: Breaches = [];
	/** Runs with a Success item, and items on Error. */
	const counts = { succeeded: 0, failed: 0 };
	const cases = operations.flatMap((operation) => {
		const name = `${operation.resource}:${operation.operation}`;
		return fc
			.sample(run, drawsOf({ name }, runs, seed))
			.map((drawn): Case => ({ ...drawn, operation }));
	});
	for (const drawn of cases) {
		liar.next = repliesInOrder(drawn);
		liar.seen.length = 0;
		const credential = credentialFor(drawn, liar.url);
		const options = { timeout: TIMEOUT, checkPackage: drawn.checkPackage };
		const parameters = { ...PARAMETERS, ...drawn.operation, simplify: drawn.simplify, options };
		const result = await inTime(
			runNode({ credential, parameters }).catch(stoppedBy),
			LONGEST_RUN_MS,
		);
		const breach: Report = (rule, what) =>
			breaches.push({
				rule,
				what: `${what.slice(0, 1500)}\n  ${JSON.stringify({ ...drawn.operation, seen: liar.seen }).slice(0, 1500)}`,
			});
		if (result === null) {
			breach('hang', '');
			continue;
		}
		judge(result, drawn, liar.seen, breach);
		judgeCalls(liar.seen, breach);
		if (result.success.length > 0) counts.succeeded++;
		counts.failed += result.error.length;
	}
	Object.assign(clock, { pause, timeout });
	liar.server.closeAllConnections();
	liar.server.close();
	return { ...counts, breaches };
}
