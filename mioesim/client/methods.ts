import type { Endpoint, HttpMethod } from '../wire/endpoints';
import type { AccountMemory } from './accounts';
import type { Exchange } from './exchange';
import type { Reply } from './reply';

/**
 * Sends a call with the HTTP method that this server accepts. A read starts with what worked last for
 * this account and path, and is sent once with the other method if the server doesn't accept this one
 * (docs/api.md, section 1). A write is sent as requested, once.
 */
export async function byWorkingMethod(
	{ kind, method, path }: Endpoint,
	memory: AccountMemory,
	send: (method: HttpMethod) => Promise<Exchange>,
): Promise<Reply> {
	if (kind !== 'read') return (await send(method)).reply;
	// Only one call pays for finding out.
	const earlier = memory.running.get(path);
	if (earlier && !memory.methods.get(path)) await earlier;
	const sending = sendEitherWay(memory.methods.get(path) ?? method, path, memory, send);
	const done = sending.then(
		() => undefined,
		() => undefined,
	);
	memory.running.set(path, done);
	try {
		return await sending;
	} finally {
		memory.running.delete(path);
	}
}

async function sendEitherWay(
	first: HttpMethod,
	path: string,
	memory: AccountMemory,
	send: (method: HttpMethod) => Promise<Exchange>,
): Promise<Reply> {
	const { reply, isMethodRefused } = await send(first);
	if (!isMethodRefused) {
		if (reply.ok) memory.methods.set(path, first);
		return reply;
	}
	const second: HttpMethod = first === 'POST' ? 'GET' : 'POST';
	const other = await send(second);
	// If both are refused, the first answer is more useful: it is for the documented call.
	if (other.isMethodRefused) return reply;
	memory.methods.set(path, second);
	return other.reply;
}
