import type { INodeProperties } from 'n8n-workflow';

import { Failure } from '../../../mioesim/codes/failure';
import { monthFirstDate } from '../../../mioesim/dates';
import { buy } from '../../../mioesim/lines/buy';
import type { ChosenPackage, Marking, Request, Wish } from '../../../mioesim/lines/line';
import { namedBy, packageKey, readPlanSize } from '../../../mioesim/lines/package';
import { text } from '../../../mioesim/values';
import { readLanguageTag } from '../../shared/parameters/choice';
import { readBegin } from '../../shared/parameters/day';
import { readDecimal, readInteger } from '../../shared/parameters/number';
import type { ParameterReader } from '../../shared/parameters/reader';
import { quoted, refuse } from '../../shared/parameters/text';
import { choice, numberField, simTypeOptions, textField } from '../../shared/builders';
import {
	orderOutputField,
	partnerField,
	qrCodeFields,
	readPartnerOf,
	simplifyField,
} from '../fields/common';
import { additionalFields, externalOrderIdField, orderByFields } from '../fields/purchase';
import type { ItemCall, Operation } from '../operation';
import { purchaseOutput, readOrderOutput } from '../output/orderOutput';
import { cardsKey, readMarkings } from './externalIds';

const physical = { show: { simType: ['physical'] } };

/** What says what to order, and for whom. */
export const wishFields: INodeProperties[] = [
	...orderByFields,
	numberField('Count', 'count', {
		help: 'How many eSIMs to buy, or how many physical SIM cards get the plan',
		typeOptions: { minValue: 1 },
		default: 1,
		required: true,
		hint: 'You pay the package price for each one',
	}),
	externalOrderIdField,
	choice('SIM Type', 'simType', 'The kind of card the plan is for', {
		options: simTypeOptions,
		default: 'esim',
	}),
	{ ...partnerField, displayOptions: physical },
	textField('ICCIDs', 'iccids', 'The physical SIM cards, as many as Count, separated by commas', {
		required: true,
		placeholder: 'e.g. 89852022410000123456, 89852022410000123457',
		displayOptions: physical,
	}),
	additionalFields(),
];

/** @throws {Failure} when part of it is missing, or is not a number where it must be one */
export function readChosenPackage(parameters: ParameterReader): ChosenPackage {
	const by = parameters.choice('orderBy');
	if (by === 'apiCode') {
		const [skuId = null] = /^\d+$/.exec(text(parameters.raw('skuId')) ?? '') ?? [];
		return { by, apiCode: parameters.text('apiCode'), skuId };
	}
	if (by !== 'plan')
		return { by: 'package', skuId: parameters.text('skuId'), priceId: parameters.text('priceId') };
	const data = parameters.text('data');
	if (readPlanSize(data) === null) {
		refuse(
			`'${parameters.label('data')}' must be an amount of data`,
			`The value for this item is ${quoted(data)}. Write it as 5 GB, 500 MB, 1 GB/day or unlimited`,
		);
	}
	return {
		by,
		data,
		destination: parameters.text('destination'),
		days: parameters.integer('days'),
	};
}

/**
 * What a purchase and a renewal have in common: the package, its limits, and how the order is returned.
 *
 * @throws {Failure} when part of it can't be read
 */
export function readWish(parameters: ParameterReader, kind: Wish['kind'], chosen: ChosenPackage) {
	const name = 'additionalFields.beginDate';
	// A renewal has no field for the day it begins.
	const begin = kind === 'purchase' ? parameters.optional(name, readBegin) : null;
	const beginDate = begin && monthFirstDate(begin.day);
	const pdfLanguage = parameters.optional('additionalFields.pdfLanguage', readLanguageTag);
	return {
		wish: {
			kind,
			chosen,
			daypassDays: parameters.optional('additionalFields.daypassDays', readInteger),
			beginDate,
			refusal: begin && begin.refusal,
			checkPackage: parameters.flag('options.checkPackage'),
			highestPrice: parameters.optional('additionalFields.highestPrice', readDecimal),
		},
		deliveryMs: parameters.integer('options.deliveryTimeout') * 1000,
		parameters: {
			beginDate,
			pdfLanguage,
			remark: parameters.optionalText('additionalFields.remark'),
			// 1 returns the whole order; 2 adds links to the PDFs, which take time to create.
			backInfo: pdfLanguage === null ? 1 : 2,
		},
	};
}

const EMAIL = 'additionalFields.customerEmail';

/** The physical cards that the plan is booked on, as entered; none for an eSIM. */
function readIccids(parameters: ParameterReader): string[] {
	return parameters.choice('simType') === 'physical' ? parameters.iccids('iccids') : [];
}

/** @returns undefined when it can't be read: the error is told when the value is used */
function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/**
 * The IDs of the line. Read them first: its number must not depend on whether the rest of it is valid.
 *
 * @throws {Failure} when they can't be read
 */
export function readMarking(call: ItemCall, chosen: ChosenPackage): Marking {
	const { parameters } = call;
	const what = packageKey(chosen) + cardsKey(attempt(() => readIccids(parameters)) ?? []);
	const said = ['count', EMAIL].map((name) => attempt(() => parameters.raw(name)));
	const [marking] = readMarkings(call, [{ what, part: what }], JSON.stringify([what, ...said]));
	return marking;
}

/**
 * The order as the item asks for it.
 *
 * @throws {Failure} when a parameter can't be read, or there are not as many cards as Count says
 */
export function readOrder(call: ItemCall, chosen: ChosenPackage): Request {
	const { parameters } = call;
	const simType = parameters.choice('simType') === 'physical' ? 'physical' : 'esim';
	const count = parameters.integer('count');
	const sendEmail = parameters.flag('additionalFields.sendEmail');
	const mailbox = parameters.mailbox(EMAIL);
	if (sendEmail && mailbox === null) parameters.missing(EMAIL);
	// An address that can't be read stops an order only if it is to be mailed.
	const unreadable = mailbox instanceof Failure ? mailbox : null;
	if (unreadable && !sendEmail)
		call.hint(`${unreadable.details.meaning}, so the order has no email address`);
	const customerEmail = mailbox instanceof Failure ? null : mailbox;
	const { wish, ...request } = readWish(parameters, 'purchase', chosen);
	const iccids = readIccids(parameters);
	const different = new Set(iccids).size;
	if (simType === 'physical' && (iccids.length !== count || different !== count)) {
		refuse(
			`'${parameters.label('count')}' is ${count}, but '${parameters.label('iccids')}' contains ${different}`,
			'Pass one ICCID for each physical SIM card of the order',
		);
	}
	const sent = { iccids, count, customerEmail, isSendEmail: sendEmail || null };
	return {
		...request,
		wish: { ...wish, refusal: wish.refusal ?? (sendEmail ? unreadable : null) },
		asked: { ...namedBy(wish), count, simType, iccids, mainOrderNumber: null, customerEmail },
		parameters: { ...sent, ...request.parameters },
		partnerOf: simType === 'physical' ? readPartnerOf(parameters) : () => null,
	};
}

export const create: Operation = {
	name: 'Create',
	action: 'Buy eSIM (create order)',
	help: 'Buy eSIMs, or data plans for physical SIM cards. Spends money: MIOeSIM takes the price from the account balance at once. An AI agent needs the approval of a person first.',
	endpoint: 'addEsimOrder',
	check: ['apiCode', 'priceId', 'skuId', 'dpId', 'iccids'],
	fields: [...wishFields, simplifyField, orderOutputField, ...qrCodeFields],
	async execute(call) {
		const chosen = readChosenPackage(call.parameters);
		const marking = readMarking(call, chosen);
		const order = readOrder(call, chosen);
		const output = readOrderOutput(call.parameters);
		const [bought] = await buy(call, [{ ...marking, ...order }]);
		if (!bought.ok) throw bought.failure;
		return await purchaseOutput(call, output, bought.data);
	},
};
