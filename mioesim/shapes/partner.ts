import { record, text } from '../values';

/** A distribution partner of physical SIM cards. */
export interface Partner {
	dpId: string | null;
	name: string | null;
	iconUrl: string | null;
}

/** A row of getPhysicalSIMDpInfo. */
export function partnerOfRow(value: unknown): Partner {
	const row = record(value);
	return { dpId: text(row.id), name: text(row.realName), iconUrl: text(row.iconUrl) };
}
