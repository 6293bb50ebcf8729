/**
 * A distribution partner: whoever hands out physical SIMs.
 *
 * @typedef {object} Partner
 * @property {number} id the dpId
 * @property {string} realName
 * @property {string | null} iconUrl
 * @property {Set<number>} skuIds what its cards can carry
 *
 * A physical SIM that lies in a partner's stock.
 *
 * @typedef {object} PhysicalCard
 * @property {string} iccid
 * @property {number} dpId
 * @property {boolean} used true once an order put a plan on it
 */

const CARDS_PER_PARTNER = 50;
/** Real cards come with 13 to 20 digits. */
const ICCID_LENGTHS = [20, 19, 18, 13];
/** @type {[id: number, realName: string, iconUrl: string | null, share: number][]} */
const PARTNERS = [
	[1001, 'MIO Global SIM', 'https://img.mioesim.example/dp/1001.png', 1],
	[1002, 'Asia Travel Cards', 'https://img.mioesim.example/dp/1002.png', 0.4],
	[1003, '环球卡', null, 0.25],
	[8, 'O’Neill & Söhne', '', 0.1],
];

/**
 * @param {import('./random').Random} random
 * @param {readonly number[]} skuIds all those with packages
 * @returns {Partner[]}
 */
export function createPartners(random, skuIds) {
	return PARTNERS.map(([id, realName, iconUrl, share]) => ({
		id,
		realName,
		iconUrl,
		skuIds: new Set(skuIds.filter((skuId, index) => index === 0 || random.chance(share))),
	}));
}

/**
 * @param {import('./random').Random} random
 * @param {readonly Partner[]} partners
 * @returns {PhysicalCard[]}
 */
export function createPhysicalCards(random, partners) {
	return partners.flatMap((partner, index) =>
		Array.from({ length: CARDS_PER_PARTNER }, (_, number) => {
			const length = ICCID_LENGTHS[index % ICCID_LENGTHS.length];
			const tail = String(number).padStart(3, '0');
			const head = `8934${index}`;
			return {
				iccid: head + random.digits(length - head.length - tail.length) + tail,
				dpId: partner.id,
				used: false,
			};
		}),
	);
}
