import { Workflow, type IDataObject } from 'n8n-workflow';

import { MioEsim } from '../../../dist/nodes/MioEsim/MioEsim.node';
import '../../harness/engine.cts';

const type = new MioEsim();

/** Messages that n8n shows above the output of a node with these parameters. */
function hintsOf(parameters: IDataObject) {
	const node = {
		id: '1',
		name: 'MIOeSIM',
		type: 'x',
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const nodeTypes = { getByNameAndVersion: () => type, getByName: () => type };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const shown = workflow.getNode('MIOeSIM');
	return type.description.hints
		.filter(({ displayCondition }) =>
			workflow.expression.getSimpleParameterValue(shown, displayCondition, 'internal', {}),
		)
		.map(({ message }) => message);
}

test.each([
	[{ resource: 'package', operation: 'checkStock' }, /shortage leaves by Success/],
	[{ resource: 'order', operation: 'create' }, /mailed nobody/],
	[{ resource: 'order', operation: 'get' }, /may refuse to cancel/],
	[{ resource: 'order', operation: 'cancel' }, /locked until MIOeSIM is done/],
])('%j', (parameters, message) => {
	expect(hintsOf(parameters)).toEqual([expect.stringMatching(message)]);
});

test.each([
	[{ resource: 'package', operation: 'getAll' }],
	[{ resource: 'order', operation: 'create', additionalFields: { sendEmail: true } }],
	[{ resource: 'order', operation: 'cancel', waitUntilSettled: true }],
	[{ resource: 'sku', operation: 'getAll' }],
])('nothing to be said about %j', (parameters) => {
	expect(hintsOf(parameters)).toEqual([]);
});
