import {
	decimal,
	dollars,
	firstList,
	flag,
	number,
	records,
	text,
	texts,
	told,
	type JsonRecord,
} from '../values';
import { skuOfRow } from './sku';

/** MIOeSIM doesn't say how it counts; its usage figures elsewhere add up with 1024. */
const megabytes: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 };

/** `5GB`, `5 gb`, `500MB/Day`: the amount, its unit, and the rest. */
const SIZE = /^([0-9]{1,12}(?:\.[0-9]{1,6})?)\s{0,3}([KMGT])i?B?(?![a-z])(.{0,60})$/i;

/**
 * Words for unlimited data, in English and Chinese. About speed, time or calls they mean nothing for
 * data: 不限速 means "no speed limit".
 */
const UNLIMITED =
	/unlimited(?!\s{0,3}(?:speed|calls?|voice|minutes?|texts?|sms))|(?:无限|無限|不限)(?![速时時期次])/i;

/** Data for each day, in English and Chinese; `5GB/3 Days` is not. */
const DAILY =
	/\/\s{0,3}(?:d(?:ay)?\b|天|日(?!本))|\b(?:per|a|each|every)\s{0,3}day\b|\bdaily\b|\bday\s?pass|每[天日]|日[租包]/i;

/** Longer text is not the name of a package. */
const LONGEST_NAME = 500;

const isSaid = (words: RegExp, said: unknown) =>
	words.test((text(said) ?? '').slice(0, LONGEST_NAME));

/** Whether the name of a package says that data is unlimited; no other field does. */
export function isUnlimited(name: unknown): boolean {
	return isSaid(UNLIMITED, name);
}

/** Whether a plan of a queryEsimOrder row is sold by the day, which its row or its name tells. */
export function isDaypass(row: JsonRecord, plan: JsonRecord): boolean {
	return (number(row.daypassDay) ?? 0) > 0 || isDaily(plan);
}

/** Whether the name or the size of a plan says that its data is for each day. */
export function isDaily({ name, flows, unit }: JsonRecord): boolean {
	return [name, flows, unit].some((said) => isSaid(DAILY, said));
}

/** Data used, in MB, from a number or text: `512MB`, `1,024.5`, `1.5 GB`. Null when it can't be read. */
export function usedMbOf(value: unknown): number | null {
	const [, told = value, letter = 'M'] =
		/^([\d.,]{1,30})\s{0,3}([KMGT])i?B?$/i.exec(text(value) ?? '') ?? [];
	const amount = decimal(told);
	return amount && amount * megabytes[letter.toUpperCase()];
}

/**
 * A plan's size in one spelling, `5 GB`, whatever the API's. Text that can't be read stays unchanged.
 *
 * @param amount number or text, with or without the unit
 */
export function dataSize(amount: unknown, unit: unknown = null): string | null {
	const told = texts([amount, unit]).join(' ');
	const [, size, letter, rest] = SIZE.exec(told) ?? [];
	return size === undefined ? told || null : `${Number(size)} ${letter.toUpperCase()}B${rest}`;
}

/** @returns megabytes from the spelling of `dataSize`, `5 GB` or `500 MB/Day`; null for anything else */
export function sizeMb(size: string | null): number | null {
	const [, amount, letter] = SIZE.exec(size ?? '') ?? [];
	return amount === undefined ? null : Number(amount) * megabytes[letter.toUpperCase()];
}

/**
 * A plan's size in a queryEsimOrder row (`packageList`: `flows`, `unit`, `name`), in megabytes.
 *
 * @returns null when it is unknown, unlimited, or for each day
 */
export function planSizeMb(plan: JsonRecord): number | null {
	if (isUnlimited(plan.name) || isDaily(plan)) return null;
	return sizeMb(dataSize(plan.flows, plan.unit)) || null;
}

/** Where a destination has its packages (docs/api.md, section 5). */
export const PACKAGE_LISTS = ['esimPackageDtoList', 'esimPackageVoList'];

/** A data plan for sale. */
export type Package = ReturnType<typeof packageOf>;

/**
 * The packages of one or several destinations: the reply of getPackages, of getDpSkuSupportPackageInfo
 * (with other names for the lists) and of getIccidSupportPackageInfo (one object or an array).
 */
export function packagesOf(data: unknown): Package[] {
	return records(data).flatMap((destination) =>
		firstList(destination, ...PACKAGE_LISTS).map((row) => packageOf(destination, row)),
	);
}

function packageOf(sku: JsonRecord, row: JsonRecord) {
	const { skuId, name, ...country } = skuOfRow(sku);
	// Rows use one of two fields for it (docs/api.md, section 5).
	const isDaypass = [row.supportDaypass, row.hadDaypassDetail].some(
		(said) => (number(said) ?? 0) > 0 || flag(said) === true,
	);
	const isOnce = flag(row.flowType);
	// US dollars: per day for a daypass, else for the whole plan. Null for 0 and for other currencies.
	const price = dollars(row.price) || null;
	return {
		skuId,
		destination: name,
		...country,
		priceId: number(told(row, 'priceid', 'priceId')),
		// Unique within its destination only; some packages have none.
		apiCode: told(row, 'apiCode'),
		name: text(row.showName),
		// Per day for a daypass.
		data: dataSize(row.flows, row.unit),
		isUnlimited: isUnlimited(row.showName),
		days: number(row.days) || null,
		price,
		pricePerCard: isDaypass ? null : price,
		pricePerDay: isDaypass ? price : null,
		// Once per card, added to the price: 0 if none is told, null if it is unreadable.
		cardFee: text(row.openCardFee) === null ? 0 : dollars(row.openCardFee),
		// The rule of a daypass, which MIOeSIM doesn't explain: passed on, not used in calculations.
		singleDiscountDay: number(row.singleDiscountDay),
		singleDiscount: number(row.singleDiscount),
		maxDiscount: number(row.maxDiscount),
		isDaypass,
		minDays: number(row.minDay) || null,
		// Null for no limit.
		maxDays: number(row.maxDay) || null,
		startDateRequired: flag(row.mustDate) === true,
		renewable: isOnce === null ? null : !isOnce,
		// The plan ends then, even if unused. Null: it starts when the SIM is activated.
		validDaysAfterActivation: number(row.expireDays) || null,
		networks: firstList(row, 'networkDtoList', 'networkVos')
			.map(({ operator, type }) => texts([operator, type]).join(' '))
			.filter(Boolean),
		supportedCountries: texts(sku.supportCountry),
		imageUrl: text(sku.imageUrl),
		// APN, activation and cancellation rules.
		notes: text(text(row.premark)?.replace(/<br\s{0,20}\/?>/gi, '\n')),
	};
}

/** One line for a list, e.g. `1 GB · 3 days · $2.66`, plus what is special about a daypass. */
export function packageLabel(entry: Package): string {
	const { data, days, price, isDaypass, minDays, maxDays, cardFee } = entry;
	const length = isDaypass
		? `daypass, ${minDays ?? 1} to ${maxDays ?? '…'} days`
		: days === null
			? null
			: `${days} day${days === 1 ? '' : 's'}`;
	const cost = price === null ? null : `$${price.toFixed(2)}${isDaypass ? ' a day' : ''}`;
	const fee = cardFee ? `$${cardFee.toFixed(2)} card fee` : null;
	return [entry.isUnlimited ? 'Unlimited' : data, length, cost, fee].filter(Boolean).join(' · ');
}
