import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import { portOf } from '../../../test/harness/servers.cts';
import { freePort } from './processes.cts';

const escape = (text = '') => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const addressesOf = ({ to }: Email) => (to ?? []).map(({ address }) => address).join(', ');

/** An SMTP server that delivers nothing: its mails can be looked at in a browser. */
export class MailSink {
	readonly mails: Email[] = [];
	/** Where the mails can be looked at. */
	url = '';
	private smtpPort = 0;
	private readonly smtp = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData: (stream, _, done) => void this.receive(stream).then(() => done(), done),
	});
	private readonly pages = createServer((request, response) => this.show(request, response));

	static async start({ port = 0 }: { port?: number } = {}) {
		const sink = new MailSink();
		sink.smtpPort = await freePort();
		await new Promise<void>((ready) => sink.smtp.listen(sink.smtpPort, '127.0.0.1', ready));
		await new Promise<void>((ready) => sink.pages.listen(port, '127.0.0.1', ready));
		sink.url = `http://127.0.0.1:${portOf(sink.pages)}`;
		return sink;
	}

	private async receive(stream: AsyncIterable<Buffer>) {
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		const raw = Buffer.concat(chunks);
		this.mails.push(await PostalMime.parse(raw, { attachmentEncoding: 'base64' }));
	}

	/** As `import:credentials` takes it. */
	credential() {
		const data = { host: '127.0.0.1', port: this.smtpPort, secure: false, disableStartTls: true };
		return { id: 'mailsinkcred0001', name: 'Mail sink', type: 'smtp', data };
	}

	private show({ url = '/' }: IncomingMessage, response: ServerResponse) {
		const mail = this.mails.at(Number(url.slice(1)));
		const page = url === '/' ? this.list() : mail && mailPage(mail);
		response.statusCode = page ? 200 : 404;
		response.setHeader('content-type', 'text/html; charset=utf-8');
		// A mail may show its images and nothing else.
		const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
		response.setHeader('content-security-policy', policy);
		response.end(page ?? 'There is no such mail');
	}

	private list() {
		const rows = this.mails.map(
			(mail, index) =>
				`<li value="${index + 1}"><a href="/${index}">${escape(mail.subject)}</a>, to ${escape(addressesOf(mail))}</li>`,
		);
		return `<title>Mails</title><h1>${rows.length} mails</h1><ol reversed>${rows.reverse().join('')}</ol>`;
	}

	stop() {
		this.pages.closeAllConnections();
		this.pages.close();
		this.smtp.close();
	}
}

/** An attachment as an address that a browser can show. */
export const dataUrl = ({ mimeType, content }: Email['attachments'][number]) =>
	`data:${mimeType};base64,${content as string}`;

function mailPage(mail: Email) {
	const facts = `<p><a href="/">All mails</a></p><h1>${escape(mail.subject)}</h1><p>To ${escape(addressesOf(mail))}</p><hr>`;
	const shown = mail.attachments.reduce(
		(html, each) => html.replaceAll(`cid:${each.contentId?.slice(1, -1)}`, dataUrl(each)),
		mail.html ?? '',
	);
	const text = mail.text ? `<hr><pre style="white-space: pre-wrap">${escape(mail.text)}</pre>` : '';
	return facts + shown + text;
}
