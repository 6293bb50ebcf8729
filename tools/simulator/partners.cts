import type { Random } from './random.cts';

/** A distribution partner: a company that distributes physical SIMs. */
export interface Partner {
	/** the dpId */
	id: number;
	realName: string;
	iconUrl: string | null;
	/** what the partner's cards support */
	skuIds: Set<number>;
}

/** A physical SIM in a partner's stock. */
export interface PhysicalCard {
	iccid: string;
	dpId: number;
	/** true after an order has put a plan on it */
	used: boolean;
}

const CARDS_PER_PARTNER = 50;
/** The ICCIDs of real cards have 13 to 20 digits. */
const ICCID_LENGTHS = [20, 19, 18, 13];
const PARTNERS: [id: number, realName: string, iconUrl: string | null, share: number][] = [
	[1001, 'MIO Global SIM', 'https://img.mioesim.example/dp/1001.png', 1],
	[1002, 'Asia Travel Cards', 'https://img.mioesim.example/dp/1002.png', 0.4],
	[1003, '环球卡', null, 0.25],
	[8, 'O’Neill & Söhne', '', 0.1],
];

/** @param skuIds all those with packages */
export function createPartners(random: Random, skuIds: readonly number[]): Partner[] {
	return PARTNERS.map(([id, realName, iconUrl, share]) => ({
		id,
		realName,
		iconUrl,
		skuIds: new Set(skuIds.filter((skuId, index) => index === 0 || random.chance(share))),
	}));
}

export function createPhysicalCards(random: Random, partners: readonly Partner[]): PhysicalCard[] {
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
