import type { Client } from '../../../../mioesim/client/client';
import { isPrivateHost } from '../../../../mioesim/client/privateAddress';
import { meansNothingFound } from '../../../../mioesim/codes/errorCodes';
import { settle, type Failure, type Settled } from '../../../../mioesim/codes/failure';
import { contradicts } from '../../../../mioesim/client/orders';
import { readIccid } from '../../../../mioesim/shapes/card';
import { partnerOfRow } from '../../../../mioesim/shapes/sku';
import { list, record, records } from '../../../../mioesim/values';
import { fieldsWithHidden } from '../../../../mioesim/wire/login';
import { clock } from '../../../shared/port';
import type { Operation } from '../../operation';
import { asItem } from '../../output/shaping';

/**
 * Has the form of an ICCID and belongs to no card: even an account without cards can test its access with
 * it.
 */
const NO_CARD = '8900000000000000000';

/** What no order has as External Order ID. */
const NO_ORDER = { outerOrderId: 'CHECK-SETUP-NO-SUCH-ORDER' };

/**
 * Reads what shows whether an account is set up; buys and changes nothing. The first read logs in if
 * there is no session; the others follow it.
 *
 * @throws {Failure} when the credential can't be read
 */
async function gather(client: Client) {
	const destinations = await settle(client.ask('getSkus').then((rows) => list(rows).length));
	const failure = destinations.ok ? null : destinations.failure;
	const clockOffsetMs = Date.parse(client.serverDate ?? '') - clock.now();
	const { dpId, baseUrl } = await client.account();
	const orders = await settle(client.ask('queryEsimOrder', { pageNo: 1, pageSize: 1 }));
	const noOrder = { ...NO_ORDER, pageNo: 1, pageSize: 30 };
	return {
		url: new URL(baseUrl),
		destinations,
		/** Why the first read failed. */
		failure,
		/** The login was accepted: whatever failed came after it. */
		hasSession: failure === null || failure.details.type === 'api',
		/** How far the server's clock is ahead of this one; NaN when it doesn't tell the time. */
		clockOffsetMs,
		orders,
		/** The reply to a look-up of an ID that no order has. */
		unknownId: await settle(client.ask('queryEsimOrder', noOrder)),
		detail: await settle(client.ask('getESIMDetail', { iccid: cardIn(orders) ?? NO_CARD })),
		/** The distribution partners that the account has; null when the credential has none. */
		partners: dpId === null ? null : await settle(client.ask('getPhysicalSIMDpInfo')),
		/** As the reads have left it. */
		account: await client.account(),
		/** The HTTP method that works for reads; null when none did. */
		method: await client.methodOf('getSkus'),
	};
}

function cardIn(orders: Settled): string | null {
	const [row] = orders.ok ? records(record(orders.data).rows) : [];
	const [card] = records(record(row).packageList);
	return readIccid(record(card).iccid);
}

type Evidence = Awaited<ReturnType<typeof gather>>;

/** The result of one check. Safe to paste into a bug report. */
interface Verdict {
	/** Null when it couldn't be checked. */
	ok: boolean | null;
	message: string;
	/** What to do; null when nothing needs to be done. */
	resolution: string | null;
}

const good = (message: string): Verdict => ({ ok: true, message, resolution: null });
const open = (message: string): Verdict => ({ ok: null, message, resolution: null });
const wrong = (message: string, resolution: string): Verdict => ({
	ok: false,
	message,
	resolution,
});
const bad = ({ details: { code, meaning, resolution } }: Failure): Verdict =>
	wrong(code === null ? meaning : `${meaning} (code ${code})`, resolution);

/** The first read failed before MIOeSIM could answer about the account. */
const before = (what: string): Verdict =>
	open(`${what} could not be checked: see the first finding that failed`);

/** A read that failed tells about itself, unless there was no session to read with. */
const refused = ({ hasSession }: Evidence, failure: Failure, what: string): Verdict =>
	hasSession ? bad(failure) : before(what);

/** MIOeSIM answered, if only that nothing is found. */
const isAnswer = (reply: Settled) => reply.ok || meansNothingFound(reply.failure.details.code);

/** The `Date` header counts in seconds, and a reply takes time. */
const MOST_OFFSET_MS = 60_000;

/** Codes that deny an account or a server access to getESIMDetail (docs/api.md, section 4). */
const ACCESS_CODES = ['400108', '400109'];

/** In the order in which one check depends on the other. */
const checks: Record<string, (evidence: Evidence) => Verdict> = {
	reachable: ({ failure, url }) =>
		failure === null || ['api', 'login'].includes(failure.details.type)
			? good(`MIOeSIM answers at ${url.host}`)
			: bad(failure),
	tls({ failure, url }) {
		if (url.protocol !== 'https:') {
			return isPrivateHost(url.hostname)
				? open('The connection is not encrypted; the address is inside your own network')
				: wrong(
						'The connection is not encrypted: anyone on the network path can read password and token',
						"Enter 'Base URL' with https:// in the MIOeSIM credential",
					);
		}
		if (failure?.details.type !== 'network')
			return good('The connection is encrypted, and the certificate is valid');
		const trouble = failure.details.networkTrouble;
		return trouble === 'certificate' || trouble === 'tls' ? bad(failure) : before('TLS');
	},
	login({ failure, hasSession }) {
		if (hasSession) return good('MIOeSIM accepts phone number and password');
		return failure?.details.type === 'login' ? bad(failure) : before('The login');
	},
	signatureStyle({ failure, hasSession, account: { signatureStyle } }) {
		if (failure !== null && String(failure.details.code) === '-30') return bad(failure);
		return hasSession && signatureStyle !== undefined
			? good(`MIOeSIM accepts the signature style "${signatureStyle}"`)
			: before('The signature style');
	},
	method: ({ method }) =>
		method === null ? before('The HTTP method') : good(`Reads work with ${method}`),
	clock({ clockOffsetMs, failure }) {
		if (Number.isNaN(clockOffsetMs)) {
			return failure === null ? open('The server does not report its time') : before('The clock');
		}
		const ms = Math.abs(clockOffsetMs);
		const seconds = Math.round(ms / 1000);
		if (ms <= MOST_OFFSET_MS)
			return good(`The clocks of MIOeSIM and of your n8n server differ by ${seconds} s`);
		return wrong(
			`The clock of your n8n server is ${seconds} s ${clockOffsetMs > 0 ? 'behind' : 'ahead of'} MIOeSIM's`,
			'Synchronize the clock of your n8n server: it decides when a session is renewed',
		);
	},
	catalogue(evidence) {
		const { destinations } = evidence;
		if (!destinations.ok)
			return refused(evidence, destinations.failure, 'The list of destinations');
		if (destinations.data > 0)
			return good(`The account has access to ${destinations.data} destinations`);
		return wrong(
			'The account has no destinations',
			'Ask your MIOeSIM contact which destinations are enabled for this account',
		);
	},
	orders: (evidence) =>
		evidence.orders.ok || isAnswer(evidence.orders)
			? good('The list of orders can be read')
			: refused(evidence, evidence.orders.failure, 'The list of orders'),
	esimDetail({ detail, hasSession }) {
		const what = 'SIM Card > Get Detail';
		if (detail.ok || isAnswer(detail))
			return good(`${what} is enabled for this account and server`);
		const { code, meaning } = detail.failure.details;
		if (ACCESS_CODES.includes(String(code))) return bad(detail.failure);
		return hasSession ? open(`${what} could not be checked: ${meaning}`) : before(what);
	},
	dpId(evidence) {
		const { account, partners } = evidence;
		if (partners === null)
			return open(
				'The credential has no Distribution Partner ID; only physical SIM cards need one',
			);
		if (!partners.ok) return refused(evidence, partners.failure, 'The Distribution Partner ID');
		if (list(partners.data).some((row) => partnerOfRow(row).dpId === account.dpId))
			return good('The Distribution Partner ID of the credential is valid');
		return wrong(
			'MIOeSIM lists no distribution partner with the ID in the credential',
			"Correct 'Distribution Partner ID' in the MIOeSIM credential: Distribution Partner > Get Many lists the IDs",
		);
	},
	/** Before it buys, the node looks for the order by its ID: what "nothing found" looks like decides. */
	nothingFound(evidence) {
		const { unknownId } = evidence;
		if (unknownId.ok) {
			const isList = record(unknownId.data).rows !== undefined;
			const told = isList ? 'a list' : JSON.stringify(unknownId.data ?? null).slice(0, 40);
			return good(`MIOeSIM answers a look-up that finds nothing with ${told}`);
		}
		return isAnswer(unknownId)
			? good(`MIOeSIM tells by code ${unknownId.failure.details.code} that nothing is found`)
			: refused(evidence, unknownId.failure, 'A look-up by ID');
	},
	idFilter({ unknownId }) {
		if (!isAnswer(unknownId)) return before('The filter by External Order ID');
		const rows = unknownId.ok ? records(record(unknownId.data).rows) : [];
		if (!rows.some((row) => contradicts(row, NO_ORDER)))
			return good('The list of orders can be filtered by External Order ID');
		return wrong(
			'MIOeSIM ignores External Order ID: it lists other orders',
			"Ask your MIOeSIM contact to enable this filter. Until then, the node cannot look up whether a line was bought, and 'Prevent Duplicates' buys nothing",
		);
	},
	credentialText({ account }) {
		const hidden = fieldsWithHidden(account);
		if (hidden.length === 0) return good('The credential has no invisible characters');
		return wrong(
			`Invisible characters are in: ${hidden.join(', ')}`,
			'Type the values by hand, or copy them again from the MIOeSIM portal as plain text',
		);
	},
};

export const check: Operation = {
	name: 'Check Setup',
	value: 'check',
	action: 'Check setup of account',
	description:
		'Check the connection, login, signature and access rights of the credential. Returns one item per finding and buys nothing.',
	kind: 'read',
	endpoint: null,
	check: [],
	fields: [],
	async execute({ client, shared }) {
		const evidence = await shared('checkSetup', async () => await gather(client));
		return Object.entries(checks).map(([name, judge]) =>
			asItem({ check: name, ...judge(evidence) }),
		);
	},
};
