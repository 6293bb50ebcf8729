import { monthFirstDate } from '../dates';
import { inputFailure } from '../codes/failures';
import type { Failure } from '../codes/failure';
import { packagesOf, type Package } from '../shapes/package';
import type { Client } from '../client/client';
import { isSessionFailure, succeeded, type Reply } from '../client/reply';
import type { ParameterReader } from '../../nodes/shared/parameters/reader';
import { apiCodeParts } from './compareOrder';

/** The package of a purchase, however the user specified it. */
export type ChosenPackage =
	| { by: 'package'; skuId: string; priceId: string }
	| { by: 'apiCode'; apiCode: string };

/** @throws {Failure} when part of it is missing, or is not a number where it must be one */
export function readChosenPackage(parameters: ParameterReader): ChosenPackage {
	if (parameters.choice('orderBy') === 'apiCode') {
		return { by: 'apiCode', apiCode: parameters.text('apiCode') };
	}
	return {
		by: 'package',
		skuId: parameters.text('skuId'),
		priceId: parameters.text('priceId'),
	};
}

/** Identifies what is bought, for an external item id. */
export function packageKey(chosen: ChosenPackage): string {
	return chosen.by === 'apiCode' ? chosen.apiCode : `${chosen.skuId}-${chosen.priceId}`;
}

/** The package in a form that can be compared with an order. */
export function namedPackage(
	chosen: ChosenPackage,
): Record<'skuId' | 'priceId' | 'apiCode', string | null> {
	return chosen.by === 'apiCode'
		? { skuId: null, priceId: null, apiCode: chosen.apiCode }
		: { skuId: chosen.skuId, priceId: chosen.priceId, apiCode: null };
}

/** The parameters that specify the package in a request. */
export function packageParameters(chosen: ChosenPackage): Record<string, string> {
	return chosen.by === 'apiCode'
		? { apiCode: chosen.apiCode }
		: { skuId: chosen.skuId, priceId: chosen.priceId };
}

/** The values that a package may set conditions for. */
export interface Terms {
	daypassDays: number | null;
	/** `MM/dd/yyyy` */
	beginDate: string | null;
}

export function readTerms(parameters: ParameterReader): Terms {
	const begin = parameters.futureDate('additionalFields.beginDate');
	return {
		daypassDays: parameters.optionalInteger('additionalFields.daypassDays'),
		beginDate: begin === null ? null : monthFirstDate(begin),
	};
}

/**
 * The package from the price list. Null when the list doesn't contain it or can't be read: then the API
 * decides.
 *
 * @returns a failure only when there is no session to ask with
 */
export async function findPackage(
	client: Client,
	chosen: ChosenPackage,
	dpId: string | null,
): Promise<Reply<Package | null>> {
	const skuId = chosen.by === 'package' ? chosen.skuId : destinationOf(chosen.apiCode);
	if (skuId === null) return succeeded(null);
	const data =
		dpId === null
			? await client.ask('getPackages', { skuId })
			: await client.ask('getDpSkuSupportPackageInfo', { dpId, skuId });
	if (!data.ok) return isSessionFailure(data.failure) ? data : succeeded(null);
	return succeeded(packagesOf(data.data).find((entry) => isChosen(entry, chosen)) ?? null);
}

/** The first number of an API code is its destination (docs/api.md, section 7). */
function destinationOf(apiCode: string): string | null {
	return /^(\d{1,9})-/.exec(apiCode)?.[1] ?? null;
}

/** Among the packages of its destination, or of a card. */
export function isChosen(entry: Package, chosen: ChosenPackage): boolean {
	return chosen.by === 'apiCode'
		? entry.apiCode === chosen.apiCode
		: entry.skuId === chosen.skuId && String(entry.priceId) === chosen.priceId;
}

/** @returns why the package doesn't allow the order, naming the field to change; null when it does */
export function refuseTerms(
	entry: Package | null,
	chosen: ChosenPackage,
	terms: Terms,
	parameters: ParameterReader,
): Failure | null {
	const begin = parameters.label('additionalFields.beginDate');
	if (entry?.startDateRequired && terms.beginDate === null) {
		return inputFailure(
			`'${begin}' is required for this package`,
			`Set '${begin}' under 'Additional Fields' to the day the plan starts (GMT+8)`,
		);
	}
	return refuseDays(entry, chosen, terms.daypassDays, parameters);
}

/** @returns why the package doesn't allow the days; null when it does */
export function refuseDays(
	entry: Package | null,
	chosen: ChosenPackage,
	daypassDays: number | null,
	parameters: ParameterReader,
): Failure | null {
	const days = parameters.label('additionalFields.daypassDays');
	const { isDaypass, minDays, maxDays, fixedDays } = daysOf(entry, chosen);
	if (isDaypass === true) {
		const least = minDays ?? 1;
		const most = maxDays ?? Infinity;
		const isWithin = daypassDays !== null && daypassDays >= least && daypassDays <= most;
		if (isWithin) return null;
		const range = maxDays === null ? `${least} or more` : `from ${least} to ${maxDays}`;
		return inputFailure(
			`'${days}' must be ${range} days for this package`,
			`The package is a daypass. Set '${days}' under 'Additional Fields'`,
		);
	}
	if (isDaypass === null || daypassDays === null) return null;
	return inputFailure(
		`'${days}' does not apply to this package`,
		`The package ${fixedDays === null ? 'has a fixed number of' : `runs for ${fixedDays}`} days. Remove '${days}', or choose a daypass`,
	);
}

/** What is known about the days of a package: from the price list, else from its API code. */
function daysOf(
	entry: Package | null,
	chosen: ChosenPackage,
): {
	isDaypass: boolean | null;
	minDays: number | null;
	maxDays: number | null;
	fixedDays: number | null;
} {
	if (entry !== null) return { ...entry, fixedDays: entry.days };
	const code = chosen.by === 'apiCode' ? chosen.apiCode : '';
	const parts = apiCodeParts(code);
	const isDaypass = code.includes('?') ? true : (parts?.isDaypass ?? null);
	return { isDaypass, minDays: null, maxDays: null, fixedDays: parts?.days ?? null };
}
