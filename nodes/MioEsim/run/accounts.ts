import type { IExecuteFunctions } from 'n8n-workflow';

import { settle, type Failure } from '../../../mioesim/codes/failure';
import { inputFailure } from '../../../mioesim/codes/failures';
import { readAccount } from '../../../mioesim/client/account';
import { record } from '../../../mioesim/values';
import { isExpression } from '../../shared/parameters/fields';
import { CREDENTIAL, portOf } from '../../shared/port';

/** The part of n8n's context that reads a credential without resolving its expressions; not in the types. */
interface RawCredentials {
	additionalData?: {
		credentialsHelper?: {
			getDecrypted?(
				additionalData: unknown,
				node: unknown,
				type: string,
				mode: string,
				executeData: undefined,
				raw: true,
			): Promise<object>;
		};
	};
}

/**
 * Items whose credential is another account than the first item's, because its fields are expressions such as
 * `={{ $json.phone }}`. A run has one session, so all its items would be paid by the first item's account.
 *
 * @returns a failure for each such item, by index
 */
export async function itemsOfOthers(
	context: IExecuteFunctions,
	itemCount: number,
): Promise<ReadonlyMap<number, Failure>> {
	const refused = new Map<number, Failure>();
	if (itemCount < 2 || !(await hasExpressions(context))) return refused;
	const accountOf = async (itemIndex: number) =>
		await settle(portOf(context, itemIndex).readCredential().then(readAccount));
	const first = await accountOf(0);
	for (let itemIndex = 1; first.ok && itemIndex < itemCount; itemIndex++) {
		const own = await accountOf(itemIndex);
		if (!own.ok) refused.set(itemIndex, own.failure);
		else if (own.data.sessionAccount !== first.data.sessionAccount) {
			refused.set(itemIndex, ofAnotherAccount());
		}
	}
	return refused;
}

async function hasExpressions(context: IExecuteFunctions): Promise<boolean> {
	const { additionalData } = context as RawCredentials;
	const stored = context.getNode().credentials?.[CREDENTIAL];
	const reading = additionalData?.credentialsHelper?.getDecrypted?.(
		additionalData,
		stored,
		CREDENTIAL,
		context.getMode(),
		undefined,
		true,
	);
	// A credential that can't be read fails every item later, with its own text.
	const fields = record(await Promise.resolve(reading).catch(() => undefined));
	return Object.values(fields).some(isExpression);
}

function ofAnotherAccount(): Failure {
	return inputFailure(
		'The credential of this item is another MIOeSIM account than that of the first item',
		'Nothing was sent for it: one run uses one account. Put a Loop Over Items node with a batch size of 1 before this node',
	);
}
