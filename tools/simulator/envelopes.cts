import { recase } from './login-replies.cts';
import { isRewritten, tell, type Json } from './telling.cts';
import type { Answer } from './dispatch.cts';
import type { Modes } from './modes.cts';
import type { Endpoint } from './endpoints/endpoint.cts';

/** Envelopes as MIOeSIM writes them: their codes, HTTP statuses, texts and bytes (docs/api.md, section 4). */

const SUCCESS = 200;
const OTHER = 500;

/** The statuses that a backend that follows HTTP would send with each code. */
const MATCHING: Partial<Record<string, number>> = {
	'0': 200,
	'1': 200,
	'-1': 401,
	'-2': 400,
	'-3': 404,
	'-8': 400,
	'-10': 400,
	'-30': 403,
	'3': 404,
	'4': 409,
	'22': 403,
	'400108': 403,
	'400109': 403,
	'1013': 402,
	'1021': 409,
};

function statusOf(code: number | string, statuses: Modes['statuses']): number {
	if (statuses === 'ok') return SUCCESS;
	if (statuses === 'matching') return MATCHING[String(code)] ?? OTHER;
	const pairs = statuses.split(',').map((pair) => pair.split('='));
	const status = pairs.find(([each]) => each === String(code))?.[1];
	return status === undefined ? SUCCESS : Number(status);
}

const ICCID = /"iccid":"(\d+)"/g;
const ICCIDS = { text: '"iccid":"$1"', number: '"iccid":$1', padded: '"iccid":"$1F"' };
const TEXTS = /"(message|display|showName|skuName|name|premark)":"/g;
const CONTROLS = '\u0007\t\r\n';

/** Two bytes of every character in GBK. */
let gbk: Map<string, number[]> | undefined;

function gbkTable(): Map<string, number[]> {
	const table: Map<string, number[]> = new Map();
	const decoder = new TextDecoder('gbk');
	for (let lead = 0x81; lead <= 0xfe; lead++) {
		for (let trail = 0x40; trail <= 0xfe; trail++) {
			const character = decoder.decode(Uint8Array.of(lead, trail));
			if (character.length === 1 && character !== '\ufffd') table.set(character, [lead, trail]);
		}
	}
	return table;
}

/** @returns JSON in GBK, which is GB18030, too; characters beyond it are escaped */
function encodeGbk(text: string): Buffer {
	const table = (gbk ??= gbkTable());
	const bytes: number[] = [];
	for (const unit of text.split('')) {
		const code = unit.charCodeAt(0);
		const escaped = `\\u${code.toString(16).padStart(4, '0')}`;
		bytes.push(...(code < 0x80 ? [code] : (table.get(unit) ?? Buffer.from(escaped))));
	}
	return Buffer.from(bytes);
}

/** @param code as in the envelope */
export function write(code: number | string, json: Json, modes: Modes): Answer {
	let text = JSON.stringify(json);
	if (modes.iccids !== 'text') text = text.replace(ICCID, ICCIDS[modes.iccids]);
	if (modes.texts === 'control') text = text.replace(TEXTS, `$&${CONTROLS}`);
	const status = statusOf(code, modes.statuses);
	if (modes.charset === 'utf-8') return { code, status, body: text };
	const type = `application/json;charset=${modes.charset.toUpperCase()}`;
	return { code, status, type, body: encodeGbk(text) };
}

const spell = (endpoint: Endpoint, code: number | string) =>
	typeof code === 'number' && endpoint.codeAs === 'text' ? String(code) : code;

/** The reply to a call that succeeded. */
export function envelope(endpoint: Endpoint, data: unknown, modes: Modes): Answer {
	const code = spell(endpoint, 0);
	const message = endpoint.chinese ? '成功' : 'success';
	const told = isRewritten(modes) ? tell(data, modes) : data;
	return write(code, { code, message, data: told }, modes);
}

/** The reply to a call that was refused, with `data` as the endpoint has it then. */
export function failure(
	endpoint: Endpoint,
	code: number | string,
	message: string,
	modes: Modes,
): Answer {
	const data = { null: null, absent: undefined, empty: '', message }[endpoint.failureData];
	const spelt = spell(endpoint, code);
	const json = { code: spelt, message, data };
	return write(spelt, endpoint.kind === 'session' ? recase(json, modes.loginKeys) : json, modes);
}
