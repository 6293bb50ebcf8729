import type { INode } from 'n8n-workflow';

import {
	contextOf,
	nodeOf,
	toAlarm,
	type RunSetup,
	type Wire,
} from '../../../harness/scriptedRun.cts';
import { connectionsOf, routeOf, type Place } from '../../../../dist/nodes/MioEsim/run/route';

const wire = (from: string, to: string, more: Partial<Wire> = {}): Wire => ({ from, to, ...more });
const error = (to: string, more: Partial<Wire> = {}) => wire('MIOeSIM', to, { output: 1, ...more });
const ofN8n = (to: string) => error(to, { output: 2 });

const routed = (
	onError: INode['onError'] | undefined,
	errorOutput: boolean | undefined,
	setup: RunSetup,
) => {
	const parameters = { options: { errorOutput } };
	const whole = { ...setup, parameters, node: { onError, ...setup.node } };
	return routeOf(contextOf(whole), nodeOf(whole));
};

describe('a failed item goes', () => {
	const goesOn = 'continueRegularOutput';
	const n8nHasOne = 'continueErrorOutput';
	const deadEnd = { wires: [error('Alarm'), ofN8n('Off')], disabled: ['Off'] };
	it.each<[Place, boolean | null, INode['onError'] | undefined, boolean, RunSetup]>([
		// With neither of n8n's settings, only the connection decides.
		['toErrorOutput', true, undefined, true, { wires: [toAlarm] }],
		['toErrorOutput', true, 'stopWorkflow', true, { wires: [toAlarm] }],
		['toErrorOutput', true, goesOn, true, { wires: [toAlarm] }],
		['stop', true, undefined, true, { wires: [wire('MIOeSIM', 'Next')] }],
		['stop', true, 'stopWorkflow', true, {}],
		['toFirstOutput', true, goesOn, true, {}],
		['stop', true, undefined, false, { wires: [toAlarm] }],
		['toFirstOutput', true, goesOn, false, { wires: [toAlarm] }],
		// If n8n does not report connections, nothing may stop or get lost.
		['toErrorOutput', null, undefined, true, { reportsConnections: false }],
		['toErrorOutput', null, goesOn, true, { destination: 'MIOeSIM' }],
		// n8n's own error output comes first, unless only ours is connected.
		['toN8nErrorOutput', true, n8nHasOne, true, { wires: [ofN8n('Alarm')] }],
		['toN8nErrorOutput', true, n8nHasOne, true, { wires: [toAlarm, ofN8n('Other')] }],
		['toErrorOutput', true, n8nHasOne, true, { wires: [toAlarm] }],
		['toErrorOutput', true, n8nHasOne, true, deadEnd],
		['toN8nErrorOutput', false, n8nHasOne, true, { wires: [wire('MIOeSIM', 'Next')] }],
		['toN8nErrorOutput', true, n8nHasOne, false, { wires: [toAlarm] }],
		['toN8nErrorOutput', false, n8nHasOne, false, { wires: [ofN8n('Alarm')] }],
		['toN8nErrorOutput', null, n8nHasOne, true, { reportsConnections: false }],
		// "Execute step" ends the workflow at this node.
		['toN8nErrorOutput', null, n8nHasOne, true, { destination: 'MIOeSIM', wires: [toAlarm] }],
	])('%s (connected: %p), On Error: %s, Error Output: %p, %j', (place, isConnected, ...given) => {
		expect(routed(...given)).toEqual({ place, isConnected });
	});

	it.each([undefined, n8nHasOne, goesOn] as const)(
		'to the agent that called the node as a tool, with On Error: %s',
		(onError) => {
			const node = { type: 'n8n-nodes-mioesim.mioEsimTool' };
			expect(routed(onError, undefined, { node, wires: [toAlarm] })).toMatchObject({
				place: 'toAgent',
				isConnected: true,
			});
		},
	);
});

describe('an output', () => {
	const off = { disabled: ['Off', 'Off 2'] };
	it.each<[boolean | null, string, RunSetup]>([
		[true, 'to a node', { wires: [toAlarm] }],
		[true, 'back to the node itself', { wires: [error('MIOeSIM')] }],
		[true, 'to the second input of a node', { wires: [error('Merge', { input: 1 })] }],
		[
			true,
			'to a node behind a deactivated one',
			{ wires: [error('Off'), wire('Off', 'Alarm')], ...off },
		],
		[
			true,
			'through two deactivated ones',
			{ wires: [error('Off'), wire('Off', 'Off 2'), wire('Off 2', 'Alarm')], ...off },
		],
		[true, 'to a deactivated one and an active one', { wires: [error('Off'), toAlarm], ...off }],
		[
			true,
			'through a deactivated one, back to the node itself',
			{ wires: [error('Off'), wire('Off', 'MIOeSIM')], ...off },
		],
		[false, 'without a wire', {}],
		[
			false,
			'with a connection from another output',
			{ wires: [wire('MIOeSIM', 'Next'), ofN8n('Alarm')] },
		],
		[
			false,
			'while another node has a connection',
			{ wires: [wire('Start', 'Next', { output: 1 })] },
		],
		[false, 'to a deactivated node', { wires: [error('Off')], ...off }],
		[false, 'to two deactivated ones', { wires: [error('Off'), wire('Off', 'Off 2')], ...off }],
		[
			false,
			'to two deactivated ones that lead to each other',
			{ wires: [error('Off'), wire('Off', 'Off 2'), wire('Off 2', 'Off')], ...off },
		],
		[
			false,
			'through the second output of a deactivated one',
			{ wires: [error('Off'), wire('Off', 'Alarm', { output: 1 })], ...off },
		],
		[
			false,
			'through the second input of a deactivated one',
			{ wires: [error('Off', { input: 1 }), wire('Off', 'Alarm')], ...off },
		],
		// With "Execute step" the workflow ends here: what follows is not part of it.
		[null, 'in "Execute step"', { destination: { nodeName: 'MIOeSIM' } }],
		[null, 'in "Execute step" of an older n8n', { destination: 'MIOeSIM' }],
		[true, 'in "Execute step", with a connection', { destination: 'MIOeSIM', wires: [toAlarm] }],
		[false, 'in "Execute step" of a later node', { destination: { nodeName: 'Next' } }],
		[null, 'if n8n does not report it', { reportsConnections: false }],
	])('leads to a node that runs: %p %s', (leads, _, setup) => {
		expect(connectionsOf(contextOf(setup))(1)).toBe(leads);
	});

	it('is checked separately', () => {
		const leads = connectionsOf(contextOf({ wires: [wire('MIOeSIM', 'Next'), ofN8n('Alarm')] }));
		expect([0, 1, 2, 1, 0].map(leads)).toEqual([true, false, true, false, true]);
	});

	it('is found if n8n does not report how the run began, and not found without connections', () => {
		const context = contextOf({ wires: [error('Alarm')] });
		Reflect.deleteProperty(context, 'runExecutionData');
		expect(connectionsOf(context)(1)).toBe(true);
		Reflect.set(context, 'runExecutionData', {});
		expect(connectionsOf(context)(1)).toBe(true);
		Reflect.set(context, 'getConnections', () => null);
		expect(connectionsOf(context)(1)).toBe(false);
	});
});
