import type { IDataObject } from 'n8n-workflow';

import { useBench } from '../../harness/bench.cts';
import { MIOESIM } from '../../harness/engine.cts';
import { getPackages } from '../../harness/parameters.cts';

/** What is left out and shortened is tested by `run/outputs.test.cts`. */

const bench = useBench();
const sizeOf = (items: IDataObject[]) => JSON.stringify(items).length;

test('an agent gets shorter items than a workflow', async () => {
	// The packages for the whole world, each with the list of its 120 countries.
	const parameters = getPackages(bench.sim.catalogue.oddities.region, { returnAll: false });
	const { success: full } = await bench.run(parameters);
	const { success: short } = await bench.run(parameters, { node: { type: `${MIOESIM}Tool` } });
	expect(short.map(({ priceId }) => priceId)).toEqual(full.map(({ priceId }) => priceId));
	expect(sizeOf(short)).toBeLessThan(sizeOf(full) / 3);
	const [{ supportedCountries, price, isDaypass }] = full;
	expect(Object.values(short[0])).not.toContain(null);
	expect(short[0]).toMatchObject({
		price,
		isDaypass,
		supportedCountries: `${supportedCountries.slice(0, 12).join(', ')} … and ${supportedCountries.length - 12} more`,
	});
});
