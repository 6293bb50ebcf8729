import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import type { Email } from 'postal-mime';

import {
	DataTables,
	openWebhook,
	prepareExamples,
	readExamples,
	runExample,
	sendOrder,
	type Example,
} from '../lib/examples.cts';
import { MailSink } from '../lib/mail-sink.cts';
import { waitFor } from '../lib/processes.cts';
import { assert } from '../lib/report.cts';
import { CUSTOMER, SIGNING, signedOrder } from '../lib/samples.cts';
import type { ReadyBench } from './bench.cts';

/** Those that are started by a customer or a shop, and not by hand. */
const STARTED_ELSEWHERE = ['ai-agent-with-approval', 'webhook-order'];

/** The text of the QR code that a mail shows. */
function qrCodeOf({ html = '', attachments }: Email) {
	const shown = attachments.find(({ contentId }) =>
		html.includes(`cid:${contentId?.slice(1, -1)}`),
	);
	assert.ok(shown, 'The mail shows no image');
	const { data, width, height } = PNG.sync.read(Buffer.from(shown.content as string, 'base64'));
	return jsQR(new Uint8ClampedArray(data), width, height)?.data ?? 'no QR code';
}

/** Every example is imported, gets its credentials, and runs to its end. */
export async function checkExamples({ report, instance, simulator, credential }: ReadyBench) {
	report.section('Example workflows');
	const sink = await MailSink.start();
	const credentials = [credential, sink.credential(), SIGNING];
	const examples = readExamples(credentials);
	const subjects = () => sink.mails.map(({ subject }) => subject ?? '');
	try {
		await report.check(`${examples.length} examples can be imported`, async () => {
			await instance.import('credentials', [sink.credential(), SIGNING]);
			await instance.import(
				'workflow',
				examples.map(({ workflow }) => workflow),
			);
			await prepareExamples(instance, simulator);
		});
		for (const example of examples.filter(({ name }) => !STARTED_ELSEWHERE.includes(name))) {
			await report.check(`${example.name} runs to its end`, async () => {
				const status = await runExample(instance, example);
				assert.equal(status, example.fails ? 'error' : 'success', subjects().join('\n'));
			});
		}
		await checkMails(report, sink.mails);
		await checkAgain({ report, instance, examples, sink });
		await report.check('an order of any shop is taken only with its signature', async () => {
			await openWebhook(instance);
			const { body, signature } = signedOrder('#3001');
			const refused = [undefined, 'wrong', signature.toUpperCase()];
			for (const wrong of refused)
				assert.equal((await sendOrder(instance, body, wrong)).status, 401);
			assert.equal((await sendOrder(instance, `${body} `, signature)).status, 401);
			assert.equal((await sendOrder(instance, body, signature)).status, 202);
			await waitFor('its email', () => subjects().includes('Your eSIM for order #3001'));
		});
	} finally {
		sink.stop();
	}
}

async function checkMails(report: ReadyBench['report'], mails: Email[]) {
	const bySubject = (subject: string) => {
		const mail = mails.find((each) => each.subject === subject);
		assert.ok(mail, `No mail ${subject} among\n${mails.map((each) => each.subject).join('\n')}`);
		return mail;
	};
	const esims = [
		'Your eSIM for order #2001 (1 of 2)',
		'Your eSIM for order #2001 (2 of 2)',
		'Your eSIM for order #2002 (1 of 2)',
		'Your eSIM for order pi_2003',
	];
	const again = [
		'Your eSIM for order #2001, again (1 of 2)',
		'Your eSIM for order #2001, again (2 of 2)',
	];
	await report.check('each eSIM is emailed with a QR code that installs it', () => {
		const codes = [...esims, ...again].map((subject) => {
			const mail = bySubject(subject);
			assert.deepEqual(
				mail.to?.map(({ address }) => address),
				[CUSTOMER],
			);
			const code = qrCodeOf(mail);
			assert.match(code, /^LPA:1\$[^$]+\$[^$]+$/);
			const [, smdpAddress, matchingId] = code.split('$');
			for (const part of [smdpAddress, matchingId]) {
				assert.ok(mail.html?.includes(part) && mail.text?.includes(part), `${subject}: ${part}`);
			}
			return code;
		});
		assert.equal(new Set(codes).size, esims.length);
	});
	await report.check('operations are told what was not delivered, and nothing of T-shirts', () => {
		const { text = '' } = bySubject('Order #2002: 1 not delivered');
		assert.match(text, /ESIM-ATLANTIS/);
		assert.equal(mails.filter((mail) => /shirt/i.test(JSON.stringify(mail))).length, 0);
	});
	await report.check(
		'the renewal offer names the destination, the price of the shop, a link',
		() => {
			const { html = '' } = bySubject('82 % of your travel data is used');
			assert.match(html, /Japan, 5 GB for 30 days: \$19\.00/);
			assert.match(html, /renew\?iccid=\d{18,20}/);
		},
	);
}

interface Again extends Pick<ReadyBench, 'report' | 'instance'> {
	examples: Example[];
	sink: MailSink;
}

async function checkAgain({ report, instance, examples, sink }: Again) {
	await report.check('an order that the shop sends again is not emailed again', async () => {
		const before = sink.mails.length;
		const shopify = examples.find(({ name }) => name === 'shopify-order');
		assert.ok(shopify);
		assert.equal(await runExample(instance, shopify), 'success');
		assert.equal(sink.mails.length, before);
		const book = await (
			await DataTables.of(instance)
		).rows<{ orderId: string; status: string }>('eSIM order book');
		const statuses = book.filter(({ orderId }) => orderId === '#2001').map(({ status }) => status);
		assert.deepEqual(statuses, ['emailed']);
	});
}
