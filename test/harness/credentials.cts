import { ICredentialsHelper } from 'n8n-workflow';

import { MioEsimApi } from '../../dist/credentials/MioEsimApi.credentials';

const type = new MioEsimApi();
export const NAME = type.name;

/**
 * A saved credential, kept by n8n's own rules (credentials-helper.js of the n8n package): every
 * read decrypts anew, a session is merged into the stored data, a login that is refused stores
 * nothing.
 */
export class CredentialStore {
	id = `credential-${Math.random()}`;
	data;
	/** How often the credential was read and decrypted. */
	reads = 0;
	/** Sessions that were stored. */
	updates = 0;

	constructor(fields: Record<string, unknown>) {
		this.data = { ...defaults(), ...fields };
	}

	read() {
		this.reads++;
		return structuredClone(this.data);
	}

	update(session: Record<string, unknown>) {
		this.updates++;
		Object.assign(this.data, session);
	}
}

function defaults() {
	return Object.fromEntries(type.properties.map(({ name, default: value }) => [name, value]));
}

export class StoredCredentials extends ICredentialsHelper {
	store: CredentialStore;

	constructor(store: CredentialStore) {
		super();
		this.store = store;
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	getCredentialsProperties() {
		return type.properties;
	}

	async getDecrypted() {
		return await this.store.read();
	}

	async authenticate(credentials, _typeName, options) {
		return await type.authenticate(credentials, options);
	}

	async preAuthentication(helpers, credentials, _typeName, node, credentialsExpired) {
		if (credentials.token !== '' && !credentialsExpired) return undefined;
		// A store may want to know what each login was based on.
		await this.store.loggingIn?.(credentials);
		const session = await type.preAuthentication.call(helpers, credentials);
		if (session.token === undefined || !node.credentials) return undefined;
		await this.store.update(session);
		return { ...credentials, ...session };
	}

	async getCredentials() {
		throw new Error('not used by the engine');
	}

	async updateCredentials() {
		throw new Error('not used by the engine');
	}

	async updateCredentialsOauthTokenData() {
		throw new Error('not used by the engine');
	}
}

/** The credential of a simulator's account. */
export function credentialOf(sim, fields = {}, account = sim.account) {
	const { phoneNumber, password, secretKey } = account;
	return new CredentialStore({ phoneNumber, password, secretKey, baseUrl: sim.url, ...fields });
}
