import { cpuMs } from '../harness/cpu.cts';
import { readDate } from '../../dist/mioesim/dates';
import { redact } from '../../dist/mioesim/redact';
import { readActivationCode, buildActivationCode } from '../../dist/mioesim/shapes/activationCode';
import { cardOfOrder, cardOfRow, iccidOf, readIccid } from '../../dist/mioesim/shapes/card';
import { factsOfRow, orderOfObject, orderOfRow } from '../../dist/mioesim/shapes/order';
import { dataSize, isUnlimited, packagesOf, planSizeMb } from '../../dist/mioesim/shapes/package';
import { skuOfRow, skusOfGroups } from '../../dist/mioesim/shapes/sku';
import { reasonToKeep } from '../../dist/mioesim/shapes/usage';
import { apiFailure } from '../../dist/mioesim/codes/failures';
import { quoteVendor } from '../../dist/mioesim/codes/errorCodes';
import { decimal, dollars, flag, number, text, texts } from '../../dist/mioesim/values';
import { readEnvelope } from '../../dist/mioesim/wire/reply';
import { asHtml } from '../../dist/nodes/shared/failures';

/** Text from a server or a user must take bounded time, whatever it contains. */
const MEGABYTE = 1_000_000;
/** Far from what any machine needs, and from the minutes that code of quadratic cost takes. */
const LONGEST_MS = 200;

const of = (piece: string) => piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);

const shapes: Array<[string, string]> = [
	['digits', of('8')],
	['spaces', of(' ')],
	['T', of('T')],
	['/', of('/')],
	['@', of('@')],
	['-', of('-')],
	['hex', of('0123456789abcdef')],
	['digits and dashes', of('8-')],
	['digits and spaces', of('8 ')],
	['percent', of('%25')],
	['backslashes', of('\\\\u0038')],
	['dollars', of('1$a')],
	['LPA', of('LPA:1$a.b$')],
	['dots', of('a.')],
	['&', of('&amp;')],
	['<br', of('<br ')],
	['a date and spaces', `2024-01-24${of(' ')}`],
	['a date and zones', `2024-01-24 ${of('+8')}`],
	['capitals', of('ABCD8')],
	['full-width digits', of('８')],
	['Chinese', of('不限速')],
	['commas', of(',')],
];

const secrets = ['hidden-secret', '8'.repeat(40), 'a'];
const envelope = (message: string) => ({ code: '7', message, data: null });

const readers: Array<[string, (content: string) => unknown]> = [
	['redact', (content) => redact(content, secrets)],
	['apiFailure', (content) => apiFailure(envelope(content), 'getSkus', secrets)],
	['quoteVendor', (content) => quoteVendor(content)],
	['readDate', readDate],
	['facts', (content) => factsOfRow({ outerOrderId: content, email: content, pflag: content })],
	['usage', (content) => reasonToKeep({}, { usedMb: content, name: content }, 0)],
	['readActivationCode', readActivationCode],
	['buildActivationCode', (content) => buildActivationCode(content, content)],
	['readIccid', readIccid],
	['iccidOf', iccidOf],
	['dataSize', (content) => dataSize(content, content)],
	['isUnlimited', isUnlimited],
	['planSizeMb', (content) => planSizeMb({ flows: content, unit: content, name: content })],
	[
		'cardOfOrder',
		(content) => cardOfOrder({ code: content, activationCode: content, iccid: content }),
	],
	['cardOfRow', (content) => cardOfRow({ iccid: content, flows: content, endDate: content })],
	['orderOfObject', (content) => orderOfObject({ orderNum: content, purchaseDate: content })],
	[
		'orderOfRow',
		(content) => orderOfRow({ createTime: content, packageList: [{ name: content }] }),
	],
	[
		'packagesOf',
		(content) => packagesOf({ esimPackageDtoList: [{ premark: content, flows: content }] }),
	],
	['skuOfRow', (content) => skuOfRow({ skuid: content, display: content, countryCode: content })],
	['skusOfGroups', (content) => skusOfGroups({ continent: [content], data: { [content]: [{}] } })],
	['values', (content) => [text, number, flag, decimal, dollars].map((read) => read(content))],
	['readEnvelope', readEnvelope],
	['asHtml', asHtml],
];

describe.each(readers)('%s reads a megabyte quickly', (_, read) => {
	test.each(shapes)('of %s', (_name, content) => {
		expect(cpuMs(() => read(content), LONGEST_MS)).toBeLessThan(LONGEST_MS);
	});
});

test('the number of texts is bounded', () => expect(texts(of(',a')).length).toBe(MEGABYTE / 2));
