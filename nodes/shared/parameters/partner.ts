import type { StoredAccount } from '../../../mioesim/client/account';
import type { Client } from '../../../mioesim/client/client';
import { NUMERIC_ID } from './id';
import type { ParameterReader } from './reader';
import { refuse } from './refusal';

/**
 * The distribution partner of the item or, once the account is known, of the credential. The item's value
 * is read at once.
 *
 * @throws {Failure} when the item's value is not an ID. The returned function throws when there is none,
 *   or when the credential's is not an ID
 */
export function readPartnerOf(parameters: ParameterReader): (account: StoredAccount) => string {
	const own = parameters.optionalText('dpId');
	return ({ dpId }) => own ?? checked(dpId ?? parameters.missing('dpId'));
}

/** The distribution partner, for callers that can wait for the account. */
export async function readPartner(parameters: ParameterReader, client: Client): Promise<string> {
	const partnerOf = readPartnerOf(parameters);
	return partnerOf(await client.account());
}

function checked(dpId: string): string {
	if (NUMERIC_ID.test(dpId)) return dpId;
	return refuse(
		"'Distribution Partner ID' in the MIOeSIM credential must be a number",
		'Open the credential and enter the number that Distribution Partner > Get Many shows',
	);
}
