import type { Answer } from './dispatch.cts';
import type { Endpoint } from './endpoints/index.cts';
import type { WireRequest } from './wire.cts';

const spell = (endpoint: Endpoint, code: number | string) =>
	typeof code === 'number' && endpoint.codeAs === 'text' ? String(code) : code;

export function envelope(endpoint: Endpoint, data: unknown): Answer & { body: string } {
	const code = spell(endpoint, endpoint.session ? 1 : 0);
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

/** @returns an error page as Spring makes it: no envelope */
const springError = (status: number, error: string, path: string): Answer => ({
	status,
	body: JSON.stringify({ timestamp: 0, status, error, path }),
});

export const methodNotAllowed = ({ path }: WireRequest) =>
	springError(405, 'Method Not Allowed', path);

export const notFound = ({ path }: WireRequest) => springError(404, 'Not Found', path);
