/**
 * @typedef {import('./dispatch').Answer} Answer
 * @typedef {import('./endpoints').Endpoint} Endpoint
 */

/** @param {Endpoint} endpoint @param {number | string} code */
const spell = (endpoint, code) =>
	typeof code === 'number' && endpoint.codeAs === 'text' ? String(code) : code;

/**
 * @param {Endpoint} endpoint
 * @param {unknown} data
 * @returns {Answer & { body: string }}
 */
export function envelope(endpoint, data) {
	const code = spell(endpoint, endpoint.session ? 1 : 0);
	const message = endpoint.chinese ? '成功' : 'success';
	return { code, body: JSON.stringify({ code, message, data }) };
}

/**
 * @param {Endpoint} endpoint
 * @param {number | string} code
 * @param {string} message
 * @returns {Answer & { body: string }} data as the endpoint has it when it refuses
 */
export function failure(endpoint, code, message) {
	const data = { null: null, absent: undefined, empty: '', message }[endpoint.failureData];
	const spelt = spell(endpoint, code);
	return { code: spelt, body: JSON.stringify({ code: spelt, message, data }) };
}

/**
 * @param {number} status
 * @param {string} error
 * @param {string} path
 * @returns {Answer} an error page as Spring makes it: no envelope
 */
const springError = (status, error, path) => ({
	status,
	body: JSON.stringify({ timestamp: 0, status, error, path }),
});

/** @param {import('./wire').WireRequest} request */
export const methodNotAllowed = ({ path }) => springError(405, 'Method Not Allowed', path);

/** @param {import('./wire').WireRequest} request */
export const notFound = ({ path }) => springError(404, 'Not Found', path);
