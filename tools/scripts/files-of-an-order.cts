/**
 * Which files of the product one order of one eSIM enters, and how many functions, counted by V8 while
 * the built node runs in n8n's engine: `npm run files-of-an-order`. The figure is in CONTRIBUTING.md.
 */

import '../../test/harness/environment.cts';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

import { startSimulator } from '../simulator/index.cts';
import { credentialOf } from '../../test/harness/credentials.cts';
import { runNode } from '../../test/harness/engine.cts';
import { parametersOf, table } from '../../test/nodes/MioEsim/operations/table.cts';

const DIST = join(__dirname, '../../dist/');

async function main() {
	const row = table.find(({ name }) => name === 'order:create');
	if (row === undefined) throw new Error('The table has no order');
	const sim = await startSimulator({ seed: 1 });
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	// What loading a file calls is not counted: everything is loaded by now.
	await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
	const { success } = await runNode({
		credential: credentialOf(sim),
		parameters: parametersOf(row, sim, { count: 1 }),
	});
	const { result } = await session.post('Profiler.takePreciseCoverage');
	if (success.length !== 1) throw new Error('Nothing was bought');
	await sim.close();
	const entered = result
		.map(({ url, functions }) => ({
			file: url.replace('file://', ''),
			calls: functions.filter(({ ranges }) => ranges[0].count > 0).length,
		}))
		.filter(({ file, calls }) => file.startsWith(DIST) && calls > 0)
		.map(({ file, calls }) => ({ file: file.slice(DIST.length), calls }))
		.sort((left, right) => (left.file < right.file ? -1 : 1));
	for (const { file, calls } of entered) console.log(`${String(calls).padStart(4)} ${file}`);
	const functions = entered.reduce((sum, { calls }) => sum + calls, 0);
	console.log(`One order of one eSIM enters ${entered.length} files and ${functions} functions`);
}

void main().then(() => process.exit());
