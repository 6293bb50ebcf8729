import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type IDataObject,
	type INodeParameters,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
} from 'n8n-workflow';

import { MioEsimApi } from '../../dist/credentials/MioEsimApi.credentials';

const type = new MioEsimApi();
export const NAME = type.name;

/** What a test needs to know about a simulator to log in to it. */
export interface Host {
	url: string;
	account: SimulatedAccount;
}

export interface SimulatedAccount {
	phoneNumber: string;
	password: string;
	secretKey: string;
}

/** The fields of a saved credential. */
export interface CredentialData extends ICredentialDataDecryptedObject, SimulatedAccount {
	baseUrl: string;
	dpId: string;
	token: string;
	sessionExpiresAt: number;
	signatureStyle: string;
	sessionAccount: string;
}

/** A saved credential as the engine needs it, wherever it is stored. */
export interface Credential {
	readonly id: string;
	read(): ICredentialDataDecryptedObject | Promise<ICredentialDataDecryptedObject>;
	update(session: IDataObject): void | Promise<void>;
	/** Called before a login with the data that it is based on. */
	loggingIn?(data: ICredentialDataDecryptedObject): void | Promise<void>;
}

/**
 * A saved credential that follows n8n's own rules (credentials-helper.js of the n8n package): every read
 * decrypts again, a session is merged into the stored data, a refused login stores nothing.
 */
export class CredentialStore implements Credential {
	readonly id = `credential-${Math.random()}`;
	readonly data: CredentialData;
	/** How often the credential was read and decrypted. */
	reads = 0;
	/** Sessions that were stored. */
	updates = 0;

	constructor(fields: Partial<CredentialData>) {
		this.data = { ...defaults(), ...fields } as CredentialData;
	}

	read() {
		this.reads++;
		return structuredClone(this.data);
	}

	update(session: IDataObject) {
		this.updates++;
		Object.assign(this.data, session);
	}
}

function defaults(): IDataObject {
	return Object.fromEntries(type.properties.map(({ name, default: value }) => [name, value]));
}

export class StoredCredentials extends ICredentialsHelper {
	constructor(private readonly store: Credential) {
		super();
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

	/** As n8n does: expressions are resolved for the item, unless the stored fields are asked for. */
	async getDecrypted(
		...[, , , mode, , raw, item]: Parameters<ICredentialsHelper['getDecrypted']>
	): Promise<ICredentialDataDecryptedObject> {
		const data: ICredentialDataDecryptedObject = await this.store.read();
		if (raw === true) return data;
		// As in n8n, expressions have no value where there is no item.
		if (item === undefined) {
			return Object.fromEntries(
				Object.entries(data).filter(([, value]) => !String(value).startsWith('=')),
			);
		}
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = item;
		return workflow.expression.getParameterValue(
			data as INodeParameters,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode,
			{},
			undefined,
			false,
			data,
		) as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		options: IHttpRequestOptions,
	) {
		if (typeof type.authenticate !== 'function')
			throw new Error('the credential signs its requests itself');
		return await type.authenticate(credentials, options);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		node: INode,
		credentialsExpired: boolean,
	) {
		if (credentials.token !== '' && !credentialsExpired) return undefined;
		// A store may want to know what each login was based on.
		await this.store.loggingIn?.(credentials);
		const session = await type.preAuthentication.call(helpers, credentials);
		if (session.token === undefined || !node.credentials) return undefined;
		await this.store.update(session);
		return { ...credentials, ...session } as ICredentialDataDecryptedObject;
	}

	async runPreAuthentication(): Promise<undefined> {
		return await notUsed();
	}

	async getCredentials(): Promise<ICredentials> {
		return await notUsed();
	}

	async updateCredentials(): Promise<void> {
		await notUsed();
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		await notUsed();
	}
}

async function notUsed(): Promise<never> {
	return await Promise.reject(new Error('not used by the engine'));
}

/** The credential of a simulator's account. */
export function credentialOf(
	{ url, account: own }: Host,
	fields: Partial<CredentialData> = {},
	account: SimulatedAccount = own,
): CredentialStore {
	const { phoneNumber, password, secretKey } = account;
	return new CredentialStore({ phoneNumber, password, secretKey, baseUrl: url, ...fields });
}
