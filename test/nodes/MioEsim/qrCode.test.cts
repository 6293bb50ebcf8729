import jsQR from 'jsqr';
import { BinaryDataService } from 'n8n-core';
import { PNG } from 'pngjs';

import { useBench } from '../../harness/bench.cts';
import { byId, createOrder, getOrder, renewCard } from '../../harness/parameters.cts';
import { freshOrder } from './operations/world.cts';
import type { Emitted } from '../../harness/engine.cts';
import type { Item } from '../../harness/items.cts';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

const bench = useBench();

const file = { qrCode: true, binaryPropertyName: 'qrCode' };
const create = (more: IDataObject = {}) =>
	createOrder(bench.sim.catalogue.oddities.plain, { ...file, ...more });
/** The items on Success, with their files. */
const itemsOf = async (parameters: IDataObject): Promise<Emitted<Item>[]> =>
	(await bench.run(parameters)).outputs[0];

/** What a scanner reads from a binary field. */
function scan({ data }: IBinaryData) {
	const { data: pixels, width, height } = PNG.sync.read(Buffer.from(data, 'base64'));
	return { content: jsQR(new Uint8ClampedArray(pixels), width, height)?.data, width, pixels };
}

describe('SIM Card > Get QR Code', () => {
	const getQrCode = (lpa: string, more = {}) => ({
		resource: 'card',
		operation: 'getQrCode',
		lpa,
		binaryPropertyName: 'qrCode',
		...more,
	});

	test('creates the code without an API call, with a white border of four modules', async () => {
		const lpa = 'LPA:1$rsp.example.com$0D809-FFD24-B5019';
		const [{ json, binary, pairedItem }] = await itemsOf(getQrCode(lpa));
		const install = (system: string) =>
			`https://esimsetup.${system}.com/esim_qrcode_provisioning?carddata=${lpa}`;
		expect(json).toEqual({
			lpa,
			smdpAddress: 'rsp.example.com',
			matchingId: '0D809-FFD24-B5019',
			iosInstallUrl: install('apple'),
			androidInstallUrl: install('android'),
			qrCodeContentId: 'qrCode',
		});
		expect(binary.qrCode).toMatchObject({ mimeType: 'image/png', fileName: 'esim-1.png' });
		expect(pairedItem).toEqual({ item: 0 });
		expect(bench.sim.calls).toEqual([]);
		const { content, pixels, width } = scan(binary.qrCode);
		expect(content).toBe(lpa);
		const isBlack = (x: number, y: number) => pixels[(y * width + x) * 4] === 0;
		expect([isBlack(31, 32), isBlack(32, 31), isBlack(32, 32)]).toEqual([false, false, true]);
		expect([isBlack(width - 33, 32), isBlack(width - 32, 32)]).toEqual([true, false]);
	});

	test('takes an install link, and puts the code in the given field', async () => {
		const link = 'https://esimsetup.apple.com/x?a=1&carddata=LPA:1$r.example.com$ABC';
		const [{ binary }] = await itemsOf(getQrCode(link, { binaryPropertyName: 'code' }));
		expect(scan(binary.code).content).toBe('LPA:1$r.example.com$ABC');
	});

	test.each([
		'LPA:2$rsp.example.com$A',
		'https://esimsetup.apple.com/?carddata=LPA:2$rsp.example.com$ABC',
		'http://esimsetup.apple.com/?carddata=LPA:1$rsp.example.com$ABC',
	])('refuses %s without quoting it', async (lpa) => {
		const error = await bench.failure(getQrCode(lpa));
		expect(error).toMatchObject({
			type: 'input',
			message: "'LPA String' does not contain an eSIM activation code",
		});
		expect(JSON.stringify(error)).not.toContain(lpa);
	});
});

describe('Order > Create and Order > Get', () => {
	const NOTHING = '={{ $json.nothing }}';
	const renewal = (more: IDataObject) =>
		renewCard(bench.sim.catalogue.oddities.plain, freshOrder(bench.sim).iccids[0], more);

	test('one item per card: each has its own code, named by its ICCID', async () => {
		const items = await itemsOf(create({ count: 2, output: 'cards' }));
		expect(items).toHaveLength(2);
		for (const { json, binary } of items) {
			expect(Object.keys(binary)).toEqual(['qrCode']);
			expect(scan(binary.qrCode).content).toBe(json.lpa);
			expect(binary.qrCode.fileName).toBe(`${json.iccid}.png`);
		}
	});

	test('one item per order: the codes of its cards are numbered', async () => {
		const [{ json, binary }] = await itemsOf(create({ count: 3, binaryPropertyName: 'code' }));
		expect(Object.keys(binary)).toEqual(['code', 'code_2', 'code_3']);
		expect(Object.values(binary).map((file) => scan(file).content)).toEqual(
			json.cards.map(({ lpa }) => lpa),
		);
		// An email shows it in its text by <img src="cid:code_2">
		expect(json.cards.map(({ qrCodeContentId }) => qrCodeContentId)).toEqual(Object.keys(binary));
		const { emailHtml } = json as unknown as { emailHtml: string };
		for (const name of Object.keys(binary)) expect(emailHtml).toContain(`"cid:${name}"`);
		expect(emailHtml).toContain('(3 of 3)');
	});

	test('an item of a card has first what the customer needs, and a mail that a Send Email node takes', async () => {
		const name = `<b>"Japan" & 'more'`;
		bench.sim.changeCatalogue(({ packages, oddities: { plain } }) => {
			for (const each of packages(plain.skuId)) Object.assign(each, { showName: name });
		});
		const { success } = await bench.run<Record<string, string>>(create({ output: undefined }));
		const [json] = success;
		expect(Object.keys(json).slice(0, 8).join()).toBe(
			'iccid,lpa,iosInstallUrl,androidInstallUrl,qrCodeContentId,data,validityDays,activateBefore',
		);
		expect(json.emailHtml).toContain('<img src="cid:qrCode"');
		for (const link of [json.iosInstallUrl, json.androidInstallUrl]) {
			expect(json.emailHtml).toContain(`href="${link}"`);
			expect(json.emailText).toContain(link);
		}
		expect(json.emailHtml).toContain("&lt;b&gt;&quot;Japan&quot; &amp; 'more'");
		for (const mail of [json.emailHtml, json.emailText]) {
			for (const told of [json.matchingId, json.smdpAddress, json.iccid]) {
				expect(mail).toContain(told);
			}
			expect(mail).toMatch(/iOS 17\.4[\s\S]*Android 10/);
			expect(mail).toMatch(/before you leave[\s\S]*data roaming[\s\S]*works once/);
		}
	});

	test('an order that is fetched has them, too', async () => {
		const { orderNumber } = freshOrder(bench.sim, { count: 1 });
		const [{ json, binary }] = await itemsOf(getOrder(orderNumber, { ...file, output: 'cards' }));
		expect(scan(binary.qrCode).content).toBe(json.lpa);
	});

	test('off by default, and without an activation code there is no file', async () => {
		const [off] = await itemsOf(create({ qrCode: undefined }));
		expect(off.binary).toBeUndefined();

		const { dpId, iccid, ...pick } = bench.sim.catalogue.oddities.physical;
		const more = { ...file, simType: 'physical', dpId: byId(dpId), iccids: iccid };
		const [physical] = await itemsOf(createOrder(pick, more));
		expect(physical.json.cards).toMatchObject([{ iccid, qrCodeContentId: null }]);
		expect(physical).not.toHaveProperty('binary');
		expect(physical.json).toHaveProperty('emailHtml', null);
	});

	test.each<[string, () => IDataObject, string]>([
		['a file', () => create({ binaryPropertyName: NOTHING }), 'Put Output File in Field'],
		['the output', () => create({ output: NOTHING }), 'Output'],
		['the output of a renewal', () => renewal({ output: NOTHING }), 'Output'],
	])('%s without a name is refused before anything is bought', async (_, parameters, label) => {
		const error = await bench.failure(parameters());
		expect(error).toMatchObject({ type: 'input', message: `'${label}' is required` });
		expect(bench.sim.ledger).toEqual([]);
	});

	test('a file that cannot be stored does not hide that the order was placed', async () => {
		const store = jest
			.spyOn(BinaryDataService.prototype, 'store')
			.mockRejectedValue(new Error('disk full'));
		const error = await bench.failure(create());
		store.mockRestore();
		expect(bench.sim.ledger).toHaveLength(1);
		expect(error).toMatchObject({
			outcome: 'executed',
			retryable: false,
			message: `Order ${bench.sim.ledger[0].orderNum} exists, but its QR code could not be stored`,
		});
	});
});
