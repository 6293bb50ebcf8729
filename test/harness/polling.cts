import './engine.cts';
import { dirname } from 'node:path';
import { PollContext, PollTriggerExecutor } from 'n8n-core';
import { Workflow } from 'n8n-workflow';

import { MioEsimTrigger } from '../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import { StoredCredentials, NAME, type CredentialStore } from './credentials.cts';

/** n8n-core's own container: another copy of the package knows none of its services. */
const { Container } = require(
	require.resolve('@n8n/di', { paths: [dirname(require.resolve('n8n-core'))] }),
);

const TRIGGER = 'n8n-nodes-mioesim.mioEsimTrigger';
export const types = { [TRIGGER]: new MioEsimTrigger() };
const nodeTypes = {
	getByName: (name) => types[name],
	getByNameAndVersion: (name) => types[name],
	getKnownTypes: () => ({}),
};

/**
 * An active workflow that begins with the trigger, polled by n8n's own executor in n8n's own poll
 * context. The static data lives as n8n keeps it (trigger-execution-context.factory.js and
 * active-workflow-manager.js of the n8n package): it is written to the database, as JSON, when the
 * workflow is activated and with everything that is emitted. What a poll without events changes stays
 * in memory, and is lost with a restart.
 */
export class ActiveTrigger {
	/** The database. */
	saved = '{}';
	/** JSON of every item ever emitted. */
	emitted = [];
	/** Errors that n8n records as failed executions. */
	errors = [];
	polls = 0;

	/**
	 * @param settings.budgetMs time n8n gives a poll; left out: n8n's default
	 * @param settings.durable n8n's durable cursors: a copy is changed, and committed
	 * @param settings.old n8n before 2.41, which tells no budget
	 */
	constructor({
		parameters,
		credential,
		budgetMs,
		durable = false,
		old = false,
	}: {
		parameters: Record<string, unknown>;
		credential: CredentialStore;
		budgetMs?: number;
		durable?: boolean;
		old?: boolean;
	}) {
		Object.assign(this, { parameters, credential, budgetMs, durable, old });
		this.load();
	}

	load() {
		this.node = {
			id: 'trigger',
			name: 'MIOeSIM Trigger',
			type: TRIGGER,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters,
			credentials: { [NAME]: { id: this.credential.id, name: 'MIOeSIM account' } },
		};
		this.workflow = new Workflow({
			id: 'polling',
			name: 'Test',
			nodes: [this.node],
			connections: {},
			nodeTypes,
			active: true,
			settings: {},
			staticData: JSON.parse(this.saved),
		});
		this.node = this.workflow.getNode('MIOeSIM Trigger');
	}

	/** What the trigger remembers. */
	get memory() {
		return JSON.parse(JSON.stringify(this.workflow.getStaticData('node', this.node))).memory;
	}

	save() {
		this.saved = JSON.stringify(this.workflow.staticData);
	}

	/** n8n was stopped, and starts again with what the database holds. */
	restart() {
		this.load();
	}

	/** The user changes the node: n8n activates the workflow anew. */
	async change(parameters) {
		this.save();
		this.parameters = { ...this.parameters, ...parameters };
		this.load();
		return await this.activate();
	}

	context(mode = 'trigger') {
		const ofNode = () => this.workflow.getStaticData('node', this.node);
		let staged;
		const commit = () => {
			if (!this.durable) return this.save();
			this.workflow.staticData[`node:${this.node.name}`] = JSON.parse(JSON.stringify(staged));
			this.save();
		};
		const context = new PollContext(
			this.workflow,
			this.node,
			{ credentialsHelper: new StoredCredentials(this.credential), executionId: undefined },
			mode,
			mode === 'manual' ? 'manual' : 'update',
			(data) => {
				commit();
				this.emitted.push(...data[0].map(({ json }) => json));
				this.last = data[0].map(({ json }) => json);
			},
			(error) => {
				this.errors.push(error);
			},
			async () => this.durable && commit(),
			async (poll) => {
				staged = JSON.parse(JSON.stringify(ofNode()));
				return await poll();
			},
			() => (this.durable ? staged : ofNode()),
			this.budgetMs === undefined ? undefined : () => this.budgetMs,
		);
		if (this.old) context.getPollBudgetMs = undefined;
		return context;
	}

	/** @returns the JSON of the items that this poll emitted */
	async poll(isActivation = false) {
		this.polls++;
		this.last = [];
		const executor = Container.get(PollTriggerExecutor);
		await executor.create(this.workflow, this.node, this.context(), () => true)(isActivation);
		return this.last;
	}

	/** The workflow is switched on: n8n polls once, and saves. */
	async activate() {
		const items = await this.poll(true);
		this.save();
		return items;
	}

	/** "Fetch Test Event" in the editor. */
	async fetchTestEvent() {
		const result = await types[TRIGGER].poll.call(this.context('manual'));
		return result[0].map(({ json }) => json);
	}
}
