import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IRunData, ITaskData } from 'n8n-workflow';

import type { CredentialData } from '../../../test/harness/credentials.cts';
import type { InstalledN8n } from './cache.cts';
import { freePort, run, start, waitFor, type Started } from './processes.cts';

/** The owner of the instance: invented, and used only here. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Olive',
	lastName: 'Owner',
	password: 'Travel-esim-1',
};

type Environment = Record<string, string>;

/** The result of a workflow that ran to its end. */
export interface Execution {
	code: number | null;
	output: string;
	/** The first run of a node. */
	node: (name: string) => ITaskData | undefined;
}

/** One n8n with its own user folder. */
export class Instance {
	readonly n8n: InstalledN8n;
	readonly folder: string;
	owner = OWNER;
	extraEnv: Environment;
	/** The address of its editor, if that has been started. */
	url = '';
	editor: Started | undefined;
	private cookie: string | undefined;

	/** @param options `env` overrides the defaults below */
	constructor({ n8n, folder, env = {} }: { n8n: InstalledN8n; folder: string; env?: Environment }) {
		this.n8n = n8n;
		this.folder = folder;
		this.extraEnv = env;
		mkdirSync(join(folder, '.n8n'), { recursive: true });
	}

	/** It contains only what n8n needs, so that a run does not depend on the developer's shell. */
	async env(extra: Environment = {}): Promise<NodeJS.ProcessEnv> {
		const inherited = Object.fromEntries(
			['HOME', 'LANG', 'TMPDIR', 'TZ']
				.map((name) => [name, process.env[name]] as const)
				.filter(([, value]) => value !== undefined),
		);
		return {
			...inherited,
			PATH: `${dirname(this.n8n.node.bin)}:${process.env.PATH}`,
			N8N_USER_FOLDER: this.folder,
			N8N_ENCRYPTION_KEY: 'n8n-nodes-mioesim-e2e',
			DB_TYPE: 'sqlite',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_SECURE_COOKIE: 'false',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_LOG_LEVEL: 'info',
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
			...this.expressionEngine(),
			...this.extraEnv,
			...extra,
		};
	}

	/**
	 * The isolated-vm of later 1.x versions needs Node 22, although n8n itself supports Node 20. There, n8n
	 * must use its older expression engine.
	 */
	expressionEngine(): Environment {
		const major = Number(this.n8n.node.version.split('.')[0]);
		return major < 22 ? { N8N_EXPRESSION_ENGINE: 'legacy' } : {};
	}

	/** @param options `limit` in ms */
	async command(
		args: string[],
		{ env, limit = 180_000 }: { env?: Environment; limit?: number } = {},
	) {
		return run(this.n8n.node.bin, [this.n8n.cli, ...args], {
			env: await this.env(env),
			cwd: this.folder,
			log: join(this.folder, 'commands.log'),
			limit,
		});
	}

	async import(kind: 'credentials' | 'workflow', entities: object[]) {
		const file = join(this.folder, `import-${kind}.json`);
		// The first releases of 1.123 accept no workflow without a version.
		const version = () => (kind === 'workflow' ? { versionId: randomUUID() } : {});
		const imported = entities.map((entity) => ({ ...version(), ...entity }));
		writeFileSync(file, JSON.stringify(imported));
		const { code, output } = await this.command([`import:${kind}`, `--input=${file}`]);
		if (code !== 0) throw new Error(`import:${kind} failed\n${output.slice(-2000)}`);
	}

	/** Runs a workflow to its end without the editor. */
	async execute(id: string): Promise<Execution> {
		const { code, output } = await this.command(['execute', `--id=${id}`, '--rawOutput']);
		const json = output.slice(output.search(/^\{/m));
		let runData: Partial<IRunData> = {};
		try {
			const result = JSON.parse(json.slice(0, json.lastIndexOf('}') + 1)) as {
				data: { resultData: { runData: IRunData } };
			};
			runData = result.data.resultData.runData;
		} catch {
			// No result came out; `output` says why.
		}
		return { code, output, node: (name: string) => runData[name]?.[0] };
	}

	/** The stored data of a credential, decrypted. */
	async storedCredential(id: string): Promise<CredentialData> {
		const file = join(this.folder, 'export-credentials.json');
		const args = ['export:credentials', `--id=${id}`, '--decrypted', `--output=${file}`];
		const { code, output } = await this.command(args);
		if (code !== 0) throw new Error(`export:credentials failed\n${output.slice(-2000)}`);
		type Exported = { data: CredentialData };
		const exported = JSON.parse(readFileSync(file, 'utf8')) as Exported | Exported[];
		return [exported].flat()[0].data;
	}

	/** Starts n8n's server and waits until the editor can be opened. */
	async startEditor({ env = {}, port }: { env?: Environment; port?: number } = {}) {
		const taken = port ?? (await freePort());
		this.url = `http://127.0.0.1:${taken}`;
		this.editor = start(this.n8n.node.bin, [this.n8n.cli, 'start'], {
			// The buttons in n8n's chat go to this address, and work only if it is the editor's.
			env: await this.env({ N8N_PORT: String(taken), WEBHOOK_URL: this.url, ...env }),
			cwd: this.folder,
			log: join(this.folder, 'editor.log'),
		});
		await waitFor(
			'the start of n8n',
			async () => (await fetch(`${this.url}/healthz/readiness`)).ok,
			{ limit: 180_000, alive: this.editor },
		);
		// The server answers before its routes are ready.
		await waitFor(
			'the REST interface of n8n',
			async () => (await fetch(`${this.url}/rest/settings`)).ok,
			{ limit: 60_000, alive: this.editor },
		);
	}

	/**
	 * Calls n8n's own REST interface.
	 *
	 * @param path under /rest
	 */
	async rest<T = unknown>(method: string, path: string, body?: object): Promise<T> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': 'e2e',
				...(this.cookie ? { cookie: this.cookie } : {}),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		const cookie = response.headers.getSetCookie().find((c) => c.startsWith('n8n-auth='));
		if (cookie) this.cookie = cookie.split(';')[0];
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`${method} ${path}: HTTP ${response.status} ${text.slice(0, 500)}`);
		}
		const reply = (text ? JSON.parse(text) : undefined) as { data?: T } | undefined;
		return (reply?.data ?? reply) as T;
	}

	/** Claims the instance, as its first visitor does. */
	async setUpOwner() {
		const { email, firstName, lastName, password } = this.owner;
		await this.rest('POST', '/owner/setup', { email, firstName, lastName, password });
	}

	/** Signs the owner in. */
	async signIn() {
		const { email, password } = this.owner;
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Publishes a workflow, as the button of that name does. */
	async publish(id: string) {
		const { versionId } = await this.rest<{ versionId: string }>('GET', `/workflows/${id}`);
		await this.rest('POST', `/workflows/${id}/activate`, { versionId });
	}
}
