import { quoted, refuse } from './refusal';
import { entriesOf } from './list';
import { readText } from './text';

const PERCENTAGE = /^(\d{1,3}(?:\.\d{1,9})?)\s?%?$/;

/**
 * Percentages from 1 to 100, sorted, each once: `80`, `50, 80%`, `[50, 80]`.
 *
 * @throws {Failure} also for a fraction such as 0.8, which would be less than one percent
 */
export function readPercentages(value: unknown, label: string): number[] {
	const shares = entriesOf(value, label, /[,;]/).map((entry) => {
		const content = readText(entry, label);
		const share = Number(PERCENTAGE.exec(content)?.[1] ?? NaN);
		if (share > 0 && share < 1) {
			const percent = Number((share * 100).toFixed(7));
			refuse(
				`'${label}' must be 1 percent or more, but is ${content}`,
				`For ${percent} percent, enter ${percent}`,
			);
		}
		if (share >= 1 && share <= 100) return share;
		return refuse(
			`'${label}' must be percentages from 1 to 100`,
			`Separate several with commas, such as 50, 80. ${quoted(content)} is not one`,
		);
	});
	return [...new Set(shares)].sort((left, right) => left - right);
}
