import { endpoints as session } from './session.cts';
import { endpoints as catalogue } from './catalogue.cts';
import { endpoints as partners } from './partners.cts';
import { endpoints as orders } from './orders.cts';
import { endpoints as renewals } from './renewals.cts';
import { endpoints as changes } from './changes.cts';
import { endpoints as queries } from './queries.cts';
import { endpoints as cards } from './cards.cts';
import type { Simulator } from '../simulator.cts';
import type { Account } from '../accounts.cts';
import type { Modes } from '../modes.cts';
import type { ParameterTable } from '../parameters.cts';

/**
 * The API's endpoints. A handler runs only if its required parameters are present. It either returns the
 * data of the reply or throws a Refusal.
 */
export interface Call {
	sim: Simulator;
	account: Account;
	parameters: Map<string, string>;
	/** key */
	endpoint: string;
	/** modes for this call only */
	modes: Partial<Modes>;
	violate: (param: string, reason: string) => void;
}

export interface Endpoint {
	key: string;
	/** session: login, without a token; write: spends or refunds money, or emails somebody */
	kind: 'session' | 'read' | 'write';
	/** an order, a renewal or a cancellation */
	books?: true;
	/** as on MIOeSIM's pages or, if it is not there, as clients call it */
	method: 'GET' | 'POST';
	path: string;
	parameters: ParameterTable;
	/** how it writes its code */
	codeAs: 'number' | 'text';
	/** what data is in a refusal */
	failureData: 'null' | 'absent' | 'empty' | 'message';
	/** whether its messages are Chinese */
	chinese: boolean;
	handle?: (call: Call) => unknown;
	/** the key under which the reply is stored, instead of handling the call again */
	cacheKey?: (call: Call) => string;
}

export const endpoints: Endpoint[] = [
	...session,
	...catalogue,
	...partners,
	...orders,
	...renewals,
	...changes,
	...queries,
	...cards,
];

export const byPath: Map<string, Endpoint> = new Map(
	endpoints.map((endpoint) => [endpoint.path, endpoint]),
);
