import type { INode } from 'n8n-workflow';
import { readAccount } from '../../../../dist/mioesim/client/account';
import { toWire } from '../../../../dist/mioesim/wire/parameters';
import { readRequestParameters } from '../../../../dist/nodes/MioEsim/operations/apiRequest/requestParameters';
import { MioEsim } from '../../../../dist/nodes/MioEsim/MioEsim.node';
import { send } from '../../../../dist/nodes/MioEsim/operations/apiRequest/send';
import { fieldsOf } from '../../../../dist/nodes/shared/parameters/fields';
import { ParameterReader } from '../../../../dist/nodes/shared/parameters/reader';
import {
	readChoice,
	readChoices,
	readLanguageTag,
	readSwitch,
} from '../../../../dist/nodes/shared/parameters/choice';
import { readDay } from '../../../../dist/nodes/shared/parameters/day';
import { readIccids, readLpa } from '../../../../dist/nodes/shared/parameters/iccid';
import { readCode, readId, whyInvalidId } from '../../../../dist/nodes/shared/parameters/id';
import {
	readDecimal,
	readInteger,
	readPercentages,
} from '../../../../dist/nodes/shared/parameters/number';
import {
	isEmailAddress,
	readEmail,
	readFieldName,
	readNumericId,
	readOrderNumber,
} from '../../../../dist/nodes/shared/parameters/textKinds';
import { isBlank, readText } from '../../../../dist/nodes/shared/parameters/text';
import { cpuMs } from '../../../harness/cpu.cts';

const MEGABYTE = 2 ** 20;
const LONGEST_MS = 50;

const field = {
	displayName: 'Status',
	name: 'status',
	type: 'options' as const,
	default: 0,
	options: [{ name: 'Paid', value: 0 }],
	typeOptions: { minValue: 1 },
};
const account = { phoneNumber: '1', password: '2', secretKey: '3' };

const sendFields = fieldsOf(send.fields);

function requestOf(specifyParameters: string, parameters: unknown): ParameterReader {
	const values: Record<string, unknown> = { specifyParameters, parameters };
	const node = { type: 'mioEsim', parameters: {} } as INode;
	return new ParameterReader({ node, get: (name: string) => values[name] }, sendFields);
}

/** Every reader of text from users or expressions. */
const readers: Record<string, (content: string) => unknown> = {
	readText: (content) => readText(content, 'Remark'),
	isBlank,
	readId: (content) => readId(content, 'External Order ID'),
	whyInvalidId: (content) => whyInvalidId(content.slice(0, 255)),
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

/** The worst cases for a careless regular expression: one character repeated, and an end that spoils the match. */
const shapes = [
	'1',
	' ',
	'\t',
	'\n',
	'T',
	'/',
	'@',
	'-',
	'a',
	'0f',
	',',
	'.',
	'a@',
	'2026-',
	'F',
	'"',
	'\\',
	'#',
	'{{',
	'{',
	'é',
	'\ud800',
];

const contents = [
	...shapes.map((shape): [string, string] => [shape, shape.repeat(MEGABYTE / shape.length)]),
	...shapes.map((shape): [string, string] => [
		`2${shape}x`,
		`2${shape.repeat(MEGABYTE / shape.length)}x`,
	]),
	// Just below the limits, where a reader does examine the text.
	...shapes.map((shape): [string, string] => [
		`${shape}, 10,000 characters`,
		`2${shape.repeat(9990 / shape.length)}x`,
	]),
	...shapes.map((shape): [string, string] => [
		`${shape}, 200,000 characters`,
		`2${shape.repeat(200_000 / shape.length)}x`,
	]),
];

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
