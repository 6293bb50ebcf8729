/**
 * Reads `--name value` pairs and bare `--name` switches.
 *
 * @param known names allowed, without the dashes
 */
export function readArguments(
	argv: string[],
	{ values = [], switches = [] }: { values?: string[]; switches?: string[] },
): Record<string, string | boolean> {
	const read = {};
	for (let i = 0; i < argv.length; i++) {
		const [name, inline] = argv[i].replace(/^--/, '').split(/=(.*)/s);
		if (argv[i].startsWith('--') && switches.includes(name)) {
			read[name] = true;
		} else if (argv[i].startsWith('--') && values.includes(name)) {
			read[name] = inline ?? argv[++i];
			if (read[name] === undefined) throw new Error(`--${name} needs a value`);
		} else {
			const allowed = [...values.map((v) => `--${v} …`), ...switches.map((s) => `--${s}`)];
			throw new Error(`Unknown argument ${argv[i]}. Known: ${allowed.join(', ')}`);
		}
	}
	return read;
}
