import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort, run, start, waitFor } from './processes.cts';

/** Who owns the instance: made up, and used by nothing outside it. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Olive',
	lastName: 'Owner',
	password: 'Travel-esim-1',
};

/**
 * One n8n with a user folder of its own.
 */
export class Instance {
	n8n;
	folder;
	owner = OWNER;
	extraEnv;

	/** @param options `env` is laid over the defaults below */
	constructor({
		n8n,
		folder,
		env = {},
	}: {
		n8n: Awaited<ReturnType<typeof import('./cache.cts').provideN8n>>;
		folder: string;
		env?: Record<string, string>;
	}) {
		this.n8n = n8n;
		this.folder = folder;
		this.extraEnv = env;
		mkdirSync(join(folder, '.n8n'), { recursive: true });
	}

	/** Only what n8n needs goes in, so that a run does not depend on whose shell it is. */
	async env(extra = {}) {
		const { HOME, LANG, TMPDIR, TZ } = process.env;
		const inherited = { HOME, LANG, TMPDIR, TZ };
		for (const name of Object.keys(inherited)) {
			if (inherited[name] === undefined) delete inherited[name];
		}
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
	 * The isolated-vm that later 1.x bring along needs Node 22, though n8n itself takes Node 20:
	 * there it has to be told to use its older expression engine.
	 */
	expressionEngine() {
		const major = Number(this.n8n.node.version.split('.')[0]);
		return major < 22 ? { N8N_EXPRESSION_ENGINE: 'legacy' } : {};
	}

	/** @param {{ env?: object, limit?: number }} [options] */
	async command(args: string[], { env, limit = 180_000 } = {}) {
		return run(this.n8n.node.bin, [this.n8n.cli, ...args], {
			env: await this.env(env),
			cwd: this.folder,
			log: join(this.folder, 'commands.log'),
			limit,
		});
	}

	/** @param {object[]} entities */
	async import(kind: 'credentials' | 'workflow', entities) {
		const file = join(this.folder, `import-${kind}.json`);
		// The first 1.123 take no workflow without a version.
		const version = () => (kind === 'workflow' ? { versionId: randomUUID() } : {});
		const imported = entities.map((entity) => ({ ...version(), ...entity }));
		writeFileSync(file, JSON.stringify(imported));
		const { code, output } = await this.command([`import:${kind}`, `--input=${file}`]);
		if (code !== 0) throw new Error(`import:${kind} failed\n${output.slice(-2000)}`);
	}

	/**
	 * Runs a workflow to its end without the editor.
	 *
	 * @returns {Promise<{ code: number, output: string, node: (name: string) => object | undefined }>} `node`: the first run of that node
	 */
	async execute(id: string) {
		const { code, output } = await this.command(['execute', `--id=${id}`, '--rawOutput']);
		const json = output.slice(output.search(/^\{/m));
		let runData = {};
		try {
			runData = JSON.parse(json.slice(0, json.lastIndexOf('}') + 1)).data.resultData.runData;
		} catch {
			// No result came out; `output` says why.
		}
		return { code, output, node: (name: string) => runData[name]?.[0] };
	}

	/** What is stored for a credential, in the clear. */
	async storedCredential(id: string) {
		const file = join(this.folder, 'export-credentials.json');
		const args = ['export:credentials', `--id=${id}`, '--decrypted', `--output=${file}`];
		const { code, output } = await this.command(args);
		if (code !== 0) throw new Error(`export:credentials failed\n${output.slice(-2000)}`);
		return [JSON.parse(readFileSync(file, 'utf8'))].flat()[0].data;
	}

	/** Starts n8n itself and waits until its editor can be opened. */
	async startEditor({ env = {}, port } = {}) {
		this.port = port ?? (await freePort());
		this.url = `http://127.0.0.1:${this.port}`;
		this.editor = start(this.n8n.node.bin, [this.n8n.cli, 'start'], {
			env: await this.env({ N8N_PORT: String(this.port), ...env }),
			cwd: this.folder,
			log: join(this.folder, 'editor.log'),
		});
		await waitFor(
			'the start of n8n',
			async () => (await fetch(`${this.url}/healthz/readiness`)).ok,
			{ limit: 180_000, alive: this.editor },
		);
		// The server answers before its routes are in place.
		await waitFor(
			'the REST interface of n8n',
			async () => (await fetch(`${this.url}/rest/settings`)).ok,
			{ limit: 60_000, alive: this.editor },
		);
	}

	/**
	 * @param {string} what
	 * @param path under /rest
	 * @param {object} [body]
	 */
	async rest(method: string, path: string, body) {
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
		return text ? (JSON.parse(text).data ?? JSON.parse(text)) : undefined;
	}

	/** Takes the instance into possession, as the first visitor does. */
	async setUpOwner() {
		const { email, firstName, lastName, password } = this.owner;
		await this.rest('POST', '/owner/setup', { email, firstName, lastName, password });
	}

	/** Signs the owner in. */
	async signIn() {
		const { email, password } = this.owner;
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Sets a workflow to work, as the button of that name does. */
	async publish(id: string) {
		const { versionId } = await this.rest('GET', `/workflows/${id}`);
		await this.rest('POST', `/workflows/${id}/activate`, { versionId });
	}
}
