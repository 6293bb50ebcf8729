import type { INode, INodeProperties } from 'n8n-workflow';

import type { StoredAccount } from '../../../../dist/mioesim/client/account';
import { fieldsOf } from '../../../../dist/nodes/shared/parameters/fields';
import { readPartner, readPartnerOf } from '../../../../dist/nodes/shared/parameters/partner';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';
import type { Client } from '../../../../dist/mioesim/client/client';

const field: INodeProperties = {
	displayName: 'Distribution Partner',
	name: 'dpId',
	type: 'string',
	typeOptions: { textKind: 'numericId' },
	default: '',
};

/** The partner of an item with this value, and of a credential with that one. */
function partner(own: unknown, dpId: string | null): string {
	const node = { type: 'mioEsim', parameters: {} } as INode;
	const reader = new ParameterReader({ node, get: () => own }, fieldsOf([field]));
	const partnerOf = readPartnerOf(reader);
	return partnerOf({ dpId } as StoredAccount);
}

it('the partner of the item takes precedence over that of the credential', () => {
	expect(partner('7', '8')).toBe('7');
	expect(partner('7', 'x')).toBe('7');
	expect(partner('', '8')).toBe('8');
});

it('a partner is required, and is an ID', () => {
	expect(() => partner('', null)).toThrow("'Distribution Partner' is required");
	expect(() => partner('x', '8')).toThrow("'Distribution Partner' must be a number");
	expect(() => partner('', 'x')).toThrow(
		"'Distribution Partner ID' in the MIOeSIM credential must be a number. Open the credential and enter the number that Distribution Partner > Get Many shows",
	);
});

it('the value of the item is read before the account', async () => {
	const node = { type: 'mioEsim', parameters: {} } as INode;
	const reader = (own: string) => new ParameterReader({ node, get: () => own }, fieldsOf([field]));
	let isAsked = false;
	const client = {
		account: async () => {
			isAsked = true;
			return await Promise.resolve({ dpId: '8' });
		},
	} as unknown as Client;
	await expect(readPartner(reader('x'), client)).rejects.toThrow('must be a number');
	expect(isAsked).toBe(false);
	expect(await readPartner(reader(''), client)).toBe('8');
});
