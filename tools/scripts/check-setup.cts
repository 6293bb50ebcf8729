/**
 * Runs Account > Check Setup outside n8n. It only reads: nothing is bought.
 *
 *     MIOESIM_PHONE_NUMBER=… MIOESIM_PASSWORD=… MIOESIM_SECRET_KEY=… npm run check-setup
 *
 * `MIOESIM_DP_ID` and `MIOESIM_BASE_URL` are optional. Prints a table, and exits with 1 if a finding has
 * failed.
 */

import Table from 'cli-table3';

import { CredentialStore } from '../../test/harness/credentials.cts';
import { runNode } from '../../test/harness/engine.cts';

interface Finding {
	check: string;
	ok: boolean | null;
	message: string;
	resolution: string | null;
}

const variables = {
	phoneNumber: 'MIOESIM_PHONE_NUMBER',
	password: 'MIOESIM_PASSWORD',
	secretKey: 'MIOESIM_SECRET_KEY',
	dpId: 'MIOESIM_DP_ID',
	baseUrl: 'MIOESIM_BASE_URL',
} as const;

const MARKS = { true: 'ok', false: 'FAILED', null: '-' } as const;

function mark({ ok }: Finding): string {
	return MARKS[String(ok) as keyof typeof MARKS];
}

async function main(): Promise<number> {
	const entries = Object.entries(variables).flatMap(([field, name]) => {
		const value = process.env[name];
		return value === undefined || value === '' ? [] : [[field, value] as const];
	});
	const { success, error, stoppedBy } = await runNode({
		credential: new CredentialStore(Object.fromEntries(entries)),
		parameters: { resource: 'account', operation: 'check' },
	});
	const findings = success as unknown as Finding[];
	const failed = error.at(0);
	if (findings.length === 0) {
		console.error(failed ? `${failed.error.message}\n${failed.error.resolution}` : stoppedBy);
		console.error(`The credential comes from ${Object.values(variables).join(', ')}`);
		return 1;
	}
	const table = new Table({
		head: ['check', '', 'finding', 'what to do'],
		style: { head: [], border: [] },
		colWidths: [16, 8, 44, 52],
		wordWrap: true,
	});
	for (const finding of findings) {
		table.push([finding.check, mark(finding), finding.message, finding.resolution ?? '']);
	}
	console.log(table.toString());
	return findings.some(({ ok }) => ok === false) ? 1 : 0;
}

void main().then((code) => process.exit(code));
