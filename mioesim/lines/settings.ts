import type { Parameters } from '../wire/parameters';
import type { ParameterReader } from '../../nodes/shared/parameters/reader';

/** What every purchase has besides the package. */
export interface PurchaseSettings {
	checkPackage: boolean;
	/** US dollars for the whole item; null means no limit. */
	highestPrice: number | null;
	deliveryMs: number;
	/** How the order is returned, and what is noted on it. */
	parameters: Parameters;
}

/** @throws {Failure} when one of them can't be read */
export function readPurchaseSettings(parameters: ParameterReader): PurchaseSettings {
	const pdfLanguage = parameters.optionalLanguage('additionalFields.pdfLanguage');
	return {
		checkPackage: parameters.flag('options.checkPackage'),
		highestPrice: parameters.optionalNumber('additionalFields.highestPrice'),
		deliveryMs: parameters.integer('options.deliveryTimeout') * 1000,
		parameters: {
			pdfLanguage,
			remark: parameters.optionalText('additionalFields.remark'),
			// 1 returns the whole order; 2 adds links to the PDFs, which take time to create.
			backInfo: pdfLanguage === null ? 1 : 2,
		},
	};
}
