import { createRandom } from './random.cts';
import type { Card, Store } from './store.cts';
import type { PhysicalCard } from './partners.cts';

const HOSTS = ['rsp.mioesim.example', 'smdp-plus.mioesim.example'];

export interface CardMaker {
	/** with an ICCID of 20 digits, beyond 2^53 */
	esim: () => Card;
	physical: (stock: PhysicalCard) => Card;
}

export function createCardMaker(seed: number, store: Store): CardMaker {
	const random = createRandom(seed ^ 0x5eed);
	const prefix = `89852${random.digits(5)}`;
	const blank = () => ({
		number: ++store.lastCard,
		activatedAt: null,
		/** @type {import('./store').Plan[]} */
		plans: [],
	});
	return {
		esim: () => {
			const card = blank();
			return {
				...card,
				iccid: prefix + String(card.number).padStart(10, '0'),
				dpId: null,
				host: HOSTS[card.number % HOSTS.length],
				matchingId: `${random.hex(5)}-${random.hex(5)}-${random.hex(5)}`,
			};
		},
		physical: ({ iccid, dpId }) => ({
			...blank(),
			iccid,
			dpId,
			host: null,
			matchingId: null,
		}),
	};
}
