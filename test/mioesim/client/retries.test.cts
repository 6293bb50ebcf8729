import { Failure, settle } from '../../../dist/mioesim/codes/failure';
import {
	apiFailure,
	httpFailure,
	networkFailure,
	replyFailure,
} from '../../../dist/mioesim/codes/failures';
import { connectionLost } from '../../../dist/mioesim/codes/networkTexts';
import type { EndpointKind } from '../../../dist/mioesim/wire/endpoints';
import { Cancelled } from '../../../dist/mioesim/client/bounds';
import { withRetries } from '../../../dist/mioesim/client/exchange';
import { useScriptedClock } from '../../harness/scriptedClock.cts';
import { ScriptedN8n } from '../../harness/scriptedN8n.cts';

/** Which calls are sent again, how often, and after what pause. */

const script = useScriptedClock();
let n8n: ScriptedN8n;
beforeEach(() => (n8n = new ScriptedN8n(script.time)));

/** Sends until the call succeeds or is given up; these are the replies. */
async function tries(kind: EndpointKind, ...replies: unknown[]) {
	let sent = 0;
	const working = withRetries(n8n.port, kind, async () => {
		await Promise.resolve();
		const reply = replies[Math.min(sent++, replies.length - 1)];
		if (reply instanceof Failure) throw reply;
		return reply;
	});
	const settled = await settle(working);
	const reply = settled.ok ? settled.data : settled.failure;
	return { sent, reply, pauses: script.time.pauses };
}

const lost = networkFailure(connectionLost, 'getOrderInfo');
const unreadable = replyFailure('an HTML page', 'getOrderInfo');
const refused = (code: number) => apiFailure({ code: String(code), message: null }, 'getOrderInfo');
const busy = (wait?: number) => httpFailure(429, 'getOrderInfo', wait);

it.each([
	['a broken connection', lost],
	['HTTP 503', httpFailure(503, 'getOrderInfo')],
	['an unreadable reply', unreadable],
	[
		'an undocumented code with a temporary status',
		refused(777).with({ httpStatus: 503, retryable: true }),
	],
])('sends a read up to three times after %s, with growing pauses', async (_, failure) => {
	expect(await tries('read', failure)).toEqual({ sent: 3, reply: failure, pauses: [300, 1500] });
	expect(await tries('read', failure, unreadable, 'data')).toMatchObject({
		sent: 3,
		reply: 'data',
	});
	expect(await tries('read', 'data')).toMatchObject({ sent: 1, reply: 'data' });
});

it.each([
	[0, 150],
	[1, 450],
])(
	'varies the pauses, so that calls side by side do not return all at once: chance %d',
	async (chance, ms) => {
		script.time.chance = chance;
		expect((await tries('read', lost, 1)).pauses).toEqual([ms]);
	},
);

it('sends a write once, whatever happens to it: it may have been carried out', async () => {
	for (const failure of [lost, unreadable, httpFailure(503, 'addEsimOrder')]) {
		expect(await tries('write', failure)).toEqual({ sent: 1, reply: failure, pauses: [] });
	}
});

it.each<EndpointKind>(['read', 'write'])(
	'sends a %s again after HTTP 429 when the server says so: it did not run',
	async (kind) => {
		script.time.chance = 1;
		expect((await tries(kind, busy(7000), busy(), 1)).pauses).toEqual([7000, 2250]);
	},
);

it('gives up after HTTP 429 three times, or if the server asks for more than a minute', async () => {
	expect((await tries('write', busy())).sent).toBe(3);
	expect((await tries('write', busy(60_000))).pauses).toContain(60_000);
	expect((await tries('write', busy(60_001))).sent).toBe(1);
});

it.each([
	['a refusal', refused(-3)],
	['a temporary refusal', apiFailure({ code: '99', message: null }, 'handlerEsimPdfLink')],
	['HTTP 404', httpFailure(404, 'getOrderInfo')],
	['what is final', unreadable.with({ retryable: false })],
	['a connection that is refused for good', lost.with({ retryable: false })],
	// Logins have their own attempts.
	['a login with HTTP 429', httpFailure(429, 'login')],
	['a login that was lost', networkFailure(connectionLost, 'login')],
])('does not repeat a read after %s', async (_, failure) => {
	expect((await tries('read', failure)).sent).toBe(1);
});

it('sends nothing more after the execution is stopped', async () => {
	script.time.meanwhile = () => n8n.stop.abort();
	let sent = 0;
	const reading = withRetries(n8n.port, 'read', async () => {
		sent++;
		await Promise.resolve();
		throw lost;
	});
	await expect(reading).rejects.toThrow(Cancelled);
	expect(sent).toBe(1);
});
