import { toEndIso, toIso } from '../dates';
import { number, records, text, type JsonRecord } from '../values';
import { readIccid } from './iccid';
import { orderOfRow } from './order';

/** What a row tells about a filter of queryEsimOrder (docs/api.md, section 5); nothing when it doesn't. */
const tellers: Readonly<Record<string, (row: JsonRecord) => Array<string | null>>> = {
	orderNum: (row) => [text(row.orderNum)],
	outerOrderId: (row) => [orderOfRow(row).externalOrderId],
	outerItemId: (row) => [orderOfRow(row).externalItemId],
	status: (row) => [text(number(row.status))],
	iccid: (row) => records(row.packageList).map(({ iccid }) => readIccid(iccid)),
	packetName: (row) => [
		text(row.skuName),
		...records(row.packageList).map(({ name }) => text(name)),
	],
	subTime: (row) => [toIso(row.createTime)],
	sTime: (row) => records(row.packageList).map(({ beginDate }) => toIso(beginDate)),
	eTime: (row) => records(row.packageList).map(({ endDate }) => toEndIso(endDate)),
};

/** `yyyy/MM/dd-yyyy/MM/dd`: days in GMT+8, as all times of the API. */
const RANGE = /^(\d{4}\/\d\d\/\d\d)-(\d{4}\/\d\d\/\d\d)$/;

function fits(name: string, wanted: string, told: string): boolean {
	const [, first, last] = RANGE.exec(wanted) ?? [];
	if (first !== undefined) {
		const day = told.slice(0, 10).replace(/-/g, '/');
		return first <= day && day <= last;
	}
	const [here, there] = [wanted.toLowerCase(), told.toLowerCase()];
	return name === 'packetName' ? there.includes(here) : there === here;
}

/**
 * Whether a row of queryEsimOrder visibly contradicts the filters that were sent: a server may ignore them.
 * What a row doesn't tell contradicts nothing.
 *
 * @param filters by the names of the API
 */
export function contradicts(row: JsonRecord, filters: Readonly<Record<string, unknown>>): boolean {
	return Object.entries(filters).some(([name, value]) => {
		const wanted = text(value);
		const told = (wanted === null ? [] : (tellers[name]?.(row) ?? [])).filter(
			(each) => each !== null,
		);
		return wanted !== null && told.length > 0 && !told.some((each) => fits(name, wanted, each));
	});
}
