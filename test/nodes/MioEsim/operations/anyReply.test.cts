import fc from 'fast-check';

import { endpoints } from '../../../../dist/mioesim/wire/endpoints';
import { parametersOf, table } from './table.cts';
import { useSimulator, withoutPauses } from './world.cts';

const world = useSimulator();
withoutPauses();

const NAMES = [
	...['orderNum', 'orderid', 'status', 'cardApiDtoList', 'packageList', 'rows', 'total', 'data'],
	...['list', 'iccid', 'skuid', 'display', 'priceid', 'id', 'realName', 'continent', 'message'],
	...['esimPackageDtoList', 'esimPackageVoList', '8985202241000012345', 'Asia'],
];

const scalar = fc.constantFrom(
	...[null, true, false, '', ' ', 0, 1, 7, 'maintenance', 'EP1', 'null', '维护中', 1e308],
);

const { value: anyData } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		scalar,
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4, noNullPrototype: true }),
	),
}));

/** Fields that contain lists, and fields of a destination whose list may be empty. */
const LISTS = ['rows', 'list', 'data', 'esimPackageDtoList', 'esimPackageVoList'];
const ABOUT = ['skuid', 'display', 'continent'];

/** Whether a reader may conclude that the list is empty. */
function isEmpty(data: unknown): boolean {
	if (data === null || data === undefined) return true;
	if (typeof data === 'string') return data.trim() === '';
	if (typeof data !== 'object') return false;
	if (Array.isArray(data)) return data.every(isEmpty);
	const { total } = data as { total?: unknown };
	if ((typeof total === 'number' || typeof total === 'string') && Number(total) > 0) return false;
	const entries = Object.entries(data);
	// Unknown fields are ignored: one empty list is enough.
	return (
		entries.every(([, value]) => isEmpty(value)) ||
		entries.some(([name, value]) => LISTS.includes(name) && isEmpty(value)) ||
		entries.some(([name, value]) => ABOUT.includes(name) && !isEmpty(value))
	);
}

test.each(table)('$name: no item vanishes, whatever MIOeSIM answers', async (row) => {
	const { sim } = world;
	await fc.assert(
		fc.asyncProperty(anyData, fc.boolean(), async (data, simplify) => {
			sim.reset();
			// Without the filters of the table, which would remove everything from an odd list.
			const all = { nameFilter: '', continent: '', filters: {} };
			const parameters = { ...parametersOf(row, sim), ...all, simplify };
			for (const endpoint of Object.keys(endpoints)) {
				if (endpoint === 'login') continue;
				sim.faults.add({ endpoint, kind: 'code', code: 0, message: 'success', data, times: null });
			}
			const { outputs, stoppedBy } = await world.run(parameters, { items: [{ a: 1 }, { a: 2 }] });
			expect(stoppedBy).toBeUndefined();
			const out = new Set(outputs.flat().map(({ pairedItem }) => pairedItem.item));
			if (!isEmpty(data)) expect([...out].sort()).toEqual([0, 1]);
		}),
		{ numRuns: 15, endOnFailure: true },
	);
});
