import './environment.cts';
import { PollContext, PollTriggerExecutor } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { MioEsimTrigger } from '../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import type { Card } from '../../dist/mioesim/shapes/card';
import type { Change } from '../../dist/nodes/MioEsimTrigger/diff';
import type { Memory } from '../../dist/nodes/MioEsimTrigger/memory';
import type { EventName } from '../../dist/nodes/MioEsimTrigger/properties';
import { NAME, StoredCredentials, type Credential } from './credentials.cts';
import { ofCore } from './ofCore.cts';
import type { OrderItem, Readable } from './items.cts';

/** n8n-core's own container: another copy of the package would not have its services. */
const { Container } = ofCore('@n8n/di') as typeof import('@n8n/di');

const TRIGGER = 'n8n-nodes-mioesim.mioEsimTrigger';
export const types: Record<string, INodeType> = { [TRIGGER]: new MioEsimTrigger() };
const nodeTypes: INodeTypes = {
	getByName: (name) => types[name],
	getByNameAndVersion: (name) => types[name],
	getKnownTypes: () => ({}),
};

/** JSON of an item of the trigger. */
export interface EventItem {
	event: EventName;
	occurredAt: string;
	change: Readable<Change>;
	order: OrderItem;
	/** null: the event concerns the order */
	card: Readable<Card> | null;
	customerEmail: string | null;
	sample: boolean;
}

/** An error as n8n records it with a failed execution. */
export interface RecordedError extends Error {
	description?: string;
	failure?: { cause: string; retryAfterMs?: number };
	httpCode?: string;
}

const copyOf = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

/**
 * An active workflow that begins with the trigger, polled by n8n's own executor in n8n's own poll
 * context. The static data is stored as n8n stores it (trigger-execution-context.factory.js and
 * active-workflow-manager.js of the n8n package): written to the database, as JSON, when the workflow is
 * activated and with everything that is emitted. Changes by a poll without events stay in memory, and are
 * lost with a restart.
 */
export class ActiveTrigger {
	/** The database. */
	saved = '{}';
	/** JSON of every item emitted so far. */
	emitted: EventItem[] = [];
	/** JSON of the items that the last poll emitted. */
	last: EventItem[] = [];
	/** Errors that n8n records as failed executions. */
	errors: RecordedError[] = [];
	polls = 0;
	workflow!: Workflow;
	node!: INode;
	parameters: IDataObject;
	credential: Credential;
	budgetMs: number | undefined;
	readonly durable: boolean;
	readonly old: boolean;

	constructor({
		parameters,
		credential,
		budgetMs,
		durable = false,
		old = false,
	}: {
		parameters: IDataObject;
		credential: Credential;
		/** The time that n8n allows a poll; n8n's default if omitted. */
		budgetMs?: number;
		/** With n8n's durable cursors, which change a copy and commit it. */
		durable?: boolean;
		/** n8n before 2.41, which doesn't pass a budget. */
		old?: boolean;
	}) {
		this.parameters = parameters;
		this.credential = credential;
		this.budgetMs = budgetMs;
		this.durable = durable;
		this.old = old;
		this.load();
	}

	load() {
		const node: INode = {
			id: 'trigger',
			name: 'MIOeSIM Trigger',
			type: TRIGGER,
			typeVersion: 1,
			position: [0, 0],
			parameters: this.parameters as INodeParameters,
			credentials: { [NAME]: { id: this.credential.id, name: 'MIOeSIM account' } },
		};
		this.workflow = new Workflow({
			id: 'polling',
			name: 'Test',
			nodes: [node],
			connections: {},
			nodeTypes,
			active: true,
			settings: {},
			staticData: JSON.parse(this.saved) as IDataObject,
		});
		// The workflow has its own copy.
		this.node = this.workflow.nodes[node.name];
	}

	/** What the trigger remembers. */
	get memory(): Memory {
		return copyOf(this.workflow.getStaticData('node', this.node)).memory as Memory;
	}

	/** The subtitle of the node in the editor. */
	get subtitle(): unknown {
		const { subtitle = '' } = types[TRIGGER].description;
		return this.workflow.expression.getSimpleParameterValue(this.node, subtitle, 'internal', {});
	}

	save() {
		this.saved = JSON.stringify(this.workflow.staticData);
	}

	/** Restarts n8n with the content of the database. */
	restart() {
		this.load();
	}

	/** Changes the node as a user would: n8n activates the workflow again. */
	async change(parameters: IDataObject) {
		this.save();
		this.parameters = { ...this.parameters, ...parameters };
		this.load();
		return await this.activate();
	}

	context(mode: 'trigger' | 'manual' = 'trigger') {
		const ofNode = () => this.workflow.getStaticData('node', this.node);
		let staged: IDataObject = {};
		const commit = () => {
			if (!this.durable) {
				this.save();
				return;
			}
			this.workflow.staticData[`node:${this.node.name}`] = copyOf(staged);
			this.save();
		};
		const context = new PollContext(
			this.workflow,
			this.node,
			// Only what the context reads.
			{
				credentialsHelper: new StoredCredentials(this.credential),
				executionId: undefined,
			} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData,
			mode,
			mode === 'manual' ? 'manual' : 'update',
			(data) => {
				commit();
				this.last = data[0].map(({ json }) => json as unknown as EventItem);
				this.emitted.push(...this.last);
			},
			(error) => {
				this.errors.push(error);
			},
			async () => {
				if (this.durable) commit();
				await Promise.resolve();
			},
			async (poll) => {
				staged = copyOf(ofNode());
				return await poll();
			},
			() => (this.durable ? staged : ofNode()),
			this.budgetMs === undefined ? undefined : () => this.budgetMs as number,
		);
		if (this.old) Object.assign(context, { getPollBudgetMs: undefined });
		return context;
	}

	/** @returns JSON of the items that this poll emitted */
	async poll(isActivation = false) {
		this.polls++;
		this.last = [];
		const executor = Container.get(PollTriggerExecutor);
		await executor.create(this.workflow, this.node, this.context(), () => true)(isActivation);
		return this.last;
	}

	/** Activates the workflow: n8n polls once, and saves. */
	async activate() {
		const items = await this.poll(true);
		this.save();
		return items;
	}

	/** "Fetch Test Event" in the editor. */
	async fetchTestEvent() {
		const result = await types[TRIGGER].poll?.call(this.context('manual'));
		return (result?.[0] ?? []).map(({ json }) => json as unknown as EventItem);
	}
}
