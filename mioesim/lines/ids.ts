import type { ExternalIds } from './line';

/** How an ID that MIOeSIM tells compares with the one that was sent (docs/api.md, section 7). */
export type SameId =
	| 'equal'
	/** Another case or encoding of it. */
	| 'altered'
	/** The beginning of it, or all of it but signs around it. */
	| 'cut'
	/** Not told, or masked. */
	| 'untold'
	/** Another ID. */
	| 'other';

/** What is told of both IDs. A database cuts both to one length, or neither. */
export function compareIds(
	{ externalOrderId, externalItemId }: ExternalIds,
	told: { [Name in keyof ExternalIds]: string | null },
): { order: SameId; item: SameId } {
	const order = sameId(externalOrderId, told.externalOrderId);
	const item = sameId(externalItemId, told.externalItemId);
	const lengths = [
		[order, told.externalOrderId, externalOrderId.length],
		[item, told.externalItemId, externalItemId.length],
	] as const;
	const isCutTo = (length: number) =>
		lengths.every(([, id, whole]) => id !== null && id.length === Math.min(whole, length));
	const settled = ([is, id]: (typeof lengths)[number]) =>
		is === 'beginning' ? (isCutTo(id?.length ?? 0) ? 'cut' : 'other') : is;
	return { order: settled(lengths[0]), item: settled(lengths[1]) };
}

const ENTITIES: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
	'&#x27;': "'",
	'&#47;': '/',
	'&nbsp;': ' ',
};

/** @returns `beginning` when it is only the beginning, which may be another ID */
export function sameId(sent: string, told: string | null): SameId | 'beginning' {
	if (told === null || /^\*+$|\*{3}/.test(told)) return 'untold';
	if (told === sent) return 'equal';
	const [ours, theirs] = [plain(sent), plain(told)];
	if (ours === theirs || garbledForms(sent).some((form) => plain(form) === theirs))
		return 'altered';
	if (bare(ours) === bare(theirs) || isLossy(sent, theirs)) return 'cut';
	return ours.startsWith(theirs) ? 'beginning' : 'other';
}

/** Without case, and without what an encoding changes. */
function plain(id: string): string {
	const decoded = id.replace(/&(?:[a-z]{2,5}|#x?\d{2,3});/gi, (entity) => {
		return ENTITIES[entity.toLowerCase()] ?? entity;
	});
	return percentDecoded(decoded)
		.toLowerCase()
		.replace(/[+\s]+/g, ' ')
		.trim();
}

function percentDecoded(id: string): string {
	try {
		return decodeURIComponent(id);
	} catch {
		return id;
	}
}

/** What a server makes of text beyond ASCII that reads it in another charset. */
function garbledForms(id: string): string[] {
	if (isAscii(id)) return [];
	const bytes = Buffer.from(id, 'utf8');
	return ['latin1', 'windows-1252', 'gbk'].map((charset) => new TextDecoder(charset).decode(bytes));
}

/** Whether text beyond ASCII came back as question marks, which may stand for anything. */
function isLossy(sent: string, theirs: string): boolean {
	const marks = (id: string) => id.replace(/[^\x20-\x7e?]+|\?+|\ufffd+/g, '?').replace(/\?+/g, '?');
	return (
		!isAscii(sent) &&
		isAscii(theirs) &&
		theirs.includes('?') &&
		marks(plain(sent)) === marks(theirs)
	);
}

function isAscii(id: string): boolean {
	return /^[\x20-\x7e]*$/.test(id);
}

/** Without signs around it, as in `#1001`. */
function bare(id: string): string {
	return id.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}]+$/u, '');
}
