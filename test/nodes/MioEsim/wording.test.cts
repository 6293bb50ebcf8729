import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { MioEsim } from '../../../dist/nodes/MioEsim/MioEsim.node';
import { MioEsimTrigger } from '../../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import { MioEsimApi } from '../../../dist/credentials/MioEsimApi.credentials';

/** n8n's rules for texts, checked against every text of the descriptions. */

interface Text {
	where: string;
	kind: 'name' | 'action' | 'description' | 'placeholder' | 'hint' | 'notice';
	text: string;
	type?: string;
}

type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

function textsOf(entries: readonly Entry[], path: string): Text[] {
	return entries.flatMap((entry) => {
		const { name } = entry;
		const where = `${path} > ${name}`;
		const texts: Text[] = [];
		const type = 'type' in entry ? entry.type : undefined;
		const add = (kind: Text['kind'], text: unknown) => {
			if (typeof text === 'string' && text !== '') texts.push({ where, kind, text, type });
		};
		if (type === 'hidden') return [];
		const title = 'displayName' in entry ? entry.displayName : name;
		add(type === 'notice' ? 'notice' : 'name', title);
		if ('action' in entry) add('action', entry.action);
		if ('description' in entry) add('description', entry.description);
		if ('placeholder' in entry && type !== 'collection' && type !== 'fixedCollection') {
			add('placeholder', entry.placeholder);
		}
		if ('hint' in entry) add('hint', entry.hint);
		const within = 'values' in entry ? entry.values : 'options' in entry ? entry.options : [];
		return [...texts, ...textsOf(within ?? [], where)];
	});
}

const node = new MioEsim().description;
const trigger = new MioEsimTrigger().description;
const texts = [
	...textsOf(node.properties, 'node'),
	...textsOf(trigger.properties, 'trigger'),
	...textsOf(new MioEsimApi().properties, 'credential'),
];
const ofKind = (...kinds: Array<Text['kind']>) => texts.filter(({ kind }) => kinds.includes(kind));
const show = (found: Text[]) => found.map(({ where, text }) => `${where}: ${text}`);

/** Small words in a title, and words with a spelling of their own. */
const SMALL = /^(?:a|an|and|as|at|but|by|for|if|in|nor|of|off|on|or|per|the|to|up|via)$/;
const OWN = /^(?:eSIM|eSIMs|n8n)$/;

const isTitle = (text: string) =>
	text
		.split(/[\s/]+/)
		.map((word) => word.replace(/^[(“‘]+/, ''))
		.every(
			(word, index) =>
				OWN.test(word) || (index > 0 && SMALL.test(word)) || /^[\p{Lu}\d]/u.test(word),
		);

const sentences = (text: string) => text.split(/(?<!e\.g|i\.e)[.!?]\s+/);

test('the texts are found', () => {
	expect(texts.length).toBeGreaterThan(150);
});

test('no text contains MIOeSIM’s word for a destination', () => {
	expect(show(texts.filter(({ text }) => /sku/i.test(text)))).toEqual([]);
});

test('names are in Title Case', () => {
	expect(show(ofKind('name').filter(({ text }) => !isTitle(text)))).toEqual([]);
});

test('actions are in sentence case, without articles and without a period', () => {
	const bad = ofKind('action').filter(
		({ text }) => !/^[A-Z]/.test(text) || /\b(?:a|an|the)\b/i.test(text) || text.endsWith('.'),
	);
	expect(show(bad)).toEqual([]);
});

test('a single sentence has no final period, several sentences have one', () => {
	const bad = ofKind('description', 'hint', 'notice').filter(
		({ text }) => text.endsWith('.') !== sentences(text).length > 1,
	);
	expect(show(bad)).toEqual([]);
});

test('descriptions, hints and notices begin with a capital', () => {
	const bad = ofKind('description', 'hint', 'notice').filter(
		({ text }) => !/^(?:\p{Lu}|eSIM)/u.test(text),
	);
	expect(show(bad)).toEqual([]);
});

test('placeholders are examples', () => {
	expect(show(ofKind('placeholder').filter(({ text }) => !text.startsWith('e.g. ')))).toEqual([]);
});

test('descriptions of booleans begin with Whether', () => {
	const bad = ofKind('description').filter(
		({ type, text }) => type === 'boolean' && !text.startsWith('Whether '),
	);
	expect(show(bad)).toEqual([]);
});

test('abbreviations are in capitals, and no text contains internal words of MIOeSIM or n8n', () => {
	const bad = texts.filter(({ text }) =>
		/\b(?:Id|id|Url|url|Json|json|Iccid|iccid|Pdf|pdf|Api|api)\b(?!=|\/)|\bsku\b|binary property/.test(
			text
				.replace(/\$json\b/g, '')
				.replace(/\/api_\w+\/\w+/g, '')
				.replace(/https?:\S+/g, ''),
		),
	);
	expect(show(bad)).toEqual([]);
});

test('no text contains a banned phrase', () => {
	const bad = texts.filter(({ text }) =>
		/\bis no\b|leaves by|\bshall\b|perhaps|what of it|costs nothing|\ban item\.|empty:/i.test(text),
	);
	expect(show(bad)).toEqual([]);
});

test('lists have n8n’s standard texts', () => {
	const exact = {
		returnAll: ['Return All', 'Whether to return all results or only up to a given limit'],
		limit: ['Limit', 'Max number of results to return'],
		simplify: [
			'Simplify',
			'Whether to return a simplified version of the response instead of the raw data',
		],
	};
	for (const [name, words] of Object.entries(exact)) {
		const fields = node.properties.filter((field) => field.name === name);
		expect(fields.length).toBeGreaterThan(0);
		for (const { displayName, description } of fields) {
			expect([displayName, description]).toEqual(words);
		}
	}
});
