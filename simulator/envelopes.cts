import type { Answer } from './dispatch.cts';
import type { Endpoint } from './endpoints/index.cts';

const spell = (endpoint: Endpoint, code: number | string) =>
	typeof code === 'number' && endpoint.codeAs === 'text' ? String(code) : code;

export function envelope(endpoint: Endpoint, data: unknown): Answer & { body: string } {
	const code = spell(endpoint, endpoint.kind === 'session' ? 1 : 0);
	const message = endpoint.chinese ? '成功' : 'success';
	return { code, body: JSON.stringify({ code, message, data }) };
}

/** @returns data as the endpoint has it when it refuses */
export function failure(
	endpoint: Endpoint,
	code: number | string,
	message: string,
): Answer & { body: string } {
	const data = { null: null, absent: undefined, empty: '', message }[endpoint.failureData];
	const spelt = spell(endpoint, code);
	return { code: spelt, body: JSON.stringify({ code: spelt, message, data }) };
}
