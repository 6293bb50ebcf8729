import { createRandom } from './random.cts';
import type { Modes } from './modes.cts';
import type { Card, Plan, Store } from './store.cts';
import type { PhysicalCard } from './partners.cts';

const HOSTS = ['rsp.mioesim.example', 'smdp-plus.mioesim.example'];

export interface CardMaker {
	/** @param digits of its ICCID, 20 by default: beyond 2^53 */
	esim: (digits?: Modes['iccidDigits']) => Card;
	physical: (stock: PhysicalCard) => Card;
}

export function createCardMaker(seed: number, store: Store): CardMaker {
	const random = createRandom(seed ^ 0x5eed);
	const prefix = `89852${random.digits(5)}`;
	const blank = () => ({
		number: ++store.lastCard,
		activatedAt: null,
		plans: [] as Plan[],
	});
	return {
		esim: (digits = '20') => {
			const card = blank();
			return {
				...card,
				iccid: prefix + String(card.number).padStart(Number(digits) - prefix.length, '0'),
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
