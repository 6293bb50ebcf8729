type Arguments<TValue extends string, TSwitch extends string> = { [TName in TValue]?: string } & {
	[TName in TSwitch]?: boolean;
};

/**
 * Reads `--name value` pairs and bare `--name` switches.
 *
 * @param known names allowed, without the dashes
 */
export function readArguments<TValue extends string = never, TSwitch extends string = never>(
	argv: string[],
	known: { values?: TValue[]; switches?: TSwitch[] },
): Arguments<TValue, TSwitch> {
	const values: string[] = known.values ?? [];
	const switches: string[] = known.switches ?? [];
	const read: Record<string, string | boolean> = {};
	for (let i = 0; i < argv.length; i++) {
		const parts = argv[i].replace(/^--/, '').split(/=(.*)/s);
		const [name] = parts;
		if (argv[i].startsWith('--') && switches.includes(name)) {
			read[name] = true;
		} else if (argv[i].startsWith('--') && values.includes(name)) {
			const value = parts.at(1) ?? argv.at(++i);
			if (value === undefined) throw new Error(`--${name} needs a value`);
			read[name] = value;
		} else {
			const allowed = [...values.map((v) => `--${v} …`), ...switches.map((s) => `--${s}`)];
			throw new Error(`Unknown argument ${argv[i]}. Known: ${allowed.join(', ')}`);
		}
	}
	return read as Arguments<TValue, TSwitch>;
}
