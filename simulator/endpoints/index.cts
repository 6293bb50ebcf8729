import { endpoints as session } from './session.cts';
import { endpoints as catalogue } from './catalogue.cts';
import { endpoints as partners } from './partners.cts';
import { endpoints as orders } from './orders.cts';
import { endpoints as renewals } from './renewals.cts';
import { endpoints as changes } from './changes.cts';
import { endpoints as queries } from './queries.cts';
import { endpoints as cards } from './cards.cts';

/**
 * The API's endpoints. A handler finds its required parameters present, and either returns the reply's
 * data or throws a Refusal.
 *
 * @typedef {object} Call
 * @property {import('../simulator').Simulator} sim
 * @property {import('../accounts').Account} account
 * @property {Map<string, string>} parameters
 * @property {string} endpoint key
 * @property {(param: string, reason: string) => void} violate
 *
 * @typedef {object} Endpoint
 * @property {string} key
 * @property {'GET' | 'POST'} method
 * @property {string} path
 * @property {import('../parameters').ParameterTable} parameters
 * @property {'number' | 'text'} codeAs how it writes its code
 * @property {'null' | 'absent' | 'empty' | 'message'} failureData what data is when it refuses
 * @property {boolean} chinese whether its messages are Chinese
 * @property {boolean} [session] true for login, which takes no token
 * @property {(call: Call) => unknown} [handle]
 * @property {(call: Call) => string} [cacheKey] instead of handling anew, the reply is kept under this
 */

/** @type {Endpoint[]} */
export const endpoints = [
	...session,
	...catalogue,
	...partners,
	...orders,
	...renewals,
	...changes,
	...queries,
	...cards,
];

/** @type {Map<string, Endpoint>} */
export const byPath = new Map(endpoints.map((endpoint) => [endpoint.path, endpoint]));
