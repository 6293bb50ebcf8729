import jsQR from 'jsqr';
import { BinaryDataService } from 'n8n-core';
import { PNG } from 'pngjs';

import { startSimulator, type RunningSimulator } from '../../../tools/simulator/index.cts';
import { runNode } from '../../harness/engine.cts';
import { credentialOf, type CredentialStore } from '../../harness/credentials.cts';
import type { IBinaryData } from 'n8n-workflow';

let sim: RunningSimulator;
let credential: CredentialStore;

beforeAll(async () => {
	sim = await startSimulator({ seed: 1 });
});
afterAll(async () => await sim.close());
beforeEach(() => {
	sim.reset();
	credential = credentialOf(sim);
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

function create(overrides = {}) {
	const { skuId, priceId } = sim.catalogue.oddities.plain;
	return {
		resource: 'order',
		operation: 'create',
		orderBy: 'package',
		skuId: byId(String(skuId)),
		priceId: byId(String(priceId)),
		count: 1,
		simType: 'esim',
		simplify: true,
		output: 'order',
		qrCode: true,
		binaryPropertyName: 'qrCode',
		...overrides,
	};
}

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

	test('creates the code without an API call', async () => {
		const lpa = 'LPA:1$rsp.example.com$0D809-FFD24-B5019';
		const { outputs } = await runNode({ credential, parameters: getQrCode(lpa) });
		const [{ json, binary, pairedItem }] = outputs[0];
		expect(json).toEqual({
			lpa,
			smdpAddress: 'rsp.example.com',
			matchingId: '0D809-FFD24-B5019',
			iosInstallUrl: `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${lpa}`,
			androidInstallUrl: `https://esimsetup.android.com/esim_qrcode_provisioning?carddata=${lpa}`,
			qrCodeContentId: 'qrCode',
		});
		expect(scan(binary.qrCode).content).toBe(lpa);
		expect(binary.qrCode).toMatchObject({
			mimeType: 'image/png',
			fileName: 'esim-1.png',
		});
		expect(pairedItem).toEqual({ item: 0 });
		expect(sim.calls).toEqual([]);
	});

	test('leaves a white border of four modules', async () => {
		const lpa = 'LPA:1$rsp.example.com$0D809-FFD24-B5019';
		const { outputs } = await runNode({ credential, parameters: getQrCode(lpa) });
		const { pixels, width } = scan(outputs[0][0].binary.qrCode);
		const isBlack = (x: number, y: number) => pixels[(y * width + x) * 4] === 0;
		expect(isBlack(31, 32)).toBe(false);
		expect(isBlack(32, 31)).toBe(false);
		expect(isBlack(32, 32)).toBe(true);
		expect(isBlack(width - 33, 32)).toBe(true);
		expect(isBlack(width - 32, 32)).toBe(false);
	});

	test.each([
		['lpa:1$RSP.example.com$abc', 'LPA:1$RSP.example.com$abc'],
		['LPA:1$rsp.example.com$', 'LPA:1$rsp.example.com$'],
		['LPA:1$rsp.example.com$ABC$1.3.6.1.4.1$1', 'LPA:1$rsp.example.com$ABC$1.3.6.1.4.1$1'],
		[' 1$rsp.example.com$ABC\n', 'LPA:1$rsp.example.com$ABC'],
		[
			'https://esimsetup.apple.com/x?a=1&carddata=LPA:1$r.example.com$ABC',
			'LPA:1$r.example.com$ABC',
		],
		[
			'https://esimsetup.android.com/x?carddata=LPA%3A1%24r.example.com%24A',
			'LPA:1$r.example.com$A',
		],
		['LPA%3A1%24rsp.example.com%24ABC', 'LPA:1$rsp.example.com$ABC'],
	])('takes %s', async (lpa, content) => {
		const { outputs } = await runNode({
			credential,
			parameters: getQrCode(lpa, { binaryPropertyName: 'code' }),
		});
		expect(scan(outputs[0][0].binary.code).content).toBe(content);
	});

	test.each([
		'https://example.com',
		'LPA:1$only',
		'LPA:1$host$A B',
		'LPA:2$rsp.example.com$A',
		'https://esimsetup.apple.com/?carddata=LPA:2$rsp.example.com$ABC',
		'http://esimsetup.apple.com/?carddata=LPA:1$rsp.example.com$ABC',
	])('refuses %s without quoting it', async (lpa) => {
		const { success, error } = await runNode({ credential, parameters: getQrCode(lpa) });
		expect(success).toEqual([]);
		expect(error[0].error).toMatchObject({
			type: 'input',
			message: "'LPA String' does not contain an eSIM activation code",
		});
		expect(JSON.stringify(error)).not.toContain(lpa);
	});
});

describe('Order > Create and Order > Get', () => {
	test('one item per card: each has its own code, named by its ICCID', async () => {
		const { outputs } = await runNode({
			credential,
			parameters: create({ count: 2, output: 'cards' }),
		});
		expect(outputs[0]).toHaveLength(2);
		for (const { json, binary } of outputs[0]) {
			expect(Object.keys(binary)).toEqual(['qrCode']);
			expect(scan(binary.qrCode).content).toBe(json.lpa);
			expect(binary.qrCode.fileName).toBe(`${json.iccid}.png`);
		}
	});

	test('one item per order: the codes of its cards are numbered', async () => {
		const { outputs } = await runNode({
			credential,
			parameters: create({ count: 3, binaryPropertyName: 'code' }),
		});
		const [{ json, binary }] = outputs[0];
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
		sim.changeCatalogue(({ packages, oddities: { plain } }) => {
			for (const each of packages(plain.skuId)) Object.assign(each, { showName: name });
		});
		const { outputs } = await runNode({ credential, parameters: create({ output: undefined }) });
		const [{ json }] = outputs[0] as unknown as [{ json: Record<string, string> }];
		expect(Object.keys(json).slice(0, 8)).toEqual([
			'iccid',
			'lpa',
			'iosInstallUrl',
			'androidInstallUrl',
			'qrCodeContentId',
			'data',
			'validityDays',
			'activateBefore',
		]);
		expect(json.emailHtml).toContain('<img src="cid:qrCode"');
		for (const link of [json.iosInstallUrl, json.androidInstallUrl]) {
			expect(json.emailHtml).toContain(`href="${link}"`);
			expect(json.emailText).toContain(link);
		}
		expect(json.emailHtml).toContain('&lt;b&gt;&quot;Japan&quot; &amp; &#39;more&#39;');
		for (const mail of [json.emailHtml, json.emailText]) {
			for (const told of [json.matchingId, json.smdpAddress, json.iccid]) {
				expect(mail).toContain(told);
			}
			expect(mail).toMatch(/iOS 17\.4[\s\S]*Android 10/);
			expect(mail).toMatch(/before you leave[\s\S]*data roaming[\s\S]*works once/);
		}
	});

	test('an order that is fetched has them, too', async () => {
		const [order] = sim.seedOrders(1);
		const { outputs } = await runNode({
			credential,
			parameters: create({ operation: 'get', orderNumber: order.orderNum, output: 'cards' }),
		});
		const [{ json, binary }] = outputs[0];
		expect(scan(binary.qrCode).content).toBe(json.lpa);
	});

	test('off by default, and without an activation code there is no file', async () => {
		const off = await runNode({ credential, parameters: create({ qrCode: undefined }) });
		expect(off.outputs[0][0].binary).toBeUndefined();

		const { skuId, priceId, dpId, iccid } = sim.catalogue.oddities.physical;
		const physical = await runNode({
			credential,
			parameters: create({
				simType: 'physical',
				skuId: byId(String(skuId)),
				priceId: byId(String(priceId)),
				dpId: byId(String(dpId)),
				iccids: iccid,
			}),
		});
		expect(physical.success[0].cards[0].iccid).toBe(iccid);
		expect(physical.success[0].cards[0].qrCodeContentId).toBeNull();
		expect(physical.outputs[0][0]).not.toHaveProperty('binary');
		expect(physical.success[0]).toHaveProperty('emailHtml', null);
	});

	test.each([
		['binaryPropertyName', '={{ $json.nothing }}', 'Put Output File in Field'],
		['output', '={{ $json.nothing }}', 'Output'],
	])('a %s without a value is refused before anything is bought', async (name, value, label) => {
		const { error } = await runNode({ credential, parameters: create({ [name]: value }) });
		expect(error[0].error).toMatchObject({ type: 'input', message: `'${label}' is required` });
		expect(sim.ledger).toEqual([]);
	});

	test('a renewal costs nothing if its output settings cannot be read', async () => {
		const [order] = sim.seedOrders(1, { status: 0, activated: false });
		const { error } = await runNode({
			credential,
			parameters: create({
				operation: 'renew',
				renewBy: 'iccid',
				iccid: order.plans[0].card.iccid,
				output: '={{ $json.nothing }}',
				qrCode: undefined,
				options: { checkPackage: false },
			}),
		});
		expect(error[0].error).toMatchObject({ type: 'input', message: "'Output' is required" });
		expect(sim.ledger).toEqual([]);
	});

	test('a file that cannot be stored does not hide that the order was placed', async () => {
		const store = jest
			.spyOn(BinaryDataService.prototype, 'store')
			.mockRejectedValue(new Error('disk full'));
		const { error } = await runNode({ credential, parameters: create() });
		store.mockRestore();
		expect(sim.ledger).toHaveLength(1);
		expect(error[0].error).toMatchObject({
			outcome: 'executed',
			retryable: false,
			message: `Order ${sim.ledger[0].orderNum} exists, but its QR code could not be stored`,
		});
	});
});
