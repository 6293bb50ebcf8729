import { inputFailure } from '../codes/failures';
import { packageLabel, packagesOf, type Package } from '../shapes/package';
import { records } from '../values';
import type { Client } from '../client/client';
import { failed, isSessionFailure, succeeded, type Reply } from '../client/reply';
import type { ItemCall } from '../../nodes/MioEsim/operation';
import { findPackage, isChosen, refuseDays, type ChosenPackage } from './chosenPackage';

/** The thing to renew: one card, or every card of an order. */
export type RenewalTarget = { iccid: string } | { orderNum: string };

export interface Renewal {
	chosen: ChosenPackage;
	target: RenewalTarget;
	daypassDays: number | null;
}

/** A failure lists no more packages than this. */
const MOST_LABELS = 15;

/**
 * Checks before money moves whether the renewal is possible. What can't be read is left to the API.
 *
 * @returns the package, or a failure when it can't be renewed or doesn't fit the card, naming those that
 *   do
 */
export async function checkRenewal(
	call: ItemCall,
	renewal: Renewal,
): Promise<Reply<Package | null>> {
	const { client, parameters } = call;
	const { chosen, target, daypassDays } = renewal;
	const fitting = 'iccid' in target ? await packagesOfCard(client, target.iccid) : succeeded(null);
	if (!fitting.ok) return fitting;
	const match = fitting.data?.find((each) => isChosen(each, chosen)) ?? null;
	const found = match ? succeeded(match) : await findPackage(client, chosen, null);
	if (!found.ok) return found;
	const entry = found.data;
	if (entry?.renewable === false) {
		return failed(
			inputFailure(
				'The package cannot be used for a renewal',
				`MIOeSIM sells it for new eSIMs only. ${adviceFrom(fitting.data)}`,
			),
		);
	}
	if (fitting.data !== null && match === null && isKnowable(fitting.data, chosen)) {
		return failed(inputFailure('The package does not fit this SIM card', adviceFrom(fitting.data)));
	}
	const refusal = refuseDays(entry, chosen, daypassDays, parameters);
	return refusal === null ? found : failed(refusal);
}

/** The packages for the card; null when they can't be known. */
async function packagesOfCard(client: Client, iccid: string): Promise<Reply<Package[] | null>> {
	const data = await client.ask('getIccidSupportPackageInfo', { iccid });
	if (!data.ok) return isSessionFailure(data.failure) ? data : succeeded(null);
	return succeeded(records(data.data).length > 0 ? packagesOf(data.data) : null);
}

/** Some packages have no API code in the list: then a missing code proves nothing. */
function isKnowable(fitting: Package[], chosen: ChosenPackage): boolean {
	return chosen.by === 'package' || fitting.every(({ apiCode }) => apiCode !== null);
}

function adviceFrom(fitting: Package[] | null): string {
	if (fitting === null) {
		return 'Choose a package that Package > Get Many shows as renewable';
	}
	const labels = fitting.filter(({ renewable }) => renewable !== false).map(labelOf);
	if (labels.length === 0) {
		return 'MIOeSIM lists no package that fits this card. Buy a new eSIM with Order > Create';
	}
	const more = labels.length - MOST_LABELS;
	const rest = more > 0 ? `; and ${more} more, see Package > Get Many by Card` : '';
	return `The card can be renewed with: ${labels.slice(0, MOST_LABELS).join('; ')}${rest}`;
}

function labelOf(entry: Package): string {
	const { destination, priceId, skuId } = entry;
	return `${destination ?? `Destination ${skuId}`} ${packageLabel(entry)} (skuId ${skuId}, priceId ${priceId})`;
}
