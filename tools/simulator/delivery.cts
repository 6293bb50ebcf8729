import { isReached } from './usage.cts';
import type { Modes } from './modes.cts';
import type { Card, Order, Plan } from './store.cts';

/** What replies show of an order's cards: which are delivered, and how their codes are written. */

/** The fields of a card that let a customer install it. */
export interface Installation {
	iccid: string | null;
	sm_dp_address: string | null;
	activationCode: string | null;
	/** Sometimes omitted. */
	code?: string | null;
	/** Names that clients look for, too. */
	lpa?: string;
	lpaString?: string;
	activation_code?: string;
}

export interface ShownCard {
	plan: Plan;
	installation: Installation;
}

type Written = Omit<Installation, 'iccid'>;
type Spelling = (host: string, matchingId: string, card: Card) => Written;

const LINK = 'https://img.mioesim.example/qr/pending.png';
const PROSE = '激活码稍后发送到您的邮箱 (the activation code will be sent by e-mail)';
/** An object identifier as in SGP.22, which a flag for a confirmation code may follow. */
const OID = '1.3.6.1.4.1.31746';

const lpa = (host: string, matchingId: string) => `LPA:1$${host}$${matchingId}`;

const complete =
	(write: (text: string) => string): Spelling =>
	(host, matchingId) => ({
		sm_dp_address: host,
		activationCode: matchingId,
		code: write(lpa(host, matchingId)),
	});

const atHost =
	(write: (host: string) => string): Spelling =>
	(host, matchingId) => ({ sm_dp_address: write(host), activationCode: matchingId });

const nothingBut = (code: string | null): Written => ({
	sm_dp_address: null,
	activationCode: null,
	code,
});

const SPELLINGS: Record<Modes['codes'], Spelling> = {
	documented: (host, matchingId, card) => ({
		sm_dp_address: host,
		activationCode: matchingId,
		...(card.number % 4 === 0 ? {} : { code: lpa(host, matchingId) }),
	}),
	lowerPrefix: complete((text) => text.replace('LPA', 'lpa')),
	noPrefix: complete((text) => text.replace('LPA:', '')),
	spaced: complete((text) => ` ${text}\r\n`),
	percentEncoded: complete(encodeURIComponent),
	oid: complete((text) => `${text}$${OID}$1`),
	confirmation: complete((text) => `${text}$$1`),
	parts: (host, matchingId) => ({ sm_dp_address: host, activationCode: matchingId }),
	whole: (host, matchingId) => nothingBut(lpa(host, matchingId)),
	inHost: (host, matchingId) => ({
		sm_dp_address: lpa(host, matchingId),
		activationCode: matchingId,
	}),
	inMatchingId: (host, matchingId) => ({
		sm_dp_address: host,
		activationCode: lpa(host, matchingId),
	}),
	lpa: (host, matchingId) => ({ ...nothingBut(null), lpa: lpa(host, matchingId) }),
	lpaString: (host, matchingId) => ({ ...nothingBut(null), lpaString: lpa(host, matchingId) }),
	snake: (host, matchingId) => ({
		...nothingBut(null),
		sm_dp_address: host,
		activation_code: matchingId,
	}),
	shortHost: atHost((host) => `1$${host}`),
	urlHost: atHost((host) => `https://${host}`),
	portHost: atHost((host) => `${host}:443`),
	placeholder: () => ({ sm_dp_address: 'pending', activationCode: '0000', code: 'N/A' }),
	link: () => nothingBut(LINK),
	prose: () => nothingBut(PROSE),
	empty: () => ({ sm_dp_address: '', activationCode: '', code: '' }),
};

function write(card: Card, spelling: Modes['codes']): Installation {
	const { iccid, host, matchingId } = card;
	if (host === null || matchingId === null) {
		return { iccid, sm_dp_address: null, activationCode: null, code: null };
	}
	return { iccid, ...SPELLINGS[spelling](host, matchingId, card) };
}

/** A card that is not delivered yet; null if it is not in the list. */
function pending(plan: Plan, { undelivered, codes }: Modes): Installation | null {
	const { card, order } = plan;
	switch (undelivered) {
		case 'absent':
			return null;
		case 'noIccid':
			return { ...write(card, codes), iccid: null };
		case 'same':
			return write(order.plans[0]?.card ?? card, codes);
		default:
			return { iccid: card.iccid, ...SPELLINGS[undelivered]('', '', card) };
	}
}

/**
 * @param plans of the order, those requested
 * @param now ms
 */
export function shownCards(
	order: Order,
	plans: readonly Plan[],
	modes: Modes,
	now: number,
): ShownCard[] {
	const there = isReached(order, modes.deliveryMs, now) ? Infinity : modes.delivered;
	const shown: ShownCard[] = [];
	for (const plan of plans) {
		if (modes.cancelledCards === 'removed' && plan.cancelledAt !== null) continue;
		const isThere = order.plans.indexOf(plan) < there;
		const installation = isThere ? write(plan.card, modes.codes) : pending(plan, modes);
		if (installation !== null) shown.push({ plan, installation });
	}
	return shown;
}
