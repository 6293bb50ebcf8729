import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { toIso } from '../../../dist/mioesim/dates';
import { redact } from '../../../dist/mioesim/redact';
import { readAccount } from '../../../dist/mioesim/client/account';
import { readDay } from '../../../dist/nodes/shared/parameters/day';
import { isEmailAddress } from '../../../dist/nodes/shared/parameters/textKinds';
import { createOrder, getOrder, getSkus } from '../../../test/harness/parameters.cts';
import type { Attack, AttackFigures } from '../lib/attackProcess.cts';
import { oddReplies } from './oddReplies.cts';
import type { AttackRow, Section, Task } from '../lib/figures.cts';
import { inFreshProcess } from '../lib/freshProcess.cts';
import { startHostileServer, type Hostility } from '../lib/hostileServer.cts';

/** What a server can do, and what it cost the node before there were limits. */
interface ServerAttack {
	what: string;
	was: string;
	hostility: Hostility;
	parameters: IDataObject;
	count: number;
	shownBy: string;
	/** Takes a minute. */
	isLong?: true;
}

const read = getOrder('EP20240124000013');
const order = createOrder(
	{ skuId: 45, priceId: 441 },
	{ externalOrderId: '={{ $json.shop }}', options: { checkPackage: false } },
);
const logins = 'test/mioesim/client/loginAttempts.test.cts';
const replies = 'test/mioesim/client/replies.test.cts';

const serverAttacks: ServerAttack[] = [
	{
		what: 'A login that answers HTTP 429; 20 items',
		was: '60 logins',
		hostility: 'login429',
		parameters: read,
		count: 20,
		shownBy: logins,
	},
	{
		what: 'A login that answers HTTP 500; 20 items',
		was: '60 logins',
		hostility: 'login500',
		parameters: read,
		count: 20,
		shownBy: logins,
	},
	{
		what: 'A login that answers HTTP 429 with Retry-After: 3600; 20 items',
		was: '60 logins, 12 s',
		hostility: 'loginAnHour',
		parameters: read,
		count: 20,
		shownBy: logins,
	},
	{
		what: 'A login that hangs; 20 items',
		was: 'half an hour',
		hostility: 'loginHangs',
		parameters: read,
		count: 20,
		shownBy: logins,
		isLong: true,
	},
	{
		what: 'Tokens that are refused at once; 40 orders',
		was: '80 logins',
		hostility: 'tokensRefused',
		parameters: order,
		count: 40,
		shownBy: logins,
	},
	{
		what: 'A reply of 600 MB',
		was: '3 calls, 47 s, 1.4 GB',
		hostility: 'pours',
		parameters: getSkus(),
		count: 1,
		shownBy: replies,
	},
	{
		what: 'A compressed reply of 1 MB that becomes 1 GB',
		was: '3 calls, 66 s, 2.3 GB',
		hostility: 'bomb',
		parameters: getSkus(),
		count: 1,
		shownBy: replies,
	},
	{
		what: 'A reply that drips and never ends, while memory is collected',
		was: 'never ends on Node 20',
		hostility: 'drips',
		parameters: { ...getSkus(), options: { timeout: 3000 } },
		count: 1,
		shownBy: replies,
	},
	{
		what: 'A reply of 15 MB with five million empty objects',
		was: '8 s, 0.7 GB',
		hostility: 'values',
		parameters: getSkus(),
		count: 1,
		shownBy: replies,
	},
];

/** Text from a server or a user. */
interface TextAttack {
	what: string;
	was: string;
	read: () => unknown;
	shownBy: string;
}

const MEGABYTE = 1_000_000;
const longText = 'test/longText.test.cts';
const account = { phoneNumber: '1', password: '2', secretKey: '3' };

const textAttacks: TextAttack[] = [
	{
		what: 'Redaction of 80,000 digits',
		was: '8 s',
		read: () => redact('8'.repeat(80_000)),
		shownBy: longText,
	},
	{
		what: 'Redaction of 200,000 digits',
		was: 'more than a minute',
		read: () => redact('8'.repeat(200_000)),
		shownBy: longText,
	},
	{
		what: 'A date with 160,000 spaces',
		was: '13 to 22 s',
		read: () => toIso(`2024-01-24${' '.repeat(160_000)}x`),
		shownBy: longText,
	},
	{
		what: 'An email address of 1 MB',
		was: '3 to 6 s',
		read: () => isEmailAddress(`a@${'a.'.repeat(MEGABYTE / 2)}`),
		shownBy: longText,
	},
	{
		what: 'A Base URL of 1 MB',
		was: '3 to 6 s',
		read: () => readAccount({ ...account, baseUrl: `http://h${'/'.repeat(MEGABYTE)}x` }),
		shownBy: longText,
	},
	{
		what: 'An input date of 1 MB',
		was: '3 to 6 s',
		read: () => readDay(`2024-01-24${' '.repeat(MEGABYTE)}x`, 'Begin Date'),
		shownBy: longText,
	},
];

async function attacked(attack: ServerAttack): Promise<AttackRow> {
	const { hostility, parameters, count, what, was, shownBy } = attack;
	const server = await startHostileServer(hostility);
	const task: Attack = {
		baseUrl: server.url,
		parameters,
		items: Array.from({ length: count }, (_, index) => ({ shop: `S-${index}` })),
	};
	try {
		const script = join(__dirname, '../lib/attackProcess.cts');
		const { failed, wallMs, rssMb } = await inFreshProcess<AttackFigures>(script, task);
		if (failed !== count) throw new Error(`${what}: ${failed} of ${count} items failed`);
		return { what, was, wallMs, rssMb, ...server.calls, shownBy };
	} finally {
		server.close();
	}
}

function readText({ what, was, read: readIt, shownBy }: TextAttack): AttackRow {
	const times = [1, 2, 3].map(() => {
		const start = performance.now();
		try {
			readIt();
		} catch {
			// A refusal is an answer as well.
		}
		return performance.now() - start;
	});
	return { what, was, wallMs: Math.min(...times), shownBy };
}

/** What servers and users can send to waste time, memory and calls. */
export async function attacks({ size, log }: Task): Promise<Section<AttackRow>> {
	const rows: AttackRow[] = [];
	for (const attack of serverAttacks) {
		if (attack.isLong && size === 'quick') continue;
		rows.push(await attacked(attack));
		log(`${attack.what}: ${rows[rows.length - 1].wallMs.toFixed(0)} ms`);
	}
	rows.push(...textAttacks.map(readText), ...(await oddReplies(log)));
	return { rows };
}
