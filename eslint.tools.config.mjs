// Lints what does not ship: every `.cts` file. What ships has n8n's own configuration in
// eslint.config.mjs, which has to stay as n8n wrote it.
import { defineConfig, globalIgnores } from 'eslint/config';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import tseslint from 'typescript-eslint';

// What is type-checked is linted.
const TOOLS = 'tsconfig.tools.json';
const { include, exclude } = ts.readConfigFile(
	fileURLToPath(new URL(TOOLS, import.meta.url)),
	ts.sys.readFile,
).config;

export default defineConfig(
	globalIgnores(exclude),
	{
		files: include,
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { project: TOOLS, tsconfigRootDir: import.meta.dirname } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			// `() => clock.advance(100)` says what it does; braces would add lines and nothing else.
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			// `{ sign: _, ...rest }` is how a field is left out.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			// What was caught is passed on as it is.
			'@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
			// A number or a boolean reads in a text as it is written.
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowBoolean: true, allowNumber: true },
			],
		},
	},
	{
		// n8n's HTTP Request node still calls n8n's older helpers, and so does its test.
		files: ['test/credentials/httpRequestNode.test.cts'],
		rules: { '@typescript-eslint/no-deprecated': 'off' },
	},
);
