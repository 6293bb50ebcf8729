const BODY_LIMIT = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/**
 * A request as the server reads it: query and form together, the first of each name, as Java's
 * `getParameter` does.
 *
 * @typedef {object} WireRequest
 * @property {string} method
 * @property {string} path
 * @property {Map<string, string>} parameters
 * @property {string[]} inQuery names that came in the URL
 * @property {string[]} inBody names that came in the form
 * @property {string[]} duplicates names that came more than once
 * @property {string | null} foreignBody the media type of a body that is no form
 *
 * @typedef {object} WireReply
 * @property {number} [status] 200 when left out
 * @property {Record<string, string>} [headers]
 * @property {Buffer | string} body
 * @property {string} [type] media type, JSON when left out
 */

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<string>}
 */
export function readBody(request) {
	return new Promise((resolve, reject) => {
		/** @type {Buffer[]} */
		const chunks = [];
		let size = 0;
		request.on('data', (chunk) => {
			size += chunk.length;
			if (size > BODY_LIMIT) request.destroy();
			else chunks.push(chunk);
		});
		request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
		request.on('error', reject);
		request.on('close', () => {
			if (!request.complete) reject(new Error('the client went away'));
		});
	});
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<WireRequest>}
 */
export async function readRequest(request) {
	const url = request.url ?? '/';
	const mark = url.indexOf('?');
	const parameters = new Map();
	/** @type {string[]} */
	const duplicates = [];
	const take = (/** @type {string} */ encoded) => {
		/** @type {string[]} */
		const names = [];
		for (const [name, value] of new URLSearchParams(encoded)) {
			if (parameters.has(name)) duplicates.push(name);
			else parameters.set(name, value);
			names.push(name);
		}
		return names;
	};
	const inQuery = mark < 0 ? [] : take(url.slice(mark + 1));
	const body = carriesBody(request) ? await readBody(request) : '';
	const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	const isForm = body === '' || type === FORM;
	return {
		method: request.method ?? 'GET',
		path: mark < 0 ? url : url.slice(0, mark),
		parameters,
		inQuery,
		inBody: isForm && body !== '' ? take(body) : [],
		duplicates,
		foreignBody: isForm ? null : type || 'no content type',
	};
}

/** @param {import('node:http').IncomingMessage} request */
function carriesBody(request) {
	const length = request.headers['content-length'];
	return request.headers['transfer-encoding'] !== undefined || (length ?? '0') !== '0';
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {WireReply} reply
 */
export function writeReply(response, reply) {
	const body = typeof reply.body === 'string' ? Buffer.from(reply.body, 'utf8') : reply.body;
	response.writeHead(reply.status ?? 200, {
		'Content-Type': reply.type ?? 'application/json;charset=UTF-8',
		'Content-Length': body.length,
		...reply.headers,
	});
	response.end(body);
}
