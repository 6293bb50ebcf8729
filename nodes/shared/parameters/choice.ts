import type { INodeProperties } from 'n8n-workflow';

import { entriesOf } from './list';
import { quoted, refuse } from './refusal';

/** An error lists no more choices than this. */
const MOST_LISTED = 12;

export type Choice = string | number | boolean;

/** The values that the field offers, from its description. */
function offersOf(field: INodeProperties | undefined): Array<{ name: string; value: Choice }> {
	return (field?.options ?? []).flatMap((option) =>
		'value' in option ? [{ name: option.name, value: option.value }] : [],
	);
}

/** The offered value that matches the given one; undefined when there is none. */
export function choiceOf(field: INodeProperties | undefined, value: unknown): Choice | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const wanted = String(value).trim();
	return offersOf(field).find((offer) => String(offer.value) === wanted)?.value;
}

/** @throws {Failure} when the field does not offer the value */
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
		`Choose from the list, or use an expression that returns one of: ${offers.slice(0, MOST_LISTED).join(', ')}${more}`,
	);
}

/**
 * Several values of a list, each once, in the given order.
 *
 * @throws {Failure} when the list does not offer one of them: the others alone are not what the user
 *   meant
 */
export function readChoices(
	value: unknown,
	label: string,
	field: INodeProperties | undefined,
): Choice[] {
	const choices = entriesOf(value, label, /[,;]/).map((entry) => readChoice(entry, label, field));
	return [...new Set(choices)];
}
