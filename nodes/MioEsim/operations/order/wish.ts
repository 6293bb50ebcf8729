import type { Failure } from '../../../../mioesim/codes/failure';
import { dayOf, monthFirstDate, type CalendarDate } from '../../../../mioesim/dates';
import type { ChosenPackage, Request, Wish } from '../../../../mioesim/lines/line';
import { readPlanSize, type Plan } from '../../../../mioesim/lines/plan';
import { text } from '../../../../mioesim/values';
import { asFailure } from '../../../shared/failures';
import { refusePast } from '../../../shared/parameters/day';
import type { ParameterReader } from '../../../shared/parameters/reader';
import { quoted, refuse } from '../../../shared/parameters/text';
import { clock } from '../../../shared/port';

/** @throws {Failure} when part of it is missing, or is not a number where it must be one */
export function readChosenPackage(parameters: ParameterReader): ChosenPackage {
	const orderBy = parameters.choice('orderBy');
	if (orderBy === 'plan') return { by: 'plan', ...readPlan(parameters) };
	if (orderBy === 'apiCode') {
		const destination = text(parameters.raw('skuId')) ?? '';
		return {
			by: 'apiCode',
			apiCode: parameters.text('apiCode'),
			skuId: /^\d+$/.test(destination) ? destination : null,
		};
	}
	return {
		by: 'package',
		skuId: parameters.text('skuId'),
		priceId: parameters.text('priceId'),
	};
}

function readPlan(parameters: ParameterReader): Plan {
	const data = parameters.text('data');
	if (readPlanSize(data) !== null) {
		return { destination: parameters.text('destination'), data, days: parameters.integer('days') };
	}
	return refuse(
		`'${parameters.label('data')}' must be an amount of data`,
		`The value for this item is ${quoted(data)}. Write it as 5 GB, 500 MB, 1 GB/day or unlimited`,
	);
}

/** @throws {Failure} when part of it can't be read */
export function readWish(
	parameters: ParameterReader,
	kind: Wish['kind'],
	chosen: ChosenPackage,
): Wish {
	const name = 'additionalFields.beginDate';
	// A renewal has no field for the day it begins.
	const begin = kind === 'purchase' ? parameters.beginDay(name) : null;
	return {
		kind,
		chosen,
		daypassDays: parameters.optionalInteger('additionalFields.daypassDays'),
		beginDate: begin && monthFirstDate(begin),
		refusal: begin && whyPast(begin, parameters.label(name)),
		checkPackage: parameters.flag('options.checkPackage'),
		highestPrice: parameters.optionalNumber('additionalFields.highestPrice'),
	};
}

function whyPast(begin: CalendarDate, label: string): Failure | null {
	try {
		refusePast(begin, dayOf(clock.now()), label);
		return null;
	} catch (error) {
		return asFailure(error);
	}
}

/**
 * How an order is returned, and what is noted on it.
 *
 * @throws {Failure} when part of it can't be read
 */
export function readSettings(
	parameters: ParameterReader,
): Pick<Request, 'deliveryMs' | 'parameters'> {
	const pdfLanguage = parameters.optionalLanguage('additionalFields.pdfLanguage');
	return {
		deliveryMs: parameters.integer('options.deliveryTimeout') * 1000,
		parameters: {
			pdfLanguage,
			remark: parameters.optionalText('additionalFields.remark'),
			// 1 returns the whole order; 2 adds links to the PDFs, which take time to create.
			backInfo: pdfLanguage === null ? 1 : 2,
		},
	};
}
