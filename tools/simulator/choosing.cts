import { isDaypass, type Package } from './packages.cts';
import { CODES, Refusal, numberFormat } from './refusals.cts';
import { parseAmericanDate } from './time.cts';
import type { Call } from './endpoints/endpoint.cts';
import type { Offer } from './catalogue.cts';
import type { Card } from './store.cts';

/**
 * What a buyer has chosen: package, days, start, cards. Refuses what is not available, before anything
 * is booked.
 */

export type Parameters = ReadonlyMap<string, string>;

export function numberOf(parameters: Parameters, name: string): number {
	const value = parameters.get(name) ?? '';
	if (!/^\d+$/.test(value)) throw numberFormat(value);
	return Number(value);
}

/**
 * By apiCode if the endpoint takes one, otherwise by SKU and price.
 */
export function chooseOffer({ sim, endpoint, parameters, modes }: Call): Offer {
	if (endpoint.endsWith('ByApiCode')) {
		const apiCode = parameters.get('apiCode') ?? '';
		const offers = sim.catalogue.offersByApiCode(apiCode);
		const { sharedCode } = { ...sim.modes.current, ...modes };
		const offer = offers.at(sharedCode === 'first' ? 0 : -1);
		if (offer === undefined) throw new Refusal(CODES.FAILED, '套餐不存在');
		return offer;
	}
	const skuId = numberOf(parameters, 'skuId');
	const priceId = numberOf(parameters, 'priceId');
	const offer = sim.catalogue.offer(String(skuId), String(priceId));
	if (offer === undefined) throw new Refusal(CODES.FAILED, 'package not found');
	return offer;
}

/** @returns null if the package is not a daypass */
export function daypassDaysOf(parameters: Parameters, pack: Package): number | null {
	if (!isDaypass(pack)) return null;
	if (!parameters.get('daypassDays')) throw new Refusal(CODES.MISSING, 'daypassDays is null');
	const days = numberOf(parameters, 'daypassDays');
	if (days < pack.minDay || days > pack.maxDay) {
		const range = `${pack.minDay}-${pack.maxDay}`;
		throw new Refusal(CODES.MISSING, `daypassDays must be within ${range}`);
	}
	return days;
}

/** @returns ms; null if the package needs no date */
export function dateOf(parameters: Parameters, pack: Package): number | null {
	if (pack.mustDate === 0) return null;
	const text = parameters.get('beginDate');
	if (!text) throw new Refusal(CODES.MISSING, 'beginDate is null');
	const date = parseAmericanDate(text);
	if (date === null) throw new Refusal(CODES.MISSING, 'beginDate must be MM/dd/yyyy');
	return date;
}

/**
 * The physical SIMs that get the plan.
 *
 * @returns null for eSIMs
 */
export function chooseCards(
	{ sim, parameters, violate }: Call,
	offer: Offer,
	count: number,
): Card[] | null {
	const dpId = parameters.get('dpId');
	const iccids = parameters.get('iccids');
	if (!dpId && !iccids) return null;
	if (!dpId) {
		violate('dpId', 'required with iccids');
		throw new Refusal(CODES.NO_DP);
	}
	if (!iccids) {
		violate('iccids', 'required with dpId');
		throw new Refusal(CODES.MISSING, 'iccids is null');
	}
	const partner = sim.catalogue.partners.find((each) => String(each.id) === dpId);
	if (partner === undefined) throw new Refusal(CODES.FAILED, `dp ${dpId} not found`);
	if (!partner.skuIds.has(offer.sku.skuid)) {
		throw new Refusal(CODES.FAILED, 'the dp does not support this sku');
	}
	const wanted = iccids.split(',');
	if (new Set(wanted).size !== count || wanted.length !== count) {
		throw new Refusal(CODES.MISSING, 'the number of iccids must be count');
	}
	return wanted.map((iccid) => {
		const stock = sim.physicalCard(iccid);
		if (stock === undefined || stock.dpId !== partner.id || stock.used) {
			throw new Refusal(CODES.FAILED, `iccid ${iccid} is not available`);
		}
		return sim.cardMaker.physical(stock);
	});
}
