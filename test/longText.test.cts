import type { INode } from 'n8n-workflow';
import { readAccount } from '../dist/mioesim/client/account';
import { toWire } from '../dist/mioesim/wire/parameters';
import { readRequestParameters } from '../dist/nodes/MioEsim/operations/apiRequest';
import { MioEsim } from '../dist/nodes/MioEsim/MioEsim.node';
import { send } from '../dist/nodes/MioEsim/operations/apiRequest';
import { fieldsOf } from '../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../dist/nodes/shared/parameters/reader';
import {
	readChoice,
	readChoices,
	readLanguageTag,
	readSwitch,
} from '../dist/nodes/shared/parameters/choice';
import { readDay } from '../dist/nodes/shared/parameters/day';
import {
	isEmailAddress,
	readEmail,
	readFieldName,
	readIccids,
	readLpa,
	readOrderNumber,
} from '../dist/nodes/shared/parameters/textKinds';
import { readCode, readId } from '../dist/nodes/shared/parameters/id';
import { readDecimal, readInteger, readPercentages } from '../dist/nodes/shared/parameters/number';
import { isBlank, readNumericId, readText } from '../dist/nodes/shared/parameters/text';
import { cpuMs } from './harness/cpu.cts';
import { readDate } from '../dist/mioesim/dates';
import { redact } from '../dist/mioesim/redact';
import { readActivationCode, buildActivationCode } from '../dist/mioesim/shapes/activationCode';
import { asCard, iccidOf, readIccid } from '../dist/mioesim/shapes/card';
import { asOrder, factsOf } from '../dist/mioesim/shapes/order';
import { dataSize, isUnlimited, packagesOf, planSizeMb } from '../dist/mioesim/shapes/package';
import { skuOfRow, skusOfGroups } from '../dist/mioesim/shapes/sku';
import { reasonToKeep } from '../dist/mioesim/shapes/usage';
import { apiFailure } from '../dist/mioesim/codes/failures';
import { quoteVendor } from '../dist/mioesim/codes/errorCodes';
import { decimal, dollars, flag, number, text, texts } from '../dist/mioesim/values';
import { readEnvelope } from '../dist/mioesim/wire/reply';
import { asHtml } from '../dist/nodes/shared/failures';

/** Text from a server or a user must take bounded time, whatever it contains. */
const MEGABYTE = 1_000_000;
/** Far from what any machine needs, and from the minutes that code of quadratic cost takes. */
const LONGEST_MS = 200;

const field = {
	displayName: 'Status',
	name: 'status',
	type: 'options' as const,
	default: 0,
	options: [{ name: 'Paid', value: 0 }],
	typeOptions: { minValue: 1 },
};
const secrets = ['hidden-secret', '8'.repeat(40), 'a'];
const envelope = (message: string) => ({ code: '7', message, data: null });
const account = { phoneNumber: '1', password: '2', secretKey: '3' };

const sendFields = fieldsOf(send.fields);

function requestOf(specifyParameters: string, parameters: unknown): ParameterReader {
	const values: Record<string, unknown> = { specifyParameters, parameters };
	const node = { type: 'mioEsim', parameters: {} } as INode;
	return new ParameterReader({ node, get: (name: string) => values[name] }, sendFields);
}

/** Every reader of text from a server, from users or from expressions. */
const readers: Record<string, (content: string) => unknown> = {
	redact: (content) => redact(content, secrets),
	apiFailure: (content) => apiFailure(envelope(content), 'getSkus', secrets),
	quoteVendor: (content) => quoteVendor(content),
	readDate,
	facts: (content) => factsOf({ outerOrderId: content, email: content, pflag: content }),
	usage: (content) => reasonToKeep({}, { usedMb: content, name: content }, 0),
	readActivationCode,
	buildActivationCode: (content) => buildActivationCode(content, content),
	readIccid,
	iccidOf,
	dataSize: (content) => dataSize(content, content),
	isUnlimited,
	planSizeMb: (content) => planSizeMb({ flows: content, unit: content, name: content }),
	asCard: (content) => asCard({ code: content, activationCode: content, iccid: content }),
	'asCard, of a row': (content) => asCard({ iccid: content, flows: content, endDate: content }),
	asOrder: (content) => asOrder({ orderNum: content, purchaseDate: content }),
	'asOrder, of a row': (content) =>
		asOrder({ createTime: content, packageList: [{ name: content }] }),
	packagesOf: (content) =>
		packagesOf({ esimPackageDtoList: [{ premark: content, flows: content }] }),
	skuOfRow: (content) => skuOfRow({ skuid: content, display: content, countryCode: content }),
	skusOfGroups: (content) => skusOfGroups({ continent: [content], data: { [content]: [{}] } }),
	values: (content) => [text, number, flag, decimal, dollars].map((read) => read(content)),
	readEnvelope,
	asHtml,
	readText: (content) => readText(content, 'Remark'),
	isBlank,
	readId: (content) => readId(content, 'External Order ID'),
	'readId, as long as it may be': (content) => readId(content.slice(0, 255), 'External Order ID'),
	readCode: (content) => readCode(content, 'API Code'),
	readNumericId: (content) => readNumericId(content, 'Package'),
	readOrderNumber: (content) => readOrderNumber(content, 'Order Number'),
	readLpa: (content) => readLpa(content, 'LPA String'),
	readFieldName: (content) => readFieldName(content, 'Field'),
	readSwitch: (content) => readSwitch(content, 'Simplify'),
	readInteger: (content) => readInteger(content, 'Count', field),
	readDecimal: (content) => readDecimal(content, 'Highest Price', field),
	readPercentages: (content) => readPercentages(content, 'Thresholds'),
	readChoice: (content) => readChoice(content, 'Status', field),
	readChoices: (content) => readChoices(content, 'Status', field),
	readLanguageTag: (content) => readLanguageTag(content, 'PDF Language'),
	readDay: (content) => readDay(content, 'Begin Date'),
	readEmail: (content) => readEmail(content, 'Email'),
	isEmailAddress,
	readIccids: (content) => readIccids(content, 'ICCIDs'),
	'readIccids, a list': (content) => readIccids([content], 'ICCIDs'),
	toWire: (content) => toWire({ remark: content }),
	'readAccount, Base URL': (content) => readAccount({ ...account, baseUrl: `http://h${content}` }),
	'readRequestParameters, JSON': (content) => readRequestParameters(requestOf('json', content)),
	'readRequestParameters, a value in JSON': (content) =>
		readRequestParameters(requestOf('json', `{ "a": "${content}" }`)),
	'readRequestParameters, pairs': (content) =>
		readRequestParameters(requestOf('pairs', { pair: [{ name: content, value: content }] })),
};

/** The worst cases for a careless regular expression, repeated. */
const PIECES =
	'8| |\t|\n|T|/|@|-|a|0f|,|.|a@|2026-|F|"|\\|#|{{|{|é|\ud800|0123456789abcdef|8-|8 |%25|\\u0038' +
	'|1$a|LPA:1$a.b$|a.|&amp;|<br |+8|ABCD8|８|不限速';

/** Alone, with an end that spoils the match, and just below the limits, where a reader does examine it. */
const contents = PIECES.split('|').flatMap((piece) => {
	const times = (length: number) => piece.repeat(Math.ceil(length / piece.length));
	const spoilt = [MEGABYTE, 9990, 200_000].map((length) => `2${times(length)}x`);
	const all = [times(MEGABYTE), ...spoilt, `2024-01-24${times(100_000)}`];
	return all.map((content): [string, string] => [piece, content]);
});

test.each(Object.keys(readers))('%s: a megabyte of anything is read quickly', (name) => {
	const read = readers[name];
	for (const [shape, content] of contents) {
		const took = cpuMs(() => {
			try {
				read(content);
			} catch {
				// A refusal counts as reading, too.
			}
		}, LONGEST_MS);
		expect({ shape, isSlow: took >= LONGEST_MS, ...(took >= LONGEST_MS ? { took } : {}) }).toEqual({
			shape,
			isSlow: false,
		});
	}
});

/** n8n validates fields by these; a validation that takes 250 ms ends the execution. */
const checks = [
	...JSON.stringify(new MioEsim().description.properties).matchAll(/"regex":("(?:[^"\\]|\\.)*")/g),
].map(([, regex]) => JSON.parse(regex) as string);

test.each([...new Set(checks)])('n8n checks a megabyte of anything quickly by %s', (regex) => {
	const pattern = new RegExp(regex);
	for (const [, content] of contents) {
		const start = process.cpuUsage();
		pattern.test(content);
		// Without the first character, too: quadratic cost would take minutes.
		pattern.test(content.slice(1));
		const { user } = process.cpuUsage(start);
		expect(user / 1000).toBeLessThan(LONGEST_MS);
	}
});

test('the number of texts is bounded', () => {
	expect(texts(',a'.repeat(MEGABYTE / 2)).length).toBe(MEGABYTE / 2);
});
