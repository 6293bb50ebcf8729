import { readJson } from '../../dist/mioesim/wire/json';
import { cpuMs } from '../harness/cpu.cts';

const MB = 1024 * 1024;

it.each(['[', '{"a":', '"', '\\"', '"\\', '1', '-', '1.', '1e', '[1,', ' '])(
	'takes bounded time for 1 MB of %j',
	(piece) => {
		const json = `{"code":0,"data":${piece.repeat(MB / piece.length)}`;
		// Some 30 ms; quadratic cost would take minutes.
		expect(cpuMs(() => readJson(json), 2000)).toBeLessThan(2000);
	},
);
