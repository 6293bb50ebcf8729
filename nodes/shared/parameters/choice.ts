import type { INodeProperties } from 'n8n-workflow';

import { entriesOf } from './list';
import { quoted, refuse } from './refusal';

/** More choices than this are not listed in an error. */
const MOST_LISTED = 12;

export type Choice = string | number | boolean;

/** The values that a list offers, by its own description. */
function offersOf(field: INodeProperties | undefined): Array<{ name: string; value: Choice }> {
	return (field?.options ?? []).flatMap((option) =>
		'value' in option ? [{ name: option.name, value: option.value }] : [],
	);
}

/** The declared value that the given one stands for; undefined when there is none. */
export function choiceOf(field: INodeProperties | undefined, value: unknown): Choice | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const wanted = String(value).trim();
	return offersOf(field).find((offer) => String(offer.value) === wanted)?.value;
}

/** @throws {Failure} when the list does not offer the value */
export function readChoice(
	value: unknown,
	label: string,
	field: INodeProperties | undefined,
): Choice {
	const choice = choiceOf(field, value);
	if (choice !== undefined) return choice;
	const offers = offersOf(field)
		.filter((offer) => offer.value !== '')
		.map((offer) => (offer.name === offer.value ? offer.name : `${offer.value} (${offer.name})`));
	const more = offers.length > MOST_LISTED ? ', …' : '';
	return refuse(
		`'${label}' does not offer ${quoted(value)}`,
		`Choose from the list, or let the expression give one of: ${offers.slice(0, MOST_LISTED).join(', ')}${more}`,
	);
}

/**
 * Several values of a list, each once, in the order given.
 *
 * @throws {Failure} when the list does not offer one of them: the others alone are not what was meant
 */
export function readChoices(
	value: unknown,
	label: string,
	field: INodeProperties | undefined,
): Choice[] {
	const choices = entriesOf(value, label, /[,;]/).map((entry) => readChoice(entry, label, field));
	return [...new Set(choices)];
}
