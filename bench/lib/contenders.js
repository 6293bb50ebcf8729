'use strict';

const { Agent, request } = require('undici');

const { CredentialStore, NAME } = require('../../test/harness/credentials');
const { runNode, startWorkflow, outputsOf } = require('../../test/harness/engine');
const { sign } = require('../../dist/api/signature');

/** The same look-ups, done in several ways. */

function credentialFor({ url, account }) {
	const { phoneNumber, password, secretKey } = account;
	return new CredentialStore({ phoneNumber, password, secretKey, baseUrl: url });
}

const PAGE = { pageNo: '1', pageSize: '100' };

function signed(credential, iccid) {
	const { token, secretKey } = credential.data;
	const parameters = { iccid, ...PAGE, token };
	return { ...parameters, sign: sign(parameters, secretKey) };
}

/** The node as it ships, in n8n's engine. */
async function lookUpWithNode(credential, iccids, concurrency) {
	const { success, error } = await runNode({
		credential,
		items: iccids.map((iccid) => ({ iccid })),
		parameters: {
			resource: 'card',
