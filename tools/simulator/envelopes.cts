import { recase } from './login-replies.cts';
import type { Answer } from './dispatch.cts';
import type { Modes } from './modes.cts';
import type { Endpoint } from './endpoints/index.cts';

const spell = (endpoint: Endpoint, code: number | string) =>
	typeof code === 'number' && endpoint.codeAs === 'text' ? String(code) : code;

export function envelope(endpoint: Endpoint, data: unknown): Answer & { body: string } {
	const code = spell(endpoint, 0);
	const message = endpoint.chinese ? '成功' : 'success';
	return { code, body: JSON.stringify({ code, message, data }) };
}

const ICCID = /"iccid":"(\d+)"/g;

/** Writes the ICCIDs of a reply differently: as JSON numbers, or padded to whole bytes. */
export function writeIccids(answer: Answer & { body: string }, way: Modes['iccids']): Answer {
	if (way === 'text') return answer;
	const written = way === 'number' ? '"iccid":$1' : '"iccid":"$1F"';
	return { ...answer, body: answer.body.replace(ICCID, written) };
}

/** @returns the endpoint's `data` in a refusal */
export function failure(
	endpoint: Endpoint,
	code: number | string,
	message: string,
	{ loginKeys }: Pick<Modes, 'loginKeys'>,
): Answer & { body: string } {
	const data = { null: null, absent: undefined, empty: '', message }[endpoint.failureData];
	const spelt = spell(endpoint, code);
	const answer = { code: spelt, message, data };
	const isLogin = endpoint.kind === 'session';
	return { code: spelt, body: JSON.stringify(isLogin ? recase(answer, loginKeys) : answer) };
}
