import type { Answer } from './dispatch.cts';
import type { Endpoint } from './endpoints/endpoint.cts';
import type { Modes } from './modes.cts';

/** The methods that serve a call, and the ways to refuse others (docs/api.md, section 1). */

const SERVED = ['GET', 'POST'];

/** Serves any endpoint by either method, as a servlet does, unless the mode differs for reads. */
export function isServed(endpoint: Endpoint, method: string, reads: Modes['reads']): boolean {
	if (!SERVED.includes(method)) return false;
	if (endpoint.kind !== 'read' || reads === 'both') return true;
	return method === (reads === 'documented' ? endpoint.method : reads.toUpperCase());
}

interface Refused {
	method: string;
	path: string;
	/** ms */
	now: number;
	code: number;
}

/** An error as Spring Boot writes it: no envelope. */
const framework = (
	http: number,
	status: number,
	error: string,
	{ path, now }: Refused,
): Answer => ({
	status: http,
	body: JSON.stringify({ timestamp: now, status, error, path }),
});

/** An error page as Tomcat writes it. */
const page = (status: number, title: string): Answer => ({
	status,
	type: 'text/html;charset=utf-8',
	body:
		`<!doctype html><html lang="en"><head><title>HTTP Status ${status} – ${title}</title></head>` +
		`<body><h1>HTTP Status ${status} – ${title}</h1><hr class="line" /></body></html>`,
});

const envelope = ({ code }: Refused, message: string, status = 200): Answer => ({
	status,
	code,
	body: JSON.stringify({ code, message, data: null }),
});

const WAYS: Record<Modes['refuse'], (refused: Refused) => Answer> = {
	json405: (refused) => framework(405, 405, 'Method Not Allowed', refused),
	json404: (refused) => framework(404, 404, 'Not Found', refused),
	json200: (refused) => framework(200, 405, 'Method Not Allowed', refused),
	page405: () => page(405, 'Method Not Allowed'),
	page404: () => page(404, 'Not Found'),
	envelope: (refused) => envelope(refused, `Request method '${refused.method}' not supported`),
	envelope405: (refused) =>
		envelope(refused, `Request method '${refused.method}' is not supported`, 405),
	chinese: (refused) => envelope(refused, `不支持${refused.method}请求`),
};

export const refuseMethod = (way: Modes['refuse'], refused: Refused): Answer => WAYS[way](refused);

export const notFound = (path: string, now: number): Answer =>
	framework(404, 404, 'Not Found', { method: '', path, now, code: 0 });
