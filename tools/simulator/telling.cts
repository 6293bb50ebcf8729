import { absentDate, rewriteDate } from './dates.cts';
import { USUAL, type Modes } from './modes.cts';

/** How single fields of a reply are written, wherever they stand, in the ways that modes set. */

export type Json = Record<string, unknown>;

/** @param of the object that the field belongs to */
type Write = (value: unknown, modes: Modes, of: Json) => unknown;

const UNKNOWN = { zero: 0, null: null, empty: '', absent: undefined };
const PRICE = { text: '$1', unit: '$1 USD', symbol: '$$$1' };

const date: Write = (value, { dates }) =>
	typeof value === 'string' && dates !== 'documented' ? rewriteDate(value, dates) : value;

const start: Write = (value, modes, of) => {
	if (value !== null) return date(value, modes, of);
	return modes.noDates === 'null' ? null : absentDate(modes.noDates);
};

const price: Write = (value, { prices }) =>
	prices === 'documented' ? value : Number(value).toFixed(2).replace(/(.*)/s, PRICE[prices]);

/** Not of a package in a price list: it is known to itself. */
const unless: (write: Write) => Write = (write) => (value, modes, of) => {
	const { unknowns } = modes;
	return unknowns === 'told' || 'priceid' in of ? write(value, modes, of) : UNKNOWN[unknowns];
};

const told: Write = (value) => value;

const usage: Write = (value, modes) => {
	if (modes.usage === 'documented') return value;
	return modes.usage === 'unit' ? `${Number(value)}MB` : Number(value).toLocaleString('en-US');
};

const email: Write = (value, { emails }) => {
	if (emails === 'told' || typeof value !== 'string') return value;
	if (emails === 'account') return 'reseller@mioesim.example';
	return emails === 'null' ? null : value.replace(/^(.).*@/, '$1***@');
};

const kind =
	(field: 'renewal' | 'renew' | 'pflag'): Write =>
	(value, { [field]: how }) => {
		if (how === 'absent') return undefined;
		if (how !== 'wrong') return value;
		return typeof value === 'boolean' ? !value : 1 - Number(value);
	};

const WRITERS: Partial<Record<string, Write>> = {
	purchaseDate: date,
	activateBefore: date,
	createTime: date,
	subTime: date,
	startDate: start,
	endDate: start,
	beginDate: start,
	expireDate: start,
	openCardFee: price,
	price: unless(price),
	totle: unless(price),
	count: unless(told),
	num: unless(told),
	daypassDay: unless(told),
	priceId: unless(told),
	skuId: unless(told),
	validity: unless(told),
	days: unless(told),
	usedMB: usage,
	usedMb: usage,
	email,
	renewal: kind('renewal'),
	renew: kind('renew'),
	pflag: kind('pflag'),
};

const MODES = 'unknowns emails usage prices dates noDates renewal renew pflag'.split(' ');

/** Whether some field is written in another than the documented way. */
export const isRewritten = (modes: Modes): boolean =>
	(MODES as (keyof Modes)[]).some((name) => modes[name] !== USUAL[name]);

/** @param data of a reply as documented */
export function tell(data: unknown, modes: Modes): unknown {
	if (Array.isArray(data)) return data.map((each) => tell(each, modes));
	if (typeof data !== 'object' || data === null) return data;
	const of = data as Json;
	return Object.fromEntries(
		Object.entries(of).map(([name, value]) => {
			const write = WRITERS[name];
			return [name, tell(write === undefined ? value : write(value, modes, of), modes)];
		}),
	);
}
