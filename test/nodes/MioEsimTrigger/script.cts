import type { IDataObject, IHttpRequestOptions, INode, IPollFunctions } from 'n8n-workflow';

import { readAccount } from '../../../dist/mioesim/client/account';
import type { Memory } from '../../../dist/nodes/MioEsimTrigger/memory';
import { MioEsimTrigger } from '../../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import type { EventName } from '../../../dist/nodes/MioEsimTrigger/properties';
import type { Settings } from '../../../dist/nodes/MioEsimTrigger/properties';
import type { EventItem } from '../../harness/polling.cts';

export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;
export const NOW = Date.parse('2026-03-10T12:00:00+08:00');

/** What a trigger remembers before its first poll. */
export const emptyMemory = (scope: string): Memory => ({
	version: 1,
	scope,
	watches: {},
	orders: {},
	droppedUpTo: 0,
	statuses: { from: 0, counts: {} },
});

/** The trigger's settings after reading, without filters. */
export const settingsOf = (
	events: readonly EventName[],
	more: Partial<Settings> = {},
): Settings => ({
	events: new Set(events),
	statuses: [],
	thresholds: [50],
	daysBefore: 3,
	packageName: null,
	externalOrderIdPrefix: null,
	isPhysical: null,
	pastDays: 0,
	...more,
});

/** The trigger's parameters, as the editor saves them. */
export const parametersOf = (events: unknown, more: IDataObject = {}): IDataObject => ({
	events: events as string[],
	statuses: [],
	thresholds: '50, 80',
	daysBefore: 3,
	filters: {},
	options: {},
	...more,
});

/** Filters and page of a call of queryEsimOrder. */
export type Asked = Partial<Record<string, string>>;

/** The part of n8n's poll context that the trigger uses, with scripted answers from MIOeSIM. */
export class PollScript {
	/** Every call, in order. */
	readonly asked: Asked[] = [];
	/** The timeout of every call, in milliseconds. */
	readonly timeouts: number[] = [];
	/** What n8n stores for the node. */
	readonly staticData: IDataObject = {};
	workflowId = 'one';
	nodeId = 'trigger';
	/** How long n8n lets a poll run; undefined for n8n before 2.41, which doesn't report it. */
	budgetMs: number | undefined = 100_000;
	fields = {
		phoneNumber: '13800000000',
		password: 'password',
		secretKey: 'key',
		baseUrl: 'http://mioesim.test',
	};

	constructor(
		public parameters: IDataObject,
		/** The data of a page. If it throws, the connection breaks. */
		public answer: (asked: Asked) => unknown,
	) {}

	get memory(): Memory {
		return this.staticData.memory as Memory;
	}

	get context(): IPollFunctions {
		const node = { id: this.nodeId, type: 'mioEsimTrigger', parameters: this.parameters };
		const context = {
			getMode: () => 'trigger',
			getWorkflow: () => ({ id: this.workflowId }),
			getNode: () => node as Partial<INode> as INode,
			getNodeParameter: (name: string, fallback: unknown) => {
				const [parent, child = ''] = name.split('.');
				const value = this.parameters[parent];
				return (child === '' ? value : (value as IDataObject)[child]) ?? fallback;
			},
			getWorkflowStaticData: (type: string) => (type === 'node' ? this.staticData : {}),
			getCredentials: async () => {
				const { sessionAccount } = readAccount(this.fields);
				const session = { token: 'token', sessionExpiresAt: NOW + 9999 * DAY, sessionAccount };
				return await Promise.resolve({ ...this.fields, ...session });
			},
			...(this.budgetMs === undefined ? {} : { getPollBudgetMs: () => this.budgetMs }),
			helpers: {
				httpRequestWithAuthentication: async (
					_: string,
					{ body, timeout = 0 }: IHttpRequestOptions,
				) => {
					await Promise.resolve();
					this.asked.push(body as Asked);
					this.timeouts.push(timeout);
					const reply = { code: 0, data: await this.answer(body as Asked) };
					return { statusCode: 200, headers: {}, body: JSON.stringify(reply) };
				},
			},
		};
		return context as unknown as IPollFunctions;
	}

	/** Polls, and stores the memory as JSON, like n8n. @returns JSON of the items */
	async poll(): Promise<EventItem[] | null> {
		const outputs = await new MioEsimTrigger().poll.call(this.context);
		Object.assign(this.staticData, JSON.parse(JSON.stringify(this.staticData)));
		return outputs?.[0].map(({ json }) => json as unknown as EventItem) ?? null;
	}

	/** Values of one filter, call by call, since the last time this was called. */
	filters(name: string): Array<string | undefined> {
		return this.asked.splice(0).map((asked) => asked[name]);
	}
}
