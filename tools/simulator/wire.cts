import type { IncomingMessage, ServerResponse } from 'node:http';

const BODY_LIMIT = 1024 * 1024;
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/**
 * A request as the server reads it: query and form together, the first value of each name, like Java's
 * `getParameter`.
 */
export interface WireRequest {
	method: string;
	path: string;
	parameters: Map<string, string>;
	/** names in the URL */
	inQuery: string[];
	/** names in the form */
	inBody: string[];
	/** names that were sent more than once */
	duplicates: string[];
	/** the media type of a body that is not a form */
	foreignBody: string | null;
	/** parameters in a JSON body, which only login takes */
	json: Map<string, string> | null;
}

export interface WireReply {
	/** 200 by default */
	status?: number;
	headers?: Record<string, string>;
	body: Buffer | string;
	/** media type, JSON by default */
	type?: string;
}

export function readBody(request: IncomingMessage): Promise<string> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > BODY_LIMIT) request.destroy();
			else chunks.push(chunk);
		});
		request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
		request.on('error', reject);
		request.on('close', () => {
			if (!request.complete) reject(new Error('the client disconnected'));
		});
	});
}

export async function readRequest(request: IncomingMessage): Promise<WireRequest> {
	const url = request.url ?? '/';
	const mark = url.indexOf('?');
	const method = request.method ?? 'GET';
	const parameters = new Map<string, string>();
	const duplicates: string[] = [];
	const take = (encoded: string, counts: boolean) => {
		const names: string[] = [];
		for (const [name, value] of new URLSearchParams(encoded)) {
			if (parameters.has(name)) duplicates.push(name);
			else if (counts) parameters.set(name, value);
			names.push(name);
		}
		return names;
	};
	const inQuery = mark < 0 ? [] : take(url.slice(mark + 1), true);
	const body = carriesBody(request) ? await readBody(request) : '';
	const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	const isForm = body === '' || type === FORM;
	return {
		method,
		path: mark < 0 ? url : url.slice(0, mark),
		parameters,
		inQuery,
		inBody: isForm && body !== '' ? take(body, method === 'POST') : [],
		duplicates,
		foreignBody: isForm ? null : type || 'no content type',
		json: type === JSON_TYPE ? readJson(body) : null,
	};
}

/** @returns null for anything but an object */
function readJson(body: string): Map<string, string> | null {
	try {
		const parsed: unknown = JSON.parse(body);
		if (typeof parsed !== 'object' || parsed === null) return null;
		return new Map(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
	} catch {
		return null;
	}
}

function carriesBody(request: IncomingMessage) {
	const length = request.headers['content-length'];
	return request.headers['transfer-encoding'] !== undefined || (length ?? '0') !== '0';
}

export function writeReply(response: ServerResponse, reply: WireReply) {
	const body = typeof reply.body === 'string' ? Buffer.from(reply.body, 'utf8') : reply.body;
	response.writeHead(reply.status ?? 200, {
		'Content-Type': reply.type ?? 'application/json;charset=UTF-8',
		'Content-Length': body.length,
		...reply.headers,
	});
	response.end(body);
}
