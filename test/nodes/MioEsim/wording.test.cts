import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { MioEsim } from '../../../dist/nodes/MioEsim/MioEsim.node';
import { MioEsimTrigger } from '../../../dist/nodes/MioEsimTrigger/MioEsimTrigger.node';
import { MioEsimApi } from '../../../dist/credentials/MioEsimApi.credentials';

/** n8n's rules for texts, checked against every text of the descriptions. */

const KINDS = ['name', 'action', 'description', 'placeholder', 'hint', 'notice'] as const;

interface Text {
	where: string;
	kind: (typeof KINDS)[number];
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

const PROSE = ['description', 'hint', 'notice'] as const;
const INTERNAL =
	/\b(?:Id|id|Url|url|Json|json|Iccid|iccid|Pdf|pdf|Api|api)\b(?!=|\/)|\bsku\b|binary property/;
const BANNED = /\bis no\b|leaves by|\bshall\b|perhaps|what of it|costs nothing|\ban item\.|empty:/i;
const CODE = /\$json\b|\/api_\w+\/\w+|https?:\S+/g;

test.each<[rule: string, kinds: readonly Text['kind'][], isBad: (text: string) => boolean]>([
	['no text contains MIOeSIM’s word for a destination', KINDS, (text) => /sku/i.test(text)],
	['names are in Title Case', ['name'], (text) => !isTitle(text)],
	['actions are in sentence case', ['action'], (text) => !/^[A-Z]/.test(text)],
	['actions have no article', ['action'], (text) => /\b(?:a|an|the)\b/i.test(text)],
	['actions have no period', ['action'], (text) => text.endsWith('.')],
	[
		'a single sentence has no final period, several sentences have one',
		PROSE,
		(text) => text.endsWith('.') !== sentences(text).length > 1,
	],
	['prose begins with a capital', PROSE, (text) => !/^(?:\p{Lu}|eSIM)/u.test(text)],
	['placeholders are examples', ['placeholder'], (text) => !text.startsWith('e.g. ')],
	[
		'abbreviations are in capitals, and no word is internal to MIOeSIM or n8n',
		KINDS,
		(text) => INTERNAL.test(text.replace(CODE, '')),
	],
	['no text contains a banned phrase', KINDS, (text) => BANNED.test(text)],
])('every text follows the rule: %s', (_, kinds, isBad) => {
	expect(show(ofKind(...kinds).filter(({ text }) => isBad(text)))).toEqual([]);
});

test('descriptions of booleans begin with Whether', () => {
	const bad = ofKind('description').filter(
		({ type, text }) => type === 'boolean' && !text.startsWith('Whether '),
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
