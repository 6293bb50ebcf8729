import {
	NodeApiError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';

import { DOCUMENTATION_URL, Failure } from '../../../api/codes/failure';
import { inputFailure } from '../../../api/codes/failures';
import { redact } from '../../../api/redact';
import { Cancelled } from '../../../transport/context';
import type { FailedPart, OperationKind } from '../operation';
import { asHtml } from '../../shared/nodeError';

/** Where the failure happened, for the reader of the item. */
export interface Scene {
	resource: string;
	operation: string;
	endpoint: string | null;
}

/** Whatever was thrown, as a failure. What is none comes from a defect of this package. */
export function asFailure(error: unknown, kind: OperationKind): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof Cancelled) {
		return inputFailure(
			'The execution was stopped before this item was sent',
			'Run it again for the items that are left',
		);
	}
	const said = redact(error instanceof Error ? error.message : String(error));
	return inputFailure(
		'The MIOeSIM node met something unexpected',
		`${kind === 'write' ? 'Check in MIOeSIM whether it was carried out. ' : ''}Please report it with this text: ${said}`,
		{ outcome: kind === 'write' ? 'unknown' : 'notExecuted' },
	);
}

/** The `error` object of a failed item: one shape, whatever failed. */
export function errorOf({ details }: Failure, scene: Scene): IDataObject {
	return {
		message: details.meaning,
		code: details.code,
		type: details.type,
		apiMessage: details.apiMessage,
		resolution: details.resolution,
		retryable: details.retryable,
		outcome: details.outcome,
		resource: scene.resource,
		operation: scene.operation,
		endpoint: details.endpoint ?? scene.endpoint,
		...(details.orderNumber === undefined ? {} : { orderNumber: details.orderNumber }),
		documentationUrl: DOCUMENTATION_URL,
	};
}

/** The input item's own fields, what of it failed, and `error` beside them. */
export function failedItem(
	{ failure, about }: FailedPart,
	scene: Scene,
	input: INodeExecutionData,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { ...input.json, ...about, error: errorOf(failure, scene) },
		...(input.binary ? { binary: input.binary } : {}),
		pairedItem: { item: itemIndex },
	};
}

/**
 * Nothing but `error`: what n8n recognises as a failed item, and what an AI agent should read. What
 * of the item failed has to be said within.
 */
export function bareFailedItem(
	{ failure, about }: FailedPart,
	scene: Scene,
	itemIndex: number,
): INodeExecutionData {
	return {
		json: { error: { ...errorOf(failure, scene), ...about } },
		pairedItem: { item: itemIndex },
	};
}

/**
 * The error that stops the workflow.
 *
 * @param done what earlier items of the batch bought, returned or mailed
 */
export function stoppingError(
	node: INode,
	{ failure, about }: FailedPart,
	scene: Scene,
	itemIndex: number,
	done: ReadonlySet<string>,
): NodeApiError {
	const { meaning, resolution, httpStatus } = failure.details;
	const before =
		done.size > 0
			? `\nOther items of this batch are done and stay done: ${[...done].join(', ')}.`
			: '';
	// An error ends up in logs: no ICCID, and no link to a PDF that installs the eSIM.
	const named = Object.values(about)
		.filter((value) => value !== null && !/^[a-z]+:\/\//i.test(String(value)))
		.map((value) => redact(String(value)));
	const which = named.length > 0 ? `\nThis concerns ${named.join(', ')}.` : '';
	return new NodeApiError(node, errorOf(failure, scene) as JsonObject, {
		message: `${meaning} [item ${itemIndex}]`,
		description: asHtml(resolution + which + before),
		httpCode: httpStatus === undefined ? '' : String(httpStatus),
		itemIndex,
	});
}
