import type { IDataObject } from 'n8n-workflow';

import { contextOf, field, nodeOf } from '../../../harness/scriptedRun.cts';
import type { Failure } from '../../../../dist/mioesim/codes/failure';
import {
	apiFailure,
	httpFailure,
	inputFailure,
	networkFailure,
	replyFailure,
} from '../../../../dist/mioesim/codes/failures';
import { connectionLost } from '../../../../dist/mioesim/codes/networkTexts';
import type { EndpointKey } from '../../../../dist/mioesim/wire/endpoints';
import type { Operation, OperationKind } from '../../../../dist/nodes/MioEsim/operation';
import { failedWhole, withAdvice } from '../../../../dist/nodes/MioEsim/run/advice';
import { fieldsOf } from '../../../../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';
import { itemSource } from '../../../../dist/nodes/shared/parameters/fields';

const fields = fieldsOf([
	field('Order Number', 'orderNumber'),
	field('ICCID', 'iccid'),
	field('Package', 'packageId'),
	field('Distribution Partner', 'dpId'),
	field('Path', 'path'),
	field('Method', 'method'),
]);

/** The parameters of an item, after the operation has read them. */
function read(parameters: IDataObject): ParameterReader {
	const setup = { parameters };
	const reader = new ParameterReader(itemSource(contextOf(setup), 0, nodeOf(setup)), fields);
	for (const name of Object.keys(parameters)) reader.raw(name);
	return reader;
}

const refusal = (code: string, endpoint: EndpointKey | null = 'getOrderInfo') =>
	apiFailure({ code, message: null }, endpoint);

interface Given {
	kind?: OperationKind;
	endpoint?: EndpointKey | null;
	check?: string[];
	parameters?: IDataObject;
}

/** What is added to the resolution; null if the failure stays the same. */
function added(failure: Failure, given: Given = {}): string | null {
	const { kind = 'read', endpoint = 'getOrderInfo', check = ['orderNumber'] } = given;
	const operation = { endpoint, check } as Operation;
	const parameters = read(given.parameters ?? { orderNumber: 'EP1' });
	const advised = withAdvice(failure, operation, kind, parameters);
	const { resolution } = failure.details;
	if (advised === failure) return null;
	expect({ ...advised.details, resolution }).toEqual(failure.details);
	return advised.details.resolution.replace(resolution, '');
}

describe('a refusal names the fields to check', () => {
	it.each(['-2', '-3', '-8', '3', '4', '22', '777', 'toString'])('with code %s', (code) => {
		expect(added(refusal(code))).toMatch(/^(?:\. | )Check 'Order Number'$/);
	});

	it.each(['-1', '-30', '99', '400108', '400109'])(
		'but not with code %s, which concerns no field',
		(code) => {
			expect(added(refusal(code))).toBeNull();
		},
	);

	it('after a single period', () => {
		for (const [resolution, addition] of [
			['Try again.', " Check 'Order Number'"],
			['Try again!', " Check 'Order Number'"],
			['Why?', " Check 'Order Number'"],
			['Try again', ". Check 'Order Number'"],
			['See 3.5 below', ". Check 'Order Number'"],
		]) {
			expect(added(refusal('-3').with({ resolution }))).toBe(addition);
		}
	});

	it('only those that the item has set, the likeliest first', () => {
		const check = ['packageId', 'iccid', 'orderNumber'];
		const of = (parameters: IDataObject) => added(refusal('-8'), { check, parameters });
		expect(of({ orderNumber: 'EP1' })).toBe(" Check 'Order Number'");
		expect(of({ orderNumber: 'EP1', iccid: ' ' })).toBe(" Check 'Order Number'");
		expect(of({ orderNumber: 'EP1', packageId: '7' })).toBe(" Check 'Package' and 'Order Number'");
		expect(of({ orderNumber: 'EP1', packageId: '7', iccid: '89' })).toBe(
			" Check 'Package', 'ICCID' and 'Order Number'",
		);
		expect(of({})).toBeNull();
	});

	it('for a missing partner: its field, set or not, if there is one', () => {
		expect(added(refusal('-10'), { check: ['orderNumber', 'dpId'] })).toBe(
			" Check 'Distribution Partner'",
		);
		expect(added(refusal('-10'))).toBeNull();
	});
});

describe('a write', () => {
	const write: Given = { kind: 'write', endpoint: 'addEsimOrder' };
	it('that was refused names the fields', () => {
		expect(added(refusal('-3', 'addEsimOrder'), write)).toBe(" Check 'Order Number'");
		expect(added(refusal('-3', null), write)).toBe(" Check 'Order Number'");
	});

	it('does not name fields for the look-up before it', () => {
		expect(added(refusal('-3', 'queryEsimOrder'), write)).toBeNull();
		expect(added(refusal('-3', 'toString' as EndpointKey), write)).toBeNull();
	});

	it('that may have been carried out has no advice to check fields and try again', () => {
		expect(added(refusal('777', 'addEsimOrder').with({ outcome: 'unknown' }), write)).toBeNull();
		const any: Given = { kind: 'write', endpoint: null };
		expect(added(replyFailure('an empty reply', null), any)).toBeNull();
	});

	it('of a read names fields in any case', () => {
		expect(added(refusal('-3', 'addEsimOrder'))).toBe(" Check 'Order Number'");
		expect(added(refusal('777').with({ outcome: 'unknown' }))).toMatch(/Check 'Order Number'$/);
	});
});

it('a failure that is not a refusal names no field', () => {
	for (const failure of [
		httpFailure(404, 'getOrderInfo'),
		networkFailure(connectionLost, 'getOrderInfo'),
		replyFailure('an empty reply', 'getOrderInfo'),
		inputFailure('m', 'r'),
		refusal('-3', 'login'),
	]) {
		expect(added(failure)).toBeNull();
	}
});

describe('a request to a path that the user wrote', () => {
	const advised = (failure: Failure, kind: OperationKind = 'read') =>
		withAdvice(
			failure,
			{ endpoint: null, check: ['path'] } as unknown as Operation,
			kind,
			read({}),
		);
	const wrongPath =
		"Check 'Path' and 'Method': the server has no MIOeSIM endpoint there. A path looks like /api_esim/getSkus";

	it.each([400, 403, 404, 405, 410])('answered with %i asks to check the path', (status) => {
		for (const kind of ['read', 'write'] as const) {
			const { details } = advised(httpFailure(status, null), kind);
			expect(details.resolution).toBe(wrongPath);
			expect(details.httpStatus).toBe(status);
		}
	});

	it('answered by something other than MIOeSIM does, too', () => {
		expect(advised(replyFailure('an empty reply', null)).details.resolution).toBe(wrongPath);
	});

	it.each([429, 500, 503])('answered with %i does not', (status) => {
		const failure = httpFailure(status, null);
		expect(advised(failure)).toBe(failure);
	});

	it('that never arrived does not', () => {
		const failure = networkFailure(connectionLost, null);
		expect(advised(failure)).toBe(failure);
	});

	it('is distinguished from an operation, whose path is fixed', () => {
		const failure = httpFailure(404, 'getOrderInfo');
		expect(added(failure)).toBeNull();
	});

	it('that MIOeSIM refused names the fields', () => {
		const operation = { endpoint: null, check: ['path'] } as unknown as Operation;
		const { details } = withAdvice(refusal('-3', null), operation, 'read', read({ path: '/x' }));
		expect(details.resolution).toMatch(/ Check 'Path'$/);
	});
});

describe('an item that failed as a whole', () => {
	const failure = inputFailure('m', 'r');
	const whole = (parameters: ParameterReader, cause = failure) =>
		failedWhole(cause, { check: [] }, parameters);
	const of = (parameters: IDataObject, cause = failure) => {
		const { failure: known, subject } = whole(read(parameters), cause);
		return [known.details.orderNumber, subject];
	};

	it('names the order and the card that were entered', () => {
		expect(of({ orderNumber: ' EP1-a_2 ', iccid: '8985 2024 1000 0000 011' })).toEqual([
			'EP1-a_2',
			{ iccid: '8985202410000000011' },
		]);
		expect(whole(read({}))).toEqual({ failure, subject: {}, sent: null });
		expect(whole(read({})).failure).toBe(failure);
	});

	it('names the order in the failure rather than the one that was entered', () => {
		const known = inputFailure('m', 'r', { orderNumber: 'EP9' });
		expect(of({ orderNumber: 'EP1' }, known)).toEqual(['EP9', {}]);
	});

	it.each(['LPA:1$rsp.example$CODE', 'EP1 and more', 'E'.repeat(41), 'x?'])(
		'does not show %s, which is not an order number',
		(orderNumber) => {
			expect(of({ orderNumber })).toEqual([undefined, {}]);
		},
	);

	it('shows only ICCIDs', () => {
		expect(of({ iccid: 'LPA:1$rsp.example$CODE' })).toEqual([undefined, {}]);
		expect(of({ orderNumber: 'E'.repeat(40) })).toEqual(['E'.repeat(40), {}]);
	});

	it('reads no parameter for it', () => {
		const setup = { parameters: { orderNumber: 'EP1', iccid: '8985202410000000011' } };
		const unread = new ParameterReader(itemSource(contextOf(setup), 0, nodeOf(setup)), fields);
		expect(whole(unread)).toEqual({ failure, subject: {}, sent: null });
	});

	it.each<[string | null, IDataObject]>([
		["Sent: 'Order Number' EP1, 'Package' 7", { orderNumber: 'EP1', packageId: 7 }],
		[`Sent: 'Package' ${'x'.repeat(40)}`, { packageId: 'x'.repeat(40), orderNumber: 'nathan@a.b' }],
		[null, { packageId: 'x'.repeat(41), orderNumber: 'LPA:1$rsp.example$CODE' }],
		[null, { packageId: '8985202410000000011', orderNumber: '8985202410000' }],
	])('tells a person who looks at the node %j of %j', (sent, parameters) => {
		const check = ['orderNumber', 'packageId'];
		expect(failedWhole(refusal('-3'), { check }, read(parameters)).sent).toBe(sent);
		expect(failedWhole(failure, { check }, read(parameters)).sent).toBeNull();
	});
});
