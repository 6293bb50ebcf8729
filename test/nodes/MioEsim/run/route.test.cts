import type { INode } from 'n8n-workflow';

import {
	contextOf,
	nodeOf,
	toAlarm,
	type Scene,
	type Wire,
} from '../../../harness/scriptedRun.cts';
import { routeOf, type Place } from '../../../../dist/nodes/MioEsim/run/route';
import { connectionsOf } from '../../../../dist/nodes/MioEsim/run/wires';

const wire = (from: string, to: string, more: Partial<Wire> = {}): Wire => ({ from, to, ...more });
const error = (to: string, more: Partial<Wire> = {}) => wire('MIOeSIM', to, { output: 1, ...more });
const ofN8n = (to: string) => error(to, { output: 2 });

const routed = (onError: INode['onError'] | undefined, isErrorOutputOn: boolean, scene: Scene) => {
	const whole = { ...scene, node: { onError, ...scene.node } };
	return routeOf(contextOf(whole), nodeOf(whole), isErrorOutputOn);
};

describe('a failed item goes', () => {
	const goesOn = 'continueRegularOutput';
	const n8nHasOne = 'continueErrorOutput';
	const deadEnd = { wires: [error('Alarm'), ofN8n('Off')], disabled: ['Off'] };
	it.each<[Place, boolean | null, INode['onError'] | undefined, boolean, Scene]>([
		// With neither of n8n's settings, the wire alone decides.
		['toErrorOutput', true, undefined, true, { wires: [toAlarm] }],
		['toErrorOutput', true, 'stopWorkflow', true, { wires: [toAlarm] }],
		['toErrorOutput', true, goesOn, true, { wires: [toAlarm] }],
		['stop', true, undefined, true, { wires: [wire('MIOeSIM', 'Next')] }],
		['stop', true, 'stopWorkflow', true, {}],
		['toFirstOutput', true, goesOn, true, {}],
		['stop', true, undefined, false, { wires: [toAlarm] }],
		['toFirstOutput', true, goesOn, false, { wires: [toAlarm] }],
		// Where n8n does not say what is connected, nothing may stop or get lost.
		['toErrorOutput', null, undefined, true, { saysWires: false }],
		['toErrorOutput', null, goesOn, true, { destination: 'MIOeSIM' }],
		// n8n's own error output comes first, unless ours alone is connected.
		['toN8nErrorOutput', true, n8nHasOne, true, { wires: [ofN8n('Alarm')] }],
		['toN8nErrorOutput', true, n8nHasOne, true, { wires: [toAlarm, ofN8n('Other')] }],
		['toErrorOutput', true, n8nHasOne, true, { wires: [toAlarm] }],
		['toErrorOutput', true, n8nHasOne, true, deadEnd],
		['toN8nErrorOutput', false, n8nHasOne, true, { wires: [wire('MIOeSIM', 'Next')] }],
		['toN8nErrorOutput', true, n8nHasOne, false, { wires: [toAlarm] }],
		['toN8nErrorOutput', false, n8nHasOne, false, { wires: [ofN8n('Alarm')] }],
		['toN8nErrorOutput', null, n8nHasOne, true, { saysWires: false }],
		// "Execute step" cuts the workflow at this node.
		['toN8nErrorOutput', null, n8nHasOne, true, { destination: 'MIOeSIM', wires: [toAlarm] }],
	])('%s (connected: %p), On Error: %s, Error Output: %p, %j', (place, isConnected, ...given) => {
		const [onError] = given;
		expect(routed(...given)).toEqual({
			place,
			isConnected,
			isSearchedByN8n: onError === n8nHasOne,
		});
	});

	it.each([undefined, n8nHasOne, goesOn] as const)(
		'to the agent that called the node as a tool, with On Error: %s',
		(onError) => {
			const node = { type: 'n8n-nodes-mioesim.mioEsimTool' };
			expect(routed(onError, true, { node, wires: [toAlarm] })).toMatchObject({
				place: 'toAgent',
				isConnected: true,
			});
		},
	);
});

describe('an output', () => {
	const off = { disabled: ['Off', 'Off 2'] };
	it.each<[boolean | null, string, Scene]>([
		[true, 'to a node', { wires: [toAlarm] }],
		[true, 'back to the node itself', { wires: [error('MIOeSIM')] }],
		[true, 'to the second input of a node', { wires: [error('Merge', { input: 1 })] }],
		[
			true,
			'to a node behind one that is off',
			{ wires: [error('Off'), wire('Off', 'Alarm')], ...off },
		],
		[
			true,
			'through two that are off',
			{ wires: [error('Off'), wire('Off', 'Off 2'), wire('Off 2', 'Alarm')], ...off },
		],
		[true, 'to one that is off and one that is on', { wires: [error('Off'), toAlarm], ...off }],
		[
			true,
			'through one that is off, back to the node itself',
			{ wires: [error('Off'), wire('Off', 'MIOeSIM')], ...off },
		],
		[false, 'without a wire', {}],
		[
			false,
			'with a wire from another output',
			{ wires: [wire('MIOeSIM', 'Next'), ofN8n('Alarm')] },
		],
		[false, 'while another node has a wire', { wires: [wire('Start', 'Next', { output: 1 })] }],
		[false, 'to a node that is off', { wires: [error('Off')], ...off }],
		[false, 'to two that are off', { wires: [error('Off'), wire('Off', 'Off 2')], ...off }],
		[
			false,
			'to two that are off and lead to each other',
			{ wires: [error('Off'), wire('Off', 'Off 2'), wire('Off 2', 'Off')], ...off },
		],
		[
			false,
			'through the second output of one that is off',
			{ wires: [error('Off'), wire('Off', 'Alarm', { output: 1 })], ...off },
		],
		[
			false,
			'through the second input of one that is off',
			{ wires: [error('Off', { input: 1 }), wire('Off', 'Alarm')], ...off },
		],
		// In "Execute step" the workflow ends here: what is behind is not in it.
		[null, 'in "Execute step"', { destination: { nodeName: 'MIOeSIM' } }],
		[null, 'in "Execute step" of an older n8n', { destination: 'MIOeSIM' }],
		[true, 'in "Execute step", with a wire', { destination: 'MIOeSIM', wires: [toAlarm] }],
		[false, 'in "Execute step" of a later node', { destination: { nodeName: 'Next' } }],
		[null, 'where n8n does not say', { saysWires: false }],
	])('leads to a node that runs: %p %s', (leads, _, scene) => {
		expect(connectionsOf(contextOf(scene))(1)).toBe(leads);
	});

	it('is judged by itself', () => {
		const leads = connectionsOf(contextOf({ wires: [wire('MIOeSIM', 'Next'), ofN8n('Alarm')] }));
		expect([0, 1, 2, 1, 0].map(leads)).toEqual([true, false, true, false, true]);
	});

	it('is found in an n8n that says nothing of how the run began, and none in one without wires', () => {
		const context = contextOf({ wires: [error('Alarm')] });
		Reflect.deleteProperty(context, 'runExecutionData');
		expect(connectionsOf(context)(1)).toBe(true);
		Reflect.set(context, 'runExecutionData', {});
		expect(connectionsOf(context)(1)).toBe(true);
		Reflect.set(context, 'getConnections', () => null);
		expect(connectionsOf(context)(1)).toBe(false);
	});
});
