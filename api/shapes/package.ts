import { flag, number, record, records, text, texts, type JsonRecord } from '../values';
import { countryOf, type Country } from './country';

/** A data plan that can be bought. */
export interface Package extends Country {
	skuId: string | null;
	/** Destination, in English. */
	destination: string | null;
	priceId: number | null;
	/** Unique within its destination only; some packages have none. */
	apiCode: string | null;
	/** "unlimited" is visible only here. */
	name: string | null;
	/** Size of the data plan, e.g. `1 GB`; of a daypass a day. */
	data: string | null;
	days: number | null;
	/** US dollars; of a daypass a day. */
	price: number | null;
	/** US dollars, once, on top of the price. */
	cardFee: number | null;
	isDaypass: boolean;
	minDays: number | null;
	maxDays: number | null;
	/** An order must say when the plan starts. */
	startDateRequired: boolean;
	/** Null when the API does not say. */
	renewable: boolean | null;
	/** Days within which the plan must be started; null: it starts when the eSIM is activated. */
	activateWithinDays: number | null;
	networks: string[];
	supportedCountries: string[];
	/** APN, activation and cancellation rules, as plain text. */
	notes: string | null;
}

function plainText(html: string | null): string | null {
	if (html === null) return null;
	return html.replace(/<br\s*\/?>/gi, '\n').trim() || null;
}

function networkOf(network: JsonRecord): string {
	return [text(network.operator), text(network.type)].filter(Boolean).join(' ');
}

/**
 * The packages of one or several destinations: the reply of getPackages, of
 * getDpSkuSupportPackageInfo (other names for the lists) and of getIccidSupportPackageInfo (one
 * object or an array of them).
 */
export function packagesOf(data: unknown): Package[] {
	return records(data).flatMap((destination) =>
		records(destination.esimPackageDtoList ?? destination.esimPackageVoList).map((row) =>
			packageOf(destination, row),
		),
	);
}

function packageOf(destination: JsonRecord, row: JsonRecord): Package {
	const amount = text(row.flows);
	const daypass = number(row.supportDaypass);
	const isOnce = flag(row.flowType);
	const expireDays = number(row.expireDays);
	return {
		skuId: text(destination.skuid),
		destination: text(destination.displayEn) ?? text(destination.display),
		...countryOf(destination.countrycode ?? destination.countryCode),
		priceId: number(row.priceid),
		apiCode: text(row.apiCode),
		name: text(row.showName),
		data: amount === null ? null : [amount, text(row.unit)].filter(Boolean).join(' '),
		days: number(row.days),
		price: number(row.price),
		cardFee: number(row.openCardFee),
		isDaypass: daypass !== null && daypass > 0,
		minDays: number(row.minDay),
		maxDays: number(row.maxDay),
		startDateRequired: flag(row.mustDate) === true,
		renewable: isOnce === null ? null : !isOnce,
		activateWithinDays: expireDays === 0 ? null : expireDays,
		networks: records(row.networkDtoList ?? row.networkVos)
			.map(networkOf)
			.filter(Boolean),
		supportedCountries: texts(record(destination).supportCountry),
		notes: plainText(text(row.premark)),
	};
}

const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** One line for a list, e.g. `1 GB · 3 days · $2.66`, with what sets a daypass apart. */
export function packageLabel(entry: Package): string {
	const { data, days, price, isDaypass, minDays, maxDays, name, cardFee } = entry;
	const unlimited = name !== null && /unlimited/i.test(name) ? 'Unlimited' : null;
	const length = isDaypass
		? `daypass, ${minDays ?? 1} to ${maxDays ?? '…'} days`
		: days === null
			? null
			: count(days, 'day');
	const cost = price === null ? null : `$${price.toFixed(2)}${isDaypass ? ' a day' : ''}`;
	const fee = cardFee ? `$${cardFee.toFixed(2)} card fee` : null;
	return [unlimited ?? data, length, cost, fee].filter(Boolean).join(' · ');
}
