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

/** session: login, without a token; write: spends or refunds money, or emails somebody */
type Kind = 'session' | 'read' | 'write';
type Method = 'GET' | 'POST';
/** how it writes its code */
type CodeAs = 'number' | 'text';
/** what data is in a refusal */
type FailureData = 'null' | 'absent' | 'empty' | 'message';

export interface Endpoint {
	key: string;
	kind: Kind;
	/** an order, a renewal or a cancellation */
	books?: true;
	/** as on MIOeSIM's pages or, if it is not there, as clients call it */
	method: Method;
	path: string;
	parameters: ParameterTable;
	codeAs: CodeAs;
	failureData: FailureData;
	/** whether its messages are Chinese */
	chinese: boolean;
	handle: (call: Call) => unknown;
	/** the key under which the reply is stored, instead of handling the call again */
	cacheKey?: (call: Call) => string;
}

/** @param manner how it writes its code, what data is in a refusal, and the language of its messages */
export function endpoint(
	call: `${Kind} ${Method} ${string}`,
	manner: `${CodeAs} ${FailureData} ${'en' | 'zh'}`,
	parameters: ParameterTable,
	handle: Endpoint['handle'],
	more: Pick<Endpoint, 'books' | 'cacheKey'> = {},
): Endpoint {
	const [kind, method, key] = call.split(' ') as [Kind, Method, string];
	const [codeAs, failureData, language] = manner.split(' ') as [CodeAs, FailureData, string];
	const path = `/${kind === 'session' ? 'api_order' : 'api_esim'}/${key}`;
	const chinese = language === 'zh';
	return { key, kind, method, path, parameters, codeAs, failureData, chinese, handle, ...more };
}
