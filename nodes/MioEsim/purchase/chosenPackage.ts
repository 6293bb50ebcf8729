import { monthFirstDate } from '../../../api/dates';
import { inputFailure } from '../../../api/codes/failures';
import { Failure } from '../../../api/codes/failure';
import { packagesOf, type Package } from '../../../api/shapes/package';
import { attempt } from '../../../transport/attempt';
import type { Client } from '../../../transport/client';
import type { ParameterReader } from '../../shared/parameterReader';

/** The package of a purchase, however it is named. */
export type ChosenPackage =
	| { by: 'package'; skuId: string; priceId: string }
	| { by: 'apiCode'; apiCode: string };

/** @throws {Failure} when a name of it is missing, or no number where it must be one */
export function readChosenPackage(parameters: ParameterReader): ChosenPackage {
	if (parameters.oneOf('orderBy', ['package', 'apiCode']) === 'apiCode') {
		return { by: 'apiCode', apiCode: parameters.text('apiCode') };
	}
	return {
		by: 'package',
		skuId: parameters.numericId('skuId'),
		priceId: parameters.numericId('priceId'),
	};
}

/** Says what is bought, for an external item id. */
export function packageKey(chosen: ChosenPackage): string {
	return chosen.by === 'apiCode' ? chosen.apiCode : `${chosen.skuId}-${chosen.priceId}`;
}

/** The parameters that name the package in a request. */
export function packageParameters(chosen: ChosenPackage): Record<string, string> {
	return chosen.by === 'apiCode'
		? { apiCode: chosen.apiCode }
		: { skuId: chosen.skuId, priceId: chosen.priceId };
}

/** What a package may make demands on. */
export interface Terms {
	daypassDays: number | null;
	/** `MM/dd/yyyy` */
	beginDate: string | null;
}

export function readTerms(parameters: ParameterReader): Terms {
	const begin = parameters.date('additionalFields.beginDate');
	return {
		daypassDays: parameters.optionalInteger('additionalFields.daypassDays', 1),
		beginDate: begin === null ? null : monthFirstDate(begin),
	};
}

/**
 * The package as the price list has it. Null when the list does not hold it or cannot be read: then
 * the API is left to judge.
 */
export async function lookUp(
	client: Client,
	chosen: ChosenPackage,
	dpId: string | null,
): Promise<Package | null> {
	if (chosen.by === 'apiCode') return null;
	const { skuId, priceId } = chosen;
	const data = await attempt(
		dpId === null
			? client.call('getPackages', { skuId })
			: client.call('getDpSkuSupportPackageInfo', { dpId, skuId }),
	);
	if (data instanceof Failure) {
		if (data.details.type === 'login') throw data;
		return null;
	}
	return packagesOf(data).find((entry) => String(entry.priceId) === priceId) ?? null;
}

/** @throws {Failure} when the package does not allow the order, naming the field to change */
export function checkTerms(entry: Package, terms: Terms, parameters: ParameterReader): void {
	checkDays(entry, terms.daypassDays, parameters);
	const begin = parameters.label('additionalFields.beginDate');
	if (entry.startDateRequired && terms.beginDate === null) {
		throw inputFailure(
			`'${begin}' is required for this package`,
			`Set '${begin}' under Additional Fields to the day the plan shall start (GMT+8)`,
		);
	}
}

/** @throws {Failure} when the days are not those that the package allows */
export function checkDays(
	entry: Package,
	daypassDays: number | null,
	parameters: ParameterReader,
): void {
	const days = parameters.label('additionalFields.daypassDays');
	const { isDaypass, minDays, maxDays } = entry;
	if (isDaypass) {
		const least = minDays ?? 1;
		const most = maxDays ?? Infinity;
		const isWithin = daypassDays !== null && daypassDays >= least && daypassDays <= most;
		if (!isWithin) {
			throw inputFailure(
				`'${days}' must be from ${least} to ${maxDays ?? 'any number of'} days for this package`,
				`The package is a daypass. Set '${days}' under Additional Fields`,
			);
		}
	} else if (daypassDays !== null) {
		throw inputFailure(
			`'${days}' does not apply to this package`,
			`The package is no daypass and always runs ${entry.days ?? 'its own number of'} days. Remove '${days}', or choose a daypass`,
		);
	}
}
