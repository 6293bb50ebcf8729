import type { INodeProperties } from 'n8n-workflow';

import type { StoredAccount } from '../../../../mioesim/client/account';
import type { Failure } from '../../../../mioesim/codes/failure';
import { inputFailure } from '../../../../mioesim/codes/failures';
import type { SimKind } from '../../../../mioesim/shapes/card';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { orderOutputField, qrCodeFields, simplifyField } from '../../fields/common';
import { partnerField, readPartnerOf } from '../../fields/locators';
import {
	additionalFields,
	externalOrderIdField,
	orderByFields,
	isChecked,
	readChosenPackage,
	readPurchaseSettings,
	readTerms,
	type PurchaseSettings,
} from '../../fields/purchase';
import { purchaseOutput, readOrderOutput } from '../../output/orderOutput';
import { buy } from '../../../../mioesim/lines/buy';
import { refusalsOf, type Terms } from '../../../../mioesim/lines/fits';
import {
	daysToOrder,
	endpointFor,
	namedPackage,
	packageKey,
	packageParameters,
	priceIdsOf,
	type ChosenPackage,
} from '../../../../mioesim/lines/package';
import { resolvePackage } from '../../../../mioesim/lines/resolve';
import { newLine, unchecked } from '../../../../mioesim/lines/line';
import { priceOf } from '../../../../mioesim/lines/price';
import type { ItemCall, Operation } from '../../operation';
import { cardsKey, readExternalIds, type Marking } from './externalIds';

const physical = { show: { simType: ['physical'] } };

/** The physical cards that the plan is for, as entered; none for an eSIM. */
function readOnto(parameters: ParameterReader): string[] {
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
 * The physical cards that the plan is booked on; none for an eSIM.
 *
 * @throws {Failure} when their number differs from Count
 */
function readCards({ parameters }: ItemCall, simType: SimKind, count: number): string[] {
	if (simType === 'esim') return [];
	const iccids = parameters.iccids('iccids');
	if (iccids.length === count && new Set(iccids).size === count) return iccids;
	throw inputFailure(
		`'${parameters.label('count')}' is ${count}, but '${parameters.label('iccids')}' contains ${new Set(iccids).size}`,
		'Pass one ICCID for each physical SIM card of the order',
	);
}

/** What says what to order, and for whom. */
export const wishFields: INodeProperties[] = [
	...orderByFields(),
	{
		displayName: 'Count',
		name: 'count',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		required: true,
		description: 'How many eSIMs to buy, or how many physical SIM cards get the plan',
		hint: 'You pay the package price for each one',
	},
	externalOrderIdField,
	{
		displayName: 'SIM Type',
		name: 'simType',
		type: 'options',
		options: [
			{ name: 'eSIM', value: 'esim' },
			{ name: 'Physical SIM Card', value: 'physical' },
		],
		default: 'esim',
		description: 'The kind of card the plan is for',
	},
	{ ...partnerField, displayOptions: physical },
	{
		displayName: 'ICCIDs',
		name: 'iccids',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 89852022410000123456, 89852022410000123457',
		description: 'The physical SIM cards, as many as Count, separated by commas',
		displayOptions: physical,
	},
	additionalFields([
		'beginDate',
		'customerEmail',
		'daypassDays',
		'externalItemId',
		'highestPrice',
		'pdfLanguage',
		'remark',
		'sendEmail',
	]),
];

/**
 * The IDs of the line. Read them first: the number of a line must not depend on whether the rest of it is
 * valid.
 *
 * @throws {Failure} when they can't be read
 */
export function readMarking(call: ItemCall, chosen: ChosenPackage): Marking {
	const { parameters } = call;
	const what = packageKey(chosen) + cardsKey(attempt(() => readOnto(parameters)) ?? []);
	const [count, email] = ['count', 'additionalFields.customerEmail'].map((name) =>
		attempt(() => parameters.raw(name)),
	);
	return readExternalIds(call, what, JSON.stringify([what, count, email]));
}

/** An order as the item asks for it. */
export interface Wish {
	chosen: ChosenPackage;
	count: number;
	terms: Terms;
	simType: SimKind;
	/** The physical cards. */
	iccids: string[];
	/** Null for an eSIM. */
	partner: (account: StoredAccount) => string | null;
	customerEmail: string | null;
	sendEmail: boolean;
	settings: PurchaseSettings;
}

/** An address that can't be read stops an order only if it is to be mailed. */
function readCustomerEmail(
	{ parameters, hint }: ItemCall,
	sendEmail: boolean,
): { customerEmail: string | null; unreadable: Failure | null } {
	const name = 'additionalFields.customerEmail';
	const mailbox = parameters.mailbox(name);
	if ('address' in mailbox) {
		const customerEmail = mailbox.address;
		if (sendEmail && customerEmail === null) parameters.missing(name);
		return { customerEmail, unreadable: null };
	}
	if (sendEmail) return { customerEmail: null, unreadable: mailbox.unreadable };
	hint(`${mailbox.unreadable.details.meaning}, so the order has no email address`);
	return { customerEmail: null, unreadable: null };
}

/** @throws {Failure} when a parameter can't be read */
export function readWish(call: ItemCall, chosen: ChosenPackage): Wish {
	const { parameters } = call;
	const simType = parameters.choice('simType') === 'physical' ? 'physical' : 'esim';
	const count = parameters.integer('count');
	const sendEmail = parameters.flag('additionalFields.sendEmail');
	const { customerEmail, unreadable } = readCustomerEmail(call, sendEmail);
	const terms = readTerms(parameters);
	return {
		chosen,
		count,
		terms: { ...terms, refusal: terms.refusal ?? unreadable },
		simType,
		iccids: readCards(call, simType, count),
		partner: simType === 'physical' ? readPartnerOf(parameters) : () => null,
		customerEmail,
		sendEmail,
		settings: readPurchaseSettings(parameters),
	};
}

export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Buy eSIM (create order)',
	description:
		'Buy eSIMs, or data plans for physical SIM cards. Spends money: MIOeSIM takes the price from the account balance at once. An AI agent needs the approval of a person first.',
	kind: 'write',
	endpoint: 'addEsimOrder',
	check: ['apiCode', 'priceId', 'skuId', 'dpId', 'iccids'],
	fields: [...wishFields, simplifyField, orderOutputField, ...qrCodeFields],
	async execute(call) {
		const { parameters, client } = call;
		const chosen = readChosenPackage(parameters);
		const marking = readMarking(call, chosen);
		const wish = readWish(call, chosen);
		const { count, terms, simType, iccids, partner, customerEmail } = wish;
		const { deliveryMs, checkPackage, highestPrice } = wish.settings;
		const output = readOrderOutput(parameters);

		const line = newLine({
			...marking,
			endpoint: endpointFor(chosen, 'purchase'),
			deliveryMs,
			highestPrice,
			asked: {
				...namedPackage(chosen),
				kind: 'purchase',
				count,
				daypassDays: terms.daypassDays,
				simType,
				iccids,
				mainOrderNumber: null,
				customerEmail,
			},
			async check(account) {
				if (!isChecked(chosen, terms, wish.settings)) return unchecked;
				const where = { dpId: partner(account), iccid: null };
				const resolved = await resolvePackage(client, chosen, where);
				const asked = { chosen, terms, cards: count, highestPrice, checkPackage };
				const [refusal = null] = refusalsOf(resolved, { ...asked, kind: 'purchase' });
				const { entry } = resolved;
				return {
					entry,
					priceIds: priceIdsOf(chosen, resolved),
					daypassDays: daysToOrder(chosen, entry, terms.daypassDays),
					refusal,
				};
			},
			parametersFor: (account, entry) => ({
				...packageParameters(chosen, entry),
				beginDate: terms.beginDate,
				daypassDays: daysToOrder(chosen, entry, terms.daypassDays),
				dpId: partner(account),
				iccids,
				count,
				customerEmail,
				isSendEmail: wish.sendEmail || null,
				...wish.settings.parameters,
			}),
		});
		const [bought] = await buy(call, [line]);
		if (!bought.ok) throw bought.failure;
		const { entry } = bought.data;
		const price = priceOf(entry, count, daysToOrder(chosen, entry, terms.daypassDays));
		return await purchaseOutput(call, output, bought.data, price);
	},
};
