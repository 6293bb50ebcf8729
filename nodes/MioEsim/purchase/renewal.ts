import { Failure } from '../../../api/codes/failure';
import { inputFailure } from '../../../api/codes/failures';
import { packageLabel, packagesOf, type Package } from '../../../api/shapes/package';
import { records } from '../../../api/values';
import { attempt } from '../../../transport/attempt';
import type { Client } from '../../../transport/client';
import type { ItemCall } from '../operation';
import { checkDays, lookUp, type ChosenPackage } from './chosenPackage';

/** What is renewed: one card, or every card of an order. */
export type RenewalTarget = { iccid: string } | { orderNum: string };

export interface Renewal {
	chosen: ChosenPackage;
	target: RenewalTarget;
	daypassDays: number | null;
}

/** More packages than this are not listed in a failure. */
const MOST_LABELS = 15;

/**
 * Refuses, before money moves, what can be known to be impossible. What cannot be read is left to
 * the API.
 *
 * @throws {Failure} when the package cannot be renewed or does not fit the card, naming those that do
 */
export async function checkRenewal(call: ItemCall, renewal: Renewal): Promise<void> {
	const { client, parameters } = call;
	const { chosen, target, daypassDays } = renewal;
	const fitting = 'iccid' in target ? await packagesOfCard(client, target.iccid) : null;
	const match = fitting?.find((entry) => isChosen(entry, chosen)) ?? null;
	const entry = match ?? (await lookUp(client, chosen, null));
	if (entry?.renewable === false) {
		throw inputFailure(
			'The package cannot be used for a renewal',
			`MIOeSIM sells it for new eSIMs only. ${adviceFrom(fitting)}`,
		);
	}
	if (fitting !== null && match === null && isKnowable(fitting, chosen)) {
		throw inputFailure('The package does not fit this SIM card', adviceFrom(fitting));
	}
	if (entry !== null) checkDays(entry, daypassDays, parameters);
}

/** What the card can take; null when that cannot be known. */
async function packagesOfCard(client: Client, iccid: string): Promise<Package[] | null> {
	const data = await attempt(client.call('getIccidSupportPackageInfo', { iccid }));
	if (!(data instanceof Failure)) return records(data).length > 0 ? packagesOf(data) : null;
	if (data.details.type === 'login') throw data;
	return null;
}

function isChosen(entry: Package, chosen: ChosenPackage): boolean {
	return chosen.by === 'apiCode'
		? entry.apiCode === chosen.apiCode
		: entry.skuId === chosen.skuId && String(entry.priceId) === chosen.priceId;
}

/** Some packages come without their API code: then a code that is not listed proves nothing. */
function isKnowable(fitting: Package[], chosen: ChosenPackage): boolean {
	return chosen.by === 'package' || fitting.every(({ apiCode }) => apiCode !== null);
}

function adviceFrom(fitting: Package[] | null): string {
	if (fitting === null) {
		return 'Choose a package that Package > Get Many shows as renewable';
	}
	const labels = fitting.filter(({ renewable }) => renewable !== false).map(labelOf);
	if (labels.length === 0) {
		return 'MIOeSIM lists no package that this card could be renewed with. Buy a new eSIM with Order > Create';
	}
	const more = labels.length - MOST_LABELS;
	const rest = more > 0 ? `; and ${more} more, see Package > Get Many by Card` : '';
	return `The card can be renewed with: ${labels.slice(0, MOST_LABELS).join('; ')}${rest}`;
}

function labelOf(entry: Package): string {
	const { destination, priceId, skuId } = entry;
	return `${destination ?? `Destination ${skuId}`} ${packageLabel(entry)} (skuId ${skuId}, priceId ${priceId})`;
}
