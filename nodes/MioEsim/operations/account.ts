import type { Client } from '../../../mioesim/client/client';
import { contradicts } from '../../../mioesim/client/orders';
import { isPrivateHost } from '../../../mioesim/client/privateAddress';
import { meansNothingFound } from '../../../mioesim/codes/errorCodes';
import { settle, type Settled } from '../../../mioesim/codes/failure';
import { readIccid } from '../../../mioesim/shapes/card';
import { partnerOfRow } from '../../../mioesim/shapes/sku';
import { list, record, records } from '../../../mioesim/values';
import { fieldsWithHidden } from '../../../mioesim/wire/login';
import { asFailure } from '../../shared/failures';
import { refuse } from '../../shared/parameters/text';
import { clock } from '../../shared/port';
import type { Operation } from '../operation';
import { asItem } from '../output/shaping';

/** Has the form of an ICCID and belongs to no card: an account without cards can test its access with it. */
const NO_CARD = '8900000000000000000';
/** What no order has as External Order ID. */
const NO_ORDER = { outerOrderId: 'CHECK-SETUP-NO-SUCH-ORDER' };

/** The rows of a reply of queryEsimOrder. */
const rowsIn = (reply: Settled) => (reply.ok ? records(record(reply.data).rows) : []);

/** Reads what shows whether an account is set up. The first read logs in if there is no session. */
async function gather(client: Client) {
	const destinations = await settle(client.ask('getSkus'));
	const failure = destinations.ok ? null : destinations.failure;
	const clockOffsetMs = Date.parse(client.serverDate ?? '') - clock.now();
	const { dpId, baseUrl } = await client.account();
	const orders = await settle(client.ask('queryEsimOrder', { pageNo: 1, pageSize: 1 }));
	const noOrder = { ...NO_ORDER, pageNo: 1, pageSize: 30 };
	const [card] = records(rowsIn(orders)[0]?.packageList);
	const iccid = readIccid(card?.iccid) ?? NO_CARD;
	return {
		url: new URL(baseUrl),
		destinations,
		failure,
		/** The login was accepted: whatever failed came after it. */
		hasSession: failure === null || failure.details.type === 'api',
		/** How far the server's clock is ahead of this one; NaN when it doesn't tell the time. */
		clockOffsetMs,
		orders,
		/** The look-up of an ID that no order has. */
		unknownId: await settle(client.ask('queryEsimOrder', noOrder)),
		detail: await settle(client.ask('getESIMDetail', { iccid })),
		/** The distribution partners that the account has; null when the credential has none. */
		partners: dpId === null ? null : await settle(client.ask('getPhysicalSIMDpInfo')),
		account: await client.account(),
		/** The HTTP method that works for reads; null when none did. */
		method: await client.methodOf('getSkus'),
	};
}

type Evidence = Awaited<ReturnType<typeof gather>>;

/** In place of a resolution: it could not be checked, and nothing needs to be done. */
const OPEN = '';

/** The first read failed before MIOeSIM could answer about the account. */
function before(what: string): never {
	refuse(`${what} could not be checked: see the first finding that failed`, OPEN);
}

/**
 * The data of a reply; null when MIOeSIM says that nothing is found. A read that failed tells about itself,
 * unless there was no session to read with.
 *
 * @param codes the only ones that prove something
 */
function dataOf(hasSession: boolean, reply: Settled, what: string, codes?: string[]): unknown {
	if (reply.ok) return reply.data;
	const { code, meaning } = reply.failure.details;
	if (meansNothingFound(code)) return null;
	if (!hasSession) before(what);
	if (codes && !codes.includes(String(code)))
		refuse(`${what} could not be checked: ${meaning}`, OPEN);
	throw reply.failure;
}

/** The `Date` header counts in seconds, and a reply takes time. */
const MOST_SECONDS = 60;
/** Codes that deny an account or a server access to getESIMDetail (docs/api.md, section 4). */
const ACCESS_CODES = ['400108', '400109'];

/**
 * What is well, or throws why it is not. In the order in which one check depends on the other. The texts are
 * safe to paste into a bug report.
 */
const checks: Record<string, (evidence: Evidence) => string> = {
	reachable({ failure, url }) {
		if (failure && !['api', 'login'].includes(failure.details.type)) throw failure;
		return `MIOeSIM answers at ${url.host}`;
	},
	tls({ failure, url }) {
		if (url.protocol !== 'https:') {
			if (isPrivateHost(url.hostname))
				refuse('The connection is not encrypted; the address is inside your own network', OPEN);
			refuse(
				'The connection is not encrypted: anyone on the network path can read password and token',
				"Enter 'Base URL' with https:// in the MIOeSIM credential",
			);
		}
		if (failure?.details.type !== 'network')
			return 'The connection is encrypted, and the certificate is valid';
		if (/^(?:certificate|tls)$/.test(failure.details.networkTrouble ?? '')) throw failure;
		return before('TLS');
	},
	login({ failure, hasSession }) {
		if (failure?.details.type === 'login') throw failure;
		return hasSession ? 'MIOeSIM accepts phone number and password' : before('The login');
	},
	signatureStyle({ failure, hasSession, account: { signatureStyle } }) {
		if (failure && String(failure.details.code) === '-30') throw failure;
		if (!hasSession || signatureStyle === undefined) before('The signature style');
		return `MIOeSIM accepts the signature style "${signatureStyle}"`;
	},
	method: ({ method }) =>
		method === null ? before('The HTTP method') : `Reads work with ${method}`,
	clock({ failure, clockOffsetMs }) {
		const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
		if (seconds <= MOST_SECONDS)
			return `The clocks of MIOeSIM and of your n8n server differ by ${seconds} s`;
		if (Number.isNaN(seconds))
			return failure ? before('The clock') : refuse('The server does not report its time', OPEN);
		return refuse(
			`The clock of your n8n server is ${seconds} s ${clockOffsetMs > 0 ? 'behind' : 'ahead of'} MIOeSIM's`,
			'Synchronize the clock of your n8n server: it decides when a session is renewed',
		);
	},
	catalogue({ hasSession, destinations }) {
		const { length } = list(dataOf(hasSession, destinations, 'The list of destinations'));
		if (length > 0) return `The account has access to ${length} destinations`;
		return refuse(
			'The account has no destinations',
			'Ask your MIOeSIM contact which destinations are enabled for this account',
		);
	},
	orders({ hasSession, orders }) {
		dataOf(hasSession, orders, 'The list of orders');
		return 'The list of orders can be read';
	},
	esimDetail({ hasSession, detail }) {
		const what = 'SIM Card > Get Detail';
		dataOf(hasSession, detail, what, ACCESS_CODES);
		return `${what} is enabled for this account and server`;
	},
	dpId({ hasSession, partners, account: { dpId } }) {
		if (partners === null) {
			const none =
				'The credential has no Distribution Partner ID; only physical SIM cards need one';
			return refuse(none, OPEN);
		}
		const rows = list(dataOf(hasSession, partners, 'The Distribution Partner ID'));
		if (rows.some((row) => partnerOfRow(row).dpId === dpId))
			return 'The Distribution Partner ID of the credential is valid';
		return refuse(
			'MIOeSIM lists no distribution partner with the ID in the credential',
			"Correct 'Distribution Partner ID' in the MIOeSIM credential: Distribution Partner > Get Many lists the IDs",
		);
	},
	/** Before it buys, the node looks for the order by its ID: what "nothing found" looks like decides. */
	nothingFound({ hasSession, unknownId }) {
		const data = dataOf(hasSession, unknownId, 'A look-up by ID');
		if (!unknownId.ok)
			return `MIOeSIM tells by code ${unknownId.failure.details.code} that nothing is found`;
		const isList = record(data).rows !== undefined;
		const told = isList ? 'a list' : JSON.stringify(data ?? null).slice(0, 40);
		return `MIOeSIM answers a look-up that finds nothing with ${told}`;
	},
	idFilter({ unknownId }) {
		// Why the look-up failed is the finding before.
		dataOf(false, unknownId, 'The filter by External Order ID');
		if (!rowsIn(unknownId).some((row) => contradicts(row, NO_ORDER)))
			return 'The list of orders can be filtered by External Order ID';
		return refuse(
			'MIOeSIM ignores External Order ID: it lists other orders',
			"Ask your MIOeSIM contact to enable this filter. Until then, the node cannot look up whether a line was bought, and 'Prevent Duplicates' buys nothing",
		);
	},
	credentialText({ account }) {
		const hidden = fieldsWithHidden(account);
		if (hidden.length === 0) return 'The credential has no invisible characters';
		return refuse(
			`Invisible characters are in: ${hidden.join(', ')}`,
			'Type the values by hand, or copy them again from the MIOeSIM portal as plain text',
		);
	},
};

/** `ok` is null when it couldn't be checked; `resolution` is null when nothing needs to be done. */
function verdictOf(judge: () => string) {
	try {
		return { ok: true, message: judge(), resolution: null };
	} catch (error) {
		const { code, meaning, resolution } = asFailure(error).details;
		const message = code === null ? meaning : `${meaning} (code ${code})`;
		const isOpen = resolution === OPEN;
		return { ok: isOpen ? null : false, message, resolution: isOpen ? null : resolution };
	}
}

export const check: Operation = {
	name: 'Check Setup',
	action: 'Check setup of account',
	help: 'Check the connection, login, signature and access rights of the credential. Returns one item per finding and buys nothing.',
	endpoint: null,
	fields: [],
	async execute({ client, shared }) {
		const evidence = await shared('checkSetup', async () => await gather(client));
		return Object.entries(checks).map(([name, judge]) =>
			asItem({ check: name, ...verdictOf(() => judge(evidence)) }),
		);
	},
};
