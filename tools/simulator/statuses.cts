import type { Modes } from './modes.cts';

/** HTTP statuses with envelopes that refuse a call (docs/api.md, section 1). */

const SUCCESS = 200;
const OTHER = 500;

/** The statuses that a backend that follows HTTP would send with each code. */
const MATCHING: Partial<Record<string, number>> = {
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

/** @param code of a refusal */
export function statusOf(code: number | string, statuses: Modes['statuses']): number {
	if (statuses === 'ok') return SUCCESS;
	if (statuses === 'matching') return MATCHING[String(code)] ?? OTHER;
	const pairs = statuses.split(',').map((pair) => pair.split('='));
	const status = pairs.find(([each]) => each === String(code))?.[1];
	return status === undefined ? SUCCESS : Number(status);
}
