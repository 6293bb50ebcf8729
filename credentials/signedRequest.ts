import { inputFailure } from '../mioesim/codes/failures';
import type { StoredAccount } from '../mioesim/client/account';
import { formOf, sign, toWire, type Parameters } from '../mioesim/wire/parameters';
import { parseJson, record } from '../mioesim/values';

/** The parts of an HTTP request that n8n passes to a credential; its HTTP Request node says `uri` and `form`. */
export type HttpRequest = Partial<
	Record<'method' | 'url' | 'uri' | 'baseURL', string> &
		Record<'qs' | 'body' | 'form' | 'formData', unknown> &
		Record<'headers', Record<string, unknown>> &
		Record<'disableFollowRedirect' | 'followRedirect' | 'followAllRedirects', boolean>
>;

/** Only requests to its `baseUrl` are signed. */
export type SigningKey = Pick<StoredAccount, 'baseUrl' | 'secretKey' | 'signatureStyle'> & {
	token: string;
};

/** Parameters from an object, from JSON text or from form text. */
function fieldsOf(content: unknown): Parameters {
	if (content instanceof URLSearchParams) return Object.fromEntries(content);
	if (typeof content !== 'string') return record(content) as Parameters;
	const trimmed = content.trim();
	if (!trimmed.startsWith('{')) return Object.fromEntries(new URLSearchParams(trimmed));
	const parsed = parseJson(trimmed);
	if (parsed !== undefined) return record(parsed) as Parameters;
	throw inputFailure('The body of the request is not valid JSON', 'Send the parameters as a form');
}

/** Base and address are joined as n8n's HTTP layer joins them, so a path in the base is kept. */
function targetOf({ url, uri, baseURL }: HttpRequest): URL {
	const address = url ?? uri ?? '';
	if (!baseURL || /^([a-z][a-z\d+.-]*:)?\/\//i.test(address))
		return new URL(address, baseURL || undefined);
	return new URL(`${baseURL.trim().replace(/\/+$/, '')}/${address.replace(/^\//, '')}`);
}

/**
 * Adds token and signature to a request, in place, and turns a body into a form: the API reads request
 * parameters only, and mistakes a JSON body for a wrong signature (docs/api.md, section 1). Signing a
 * signed request again replaces token and signature.
 *
 * @throws {Failure} when the request leaves the base URL's origin, or its body contains no parameters
 */
export function signRequest<T extends HttpRequest>(request: T, key: SigningKey): T {
	const target = targetOf(request);
	const { origin } = new URL(key.baseUrl);
	if (target.origin !== origin) {
		throw inputFailure(
			`The MIOeSIM credential signs requests to ${origin} only, not to ${target.origin}`,
			"Send the request to the 'Base URL' of the credential, or change it there",
		);
	}
	if (request.formData !== undefined) {
		throw inputFailure(
			'MIOeSIM does not accept a multipart body',
			'Send the parameters in the query or as a form (Form URL-Encoded)',
		);
	}
	const parameters: Parameters = {
		...fieldsOf(target.searchParams),
		...fieldsOf(request.qs),
		...fieldsOf(request.body),
		...fieldsOf(request.form),
		token: key.token,
	};
	delete parameters.sign;
	const signed = toWire(parameters);
	signed.sign = sign(signed, key.secretKey.trim(), key.signatureStyle);

	// A redirect would send token and signature to another address.
	request.disableFollowRedirect = true;
	request.followRedirect = false;
	request.followAllRedirects = false;
	target.search = '';
	if (request.uri !== undefined) request.uri = target.href;
	else request.url = target.href;
	delete request.baseURL;
	delete request.form;
	if (['GET', 'HEAD'].includes((request.method ?? 'GET').toUpperCase())) {
		request.qs = signed;
		delete request.body;
		return request;
	}
	delete request.qs;
	const { headers, body } = formOf(signed);
	const others = Object.entries(request.headers ?? {}).filter(
		([name]) => name.toLowerCase() !== 'content-type',
	);
	request.headers = { ...Object.fromEntries(others), ...headers };
	request.body = body;
	return request;
}
