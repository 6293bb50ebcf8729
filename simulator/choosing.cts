import { CODES, Refusal, numberFormat } from './refusals.cts';
import { parseAmericanDate } from './time.cts';

/**
 * What a buyer has chosen: package, days, start, cards. Refuses what cannot be had, before anything is
 * booked.
 *
 * @typedef {import('./endpoints').Call} Call
 * @typedef {ReadonlyMap<string, string>} Parameters
 */

/**
 * @param {Parameters} parameters
 * @param {string} name
 * @returns {number}
 */
export function numberOf(parameters, name) {
	const value = parameters.get(name) ?? '';
	if (!/^\d+$/.test(value)) throw numberFormat(value);
	return Number(value);
}

/**
 * By apiCode where the endpoint takes one (the first SKU's, where two share it), else by SKU and price.
 *
 * @param {Call} call
 * @returns {import('./catalogue').Offer}
 */
export function chooseOffer({ sim, endpoint, parameters }) {
	if (endpoint.endsWith('ByApiCode')) {
		const apiCode = parameters.get('apiCode') ?? '';
		const offer = sim.catalogue.offerByApiCode(apiCode);
		if (offer === undefined) throw new Refusal(CODES.FAILED, '套餐不存在');
		return offer;
	}
	const skuId = numberOf(parameters, 'skuId');
	const priceId = numberOf(parameters, 'priceId');
	const offer = sim.catalogue.offer(String(skuId), String(priceId));
	if (offer === undefined) throw new Refusal(CODES.FAILED, 'package not found');
	return offer;
}

/**
 * @param {Parameters} parameters
 * @param {import('./packages').Package} pack
 * @returns {number | null} null: no daypass
 */
export function daypassDaysOf(parameters, pack) {
	if (pack.supportDaypass === 0) return null;
	if (!parameters.get('daypassDays')) throw new Refusal(CODES.MISSING, 'daypassDays is null');
	const days = numberOf(parameters, 'daypassDays');
	if (days < pack.minDay || days > pack.maxDay) {
		const range = `${pack.minDay}-${pack.maxDay}`;
		throw new Refusal(CODES.MISSING, `daypassDays must be within ${range}`);
	}
	return days;
}

/**
 * @param {Parameters} parameters
 * @param {import('./packages').Package} pack
 * @returns {number | null} ms, null where the package needs no date
 */
export function dateOf(parameters, pack) {
	if (pack.mustDate === 0) return null;
	const text = parameters.get('beginDate');
	if (!text) throw new Refusal(CODES.MISSING, 'beginDate is null');
	const date = parseAmericanDate(text);
	if (date === null) throw new Refusal(CODES.MISSING, 'beginDate must be MM/dd/yyyy');
	return date;
}

/**
 * The physical SIMs the plan is to go on.
 *
 * @param {Call} call
 * @param {import('./catalogue').Offer} offer
 * @param {number} count
 * @returns {import('./store').Card[] | null} null: eSIMs are wanted
 */
export function chooseCards({ sim, parameters, violate }, offer, count) {
	const dpId = parameters.get('dpId');
	const iccids = parameters.get('iccids');
	if (!dpId && !iccids) return null;
	if (!dpId) {
		violate('dpId', 'missing beside iccids');
		throw new Refusal(CODES.NO_DP);
	}
	if (!iccids) {
		violate('iccids', 'missing beside dpId');
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
