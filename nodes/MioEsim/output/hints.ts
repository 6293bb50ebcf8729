import type { NodeHint } from 'n8n-workflow';

/** True while the operation is chosen. */
function when(resource: string, operation: string): string {
	return `={{ $parameter["resource"] === "${resource}" && $parameter["operation"] === "${operation}" }}`;
}

/** Shown above the output, where they save a mistake. */
export const hints: NodeHint[] = [
	{
		message:
			'A shortage leaves by Success as well, with inStock false. Put an IF node after this one to branch on it.',
		location: 'outputPane',
		whenToDisplay: 'afterExecution',
		displayCondition: when('package', 'checkStock'),
	},
	{
		message:
			'MIOeSIM mailed nobody about this order: that needs Customer Email and Send Email under Additional Fields. Hand the activation code or the QR code on in your workflow.',
		location: 'outputPane',
		whenToDisplay: 'afterExecution',
		displayCondition:
			'={{ $parameter["resource"] === "order" && $parameter["operation"] === "create" && !$parameter["additionalFields"]?.["sendEmail"] }}',
	},
	{
		message:
			'MIOeSIM may refuse to cancel this order from now on, because its details were fetched.',
		location: 'outputPane',
		whenToDisplay: 'afterExecution',
		displayCondition: when('order', 'get'),
	},
	{
		message:
			'An order with the status Cancelling or Partly Cancelling is locked until MIOeSIM is done. Turn on Wait Until Settled to get the status after that.',
		location: 'outputPane',
		whenToDisplay: 'afterExecution',
		displayCondition:
			'={{ $parameter["resource"] === "order" && $parameter["operation"] === "cancel" && !$parameter["waitUntilSettled"] }}',
	},
];
