import type { INodeProperties } from 'n8n-workflow';

import type { StoredAccount } from '../../../mioesim/client/account';
import type { Client } from '../../../mioesim/client/client';
import { NUMERIC_ID } from '../../shared/parameters/textKinds';
import type { ParameterReader } from '../../shared/parameters/reader';
import { refuse } from '../../shared/parameters/text';
import { locator } from './builders';

export const destinationField = locator(
	'Destination',
	'skuId',
	'The country or region that the data plan is for. Destination > Get Many lists the IDs.',
	'searchDestinations',
	'e.g. 45',
);

export const packageField = locator(
	'Package',
	'priceId',
	'The data plan (priceId). The list shows data, days and price in US dollars.',
	'searchPackages',
	'e.g. 441',
);

export const partnerField: INodeProperties = {
	...locator(
		'Distribution Partner',
		'dpId',
		'The distribution partner (dpId) of the physical SIM cards',
		'searchPartners',
		'e.g. 12',
	),
	hint: 'Leave empty to use the one in the credential',
	required: undefined,
};

/**
 * The distribution partner of the item or, once the account is known, of the credential. The item's value
 * is read at once.
 *
 * @throws {Failure} when the item's value is not an ID. The returned function throws when there is none,
 *   or when the credential's is not an ID
 */
export function readPartnerOf(parameters: ParameterReader): (account: StoredAccount) => string {
	const own = parameters.optionalText('dpId');
	return (account) => {
		const dpId = own ?? account.dpId ?? parameters.missing('dpId');
		if (NUMERIC_ID.test(dpId)) return dpId;
		return refuse(
			"'Distribution Partner ID' in the MIOeSIM credential must be a number",
			'Open the credential and enter the number that Distribution Partner > Get Many shows',
		);
	};
}

/** The distribution partner, for callers that can wait for the account. */
export async function readPartner(parameters: ParameterReader, client: Client): Promise<string> {
	const partnerOf = readPartnerOf(parameters);
	return partnerOf(await client.account());
}
