import { startSimulator, type RunningSimulator } from '../../../tools/simulator/index.cts';
import { runNode, MIOESIM } from '../../harness/engine.cts';
import { credentialOf } from '../../harness/credentials.cts';
import type { IDataObject } from 'n8n-workflow';

let sim: RunningSimulator;

beforeAll(async () => {
	sim = await startSimulator({ seed: 1 });
});
afterAll(async () => await sim.close());

/** The packages for the whole world, each with the list of its 120 countries. */
async function packages(type: string, simplify: boolean) {
	const { success } = await runNode({
		credential: credentialOf(sim),
		node: { type },
		parameters: {
			resource: 'package',
			operation: 'getAll',
			skuId: { __rl: true, mode: 'id', value: String(sim.catalogue.oddities.region) },
			simplify,
		},
	});
	return success;
}

const sizeOf = (items: IDataObject[]) => JSON.stringify(items).length;

test('an agent gets shorter items than a workflow', async () => {
	const full = await packages(MIOESIM, true);
	const short = await packages(`${MIOESIM}Tool`, true);
	expect(short.map(({ priceId }) => priceId)).toEqual(full.map(({ priceId }) => priceId));
	expect(sizeOf(short)).toBeLessThan(sizeOf(full) / 3);
	const [first] = short;
	expect(Object.values(first)).not.toContain(null);
	expect(first.price).toBe(full[0].price);
	expect(first.isDaypass).toBe(full[0].isDaypass);
	const { supportedCountries } = full[0];
	expect(first.supportedCountries).toBe(
		`${supportedCountries.slice(0, 12).join(', ')} … and ${supportedCountries.length - 12} more`,
	);
});

test('long texts are shortened, short ones are unchanged', async () => {
	const long = { premark: 'x'.repeat(1000) };
	sim.changeCatalogue(({ packages: offered, oddities }) => {
		Object.assign(offered(oddities.region)[0], long);
	});
	const [cut, whole] = await packages(`${MIOESIM}Tool`, true);
	expect(cut.notes).toBe(`${'x'.repeat(240)}…`);
	expect(whole.notes).toBe(`“${(await packages(MIOESIM, true))[1].notes}”`);
});

test('with Simplify off, an agent gets the fields as they are, within limits', async () => {
	const [raw] = await packages(MIOESIM, false);
	const [seen] = await packages(`${MIOESIM}Tool`, false);
	expect(Object.keys(seen)).toEqual(Object.keys(raw));
	expect(sizeOf([seen])).toBeLessThan(20_000);
});

test('a link stays complete, however long: half a link is useless', async () => {
	const link = `https://files.example.com/a.pdf?signature=${'x'.repeat(400)}`;
	const data = { 8985220241000001: link };
	sim.faults.add({ endpoint: 'handlerEsimPdf', kind: 'code', code: 0, data });
	const { success } = await runNode({
		credential: credentialOf(sim),
		node: { type: `${MIOESIM}Tool` },
		parameters: { resource: 'order', operation: 'getPdf', orderNumber: 'EP1', iccids: '' },
	});
	expect(success[0].pdfUrl).toBe(link);
});
