import type { Endpoint, HttpMethod } from '../api/wire/endpoints';
import type { AccountMemory } from './accounts';
import type { Exchange } from './exchange';
import type { Reply } from './reply';

/**
 * Sends a call by the HTTP method that this server takes. A read starts with what worked last for this
 * account and path, and goes the other way once when the server says that it does not take this one
 * (docs/api.md, section 1). A write goes out as it is asked for, once.
 */
export async function byWorkingMethod(
	{ kind, method, path }: Endpoint,
	memory: AccountMemory,
	send: (method: HttpMethod) => Promise<Exchange>,
): Promise<Reply> {
	if (kind !== 'read') return (await send(method)).reply;
	const known = memory.methods.get(path);
	const first = memory.firstReads.get(path);
	if (known === undefined && first) await first;

	const sending = sendEitherWay(memory.methods.get(path) ?? method, path, memory, send);
	if (known !== undefined || memory.firstReads.has(path)) return await sending;
	// Reads that come meanwhile wait for this one, so that one call pays for finding out.
	const done = sending.then(
		() => undefined,
		() => undefined,
	);
	memory.firstReads.set(path, done);
	try {
		return await sending;
	} finally {
		memory.firstReads.delete(path);
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
	// Refused both ways, the first answer tells more: it is the one to the documented call.
	if (other.isMethodRefused) return reply;
	memory.methods.set(path, second);
	return other.reply;
}
