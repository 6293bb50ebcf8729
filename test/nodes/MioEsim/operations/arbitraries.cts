import fc from 'fast-check';

import { readId } from '../../../../dist/nodes/shared/parameters/id';
import { byId, freshOrder } from './world.cts';
import type { RunningSimulator } from '../../../../tools/simulator/index.cts';
import type { Sku } from '../../../../tools/simulator/catalogue.cts';
import type { Package } from '../../../../tools/simulator/packages.cts';
import type { IDataObject } from 'n8n-workflow';

/**
 * Random valid parameter sets, for the operations that spend, or whose fields depend on each other: the
 * rows of table.cts name them. What a set needs in the simulator (an order, a card) is made together with it.
 */
export type Valid = (sim: RunningSimulator) => fc.Arbitrary<IDataObject>;

const DAY = 24 * 60 * 60 * 1000;

/** Text that a user may type; text that begins with `=` would be an expression. */
const words = fc
	.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
	.filter((text) => text.trim() !== '' && !text.startsWith('='));
/** An ID from a shop. */
const word = fc.stringMatching(/^[A-Za-z0-9]{1,12}(?:[_.-][A-Za-z0-9]{1,11})?$/).filter((id) => {
	try {
		return readId(id, 'ID') === id;
	} catch {
		return false;
	}
});
const email = fc.constantFrom('nathan@example.com', 'a.b+c@mail.example.org');
const optional = <T,>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) =>
	fc.record(fields, { requiredKeys: [] });
const day = (from: number, to: number) =>
	fc.integer({ min: from, max: to }).map((days) => new Date(days * DAY).toISOString().slice(0, 10));
const today = () => Math.floor(Date.now() / DAY);

/** Any package in stock, with the parameters that it requires. */
function offer(sim: RunningSimulator, isFit: (pack: Package, sku: Sku) => boolean = () => true) {
	const { noStock } = sim.catalogue.oddities;
	const offers = sim.catalogue.skus.flatMap((sku) =>
		(sku.packages ?? [])
			.filter((pack) => pack.priceid !== noStock.priceId && isFit(pack, sku))
			.map((pack) => ({ sku, pack })),
	);
	return fc.constantFrom(...offers);
}

const daypassDays = ({ supportDaypass, minDay, maxDay }: Package) =>
	supportDaypass === 0
		? fc.constant({})
		: fc.integer({ min: minDay, max: maxDay }).map((days) => ({ daypassDays: days }));

const beginDate = ({ mustDate }: Package) =>
	mustDate === 1
		? day(today() + 1, today() + 60).map((date) => ({ beginDate: date }))
		: fc.constant({});

/** The package from the list or, if it has an API code, by code. */
function naming(sim: RunningSimulator, { sku, pack }: { sku: Sku; pack: Package }) {
	const byList = {
		orderBy: 'package',
		skuId: byId(sku.skuid),
		priceId: byId(pack.priceid),
	};
	const first = pack.apiCode && sim.catalogue.offersByApiCode(pack.apiCode)[0];
	return first && first.package === pack
		? fc.constantFrom(byList, { orderBy: 'apiCode', apiCode: pack.apiCode })
		: fc.constant(byList);
}

const purchase = {
	externalOrderId: fc.option(word, { nil: '' }),
	output: fc.constantFrom('order', 'cards'),
	simplify: fc.boolean(),
};

const ofOrder = (sim: RunningSimulator, extra = {}): fc.Arbitrary<IDataObject> =>
	fc.record({ all: fc.boolean(), ...extra }).map(({ all, ...rest }) => {
		const { orderNumber, iccids } = freshOrder(sim);
		return { orderNumber, iccids: all ? '' : iccids[0], ...rest };
	});

const ranges = (from: string, to: string) =>
	fc
		.tuple(day(18000, 21000), day(18000, 21000))
		.map((days) => days.sort())
		.map(([first, last]) => ({ [from]: first, [to]: last }));

export const qrCode: Valid = () =>
	fc.record({
		lpa: fc
			.stringMatching(/^[A-Z0-9]{2,8}(-[A-Z0-9]{2,8}){0,2}$/)
			.map((id) => `LPA:1$rsp.example$${id}`),
		// Names that every object inherits are refused.
		binaryPropertyName: word.filter((name) => !(name in {})),
	});

export const cancellation: Valid = (sim) =>
	ofOrder(sim, { onlyUnused: fc.boolean(), additionalFields: optional({ remark: words }) });

export const order: Valid = (sim) =>
	offer(sim).chain((chosen) =>
		fc
			.tuple(
				naming(sim, chosen),
				daypassDays(chosen.pack),
				beginDate(chosen.pack),
				optional({
					customerEmail: email,
					externalItemId: word,
					pdfLanguage: fc.constantFrom('en-US', 'zh-CN'),
					remark: words,
				}),
				fc.record({ count: fc.integer({ min: 1, max: 4 }), ...purchase }),
			)
			.map(([name, days, begin, more, rest]) => ({
				...name,
				...rest,
				simType: 'esim',
				additionalFields: { ...days, ...begin, ...more },
			})),
	);

export const orders: Valid = () =>
	fc
		.tuple(
			fc.record({ returnAll: fc.boolean(), limit: fc.integer({ min: 1, max: 300 }) }),
			optional({
				orderNumber: word,
				iccid: fc.stringMatching(/^\d{13,20}$/),
				externalOrderId: word,
				externalItemId: word,
				packageName: words,
				status: fc.constantFrom(-1, 0, 2, 3, 4, 5, 6, 7),
			}),
			ranges('orderedAfter', 'orderedBefore'),
			optional({ startedAfter: day(18000, 20000), endsBefore: day(18000, 21000) }),
		)
		.map(([rest, filters, ordered, more]) => ({
			...rest,
			filters: { ...filters, ...ordered, ...more },
		}));

export const ordersByDate: Valid = () =>
	fc
		.tuple(
			ranges('startDate', 'endDate'),
			fc.record({
				limit: fc.integer({ min: 1, max: 300 }),
				filters: optional({ externalOrderId: word }),
			}),
		)
		.map(([range, rest]) => ({ ...range, ...rest }));

export const pdfs: Valid = (sim) =>
	ofOrder(sim, { download: fc.boolean(), binaryPropertyName: fc.constant('data') });

export const renewal: Valid = (sim) =>
	offer(sim, (pack, { iso2 }) => pack.flowType === 0 && iso2 === 'JP').chain((chosen) =>
		fc
			.tuple(
				naming(sim, chosen),
				daypassDays(chosen.pack),
				optional({
					externalItemId: word,
					pdfLanguage: fc.constantFrom('en-US', 'zh-CN'),
					remark: words,
				}),
				fc.record({ renewBy: fc.constantFrom('iccid', 'orderNumber'), ...purchase }),
			)
			.map(([name, days, more, rest]) => {
				const { orderNumber, iccids } = freshOrder(sim);
				const target = { orderNumber, iccid: iccids[1] };
				return { ...name, ...rest, ...target, additionalFields: { ...days, ...more } };
			}),
	);

export const pdfByEmail: Valid = (sim) => ofOrder(sim, { email, saveEmail: fc.boolean() });
