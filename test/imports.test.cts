import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * The layers of the code, from top to bottom (CONTRIBUTING.md). A file may import from its own layer and
 * from those below it, never from one above.
 */
const layers = [
	['nodes/MioEsim/MioEsim.node.ts', 'nodes/MioEsimTrigger'],
	['nodes/MioEsim/run', 'nodes/MioEsim/lists'],
	['nodes/MioEsim/operations'],
	['mioesim/lines', 'nodes/MioEsim/output', 'nodes/MioEsim/fields'],
	['nodes/MioEsim/operation.ts'],
	['nodes/shared'],
	['mioesim/client', 'credentials'],
	['mioesim/shapes'],
	['mioesim/wire'],
	['mioesim/codes'],
	['mioesim'],
];

const root = join(__dirname, '..');
const folders = ['nodes', 'mioesim', 'credentials'];

const files = folders
	.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
			join(folder, name),
		),
	)
	.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));

/** Files of this repository that a file imports, whether for values or for types. */
function importsOf(file: string): string[] {
	const source = readFileSync(join(root, file), 'utf8');
	return [...source.matchAll(/\bfrom '(\.[^']+)'/g)].map(([, target]) => {
		const path = normalize(join(dirname(file), target));
		return files.find((name) => name === `${path}.ts` || name === join(path, 'index.ts')) ?? path;
	});
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));

/** These files still read what an item asks for. */
const isBeingMoved = (file: string) => file.startsWith('mioesim/lines/');

/** 0 is the top layer. */
function layerOf(file: string): number {
	return layers.findIndex((names) =>
		names.some((name) => file === name || file.startsWith(`${name}/`)),
	);
}

it('every file belongs to a layer', () => {
	expect(files.length).toBeGreaterThan(100);
	expect(files.filter((file) => layerOf(file) === -1)).toEqual([]);
});

it('no import points to a higher layer', () => {
	const up = [...graph].flatMap(([file, targets]) =>
		targets
			.filter((target) => layerOf(target) !== -1 && layerOf(target) < layerOf(file))
			.map((target) => `${file} -> ${target}`),
	);
	expect(up).toEqual([]);
});

it('node and trigger do not import each other', () => {
	const between = (from: string, to: string) =>
		[...graph].flatMap(([file, targets]) =>
			file.startsWith(from) ? targets.filter((target) => target.startsWith(to)) : [],
		);
	expect(between('nodes/MioEsim/', 'nodes/MioEsimTrigger/')).toEqual([]);
	expect(between('nodes/MioEsimTrigger/', 'nodes/MioEsim/')).toEqual([]);
});

it('the library imports nothing outside itself, and has no word of n8n', () => {
	const inside = files.filter((file) => file.startsWith('mioesim/') && !isBeingMoved(file));
	const outside = inside.flatMap((file) =>
		(graph.get(file) ?? [])
			.filter((target) => !target.startsWith('mioesim/'))
			.map((target) => `${file} -> ${target}`),
	);
	const named = inside.filter((file) => /n8n/i.test(readFileSync(join(root, file), 'utf8')));
	expect({ outside, named }).toEqual({ outside: [], named: [] });
});

it('two files call n8n for the library: the port, and the hooks of the credential', () => {
	const callers = files.filter((file) =>
		/\bhttpRequest\w*\b|getCredentials|getSecureEgressFilter/.test(
			readFileSync(join(root, file), 'utf8'),
		),
	);
	expect(callers).toEqual(['nodes/shared/port.ts', 'credentials/loginHook.ts']);
});

it('there are no circular imports', () => {
	const cycles: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, path: string[]): void => {
		if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
		if (done.has(file) || path.includes(file)) return;
		for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
		done.add(file);
	};
	for (const file of files) visit(file, []);
	expect(cycles).toEqual([]);
});

it('nodes/MioEsim has two files outside its folders', () => {
	const loose = readdirSync(join(root, 'nodes/MioEsim')).filter((name) => name.endsWith('.ts'));
	expect(loose.sort()).toEqual(['MioEsim.node.ts', 'operation.ts']);
});
