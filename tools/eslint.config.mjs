// Lints what does not ship: every `.cts` file. What ships has n8n's own configuration in
// eslint.config.mjs, which must stay unchanged.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
	{
		files: ['tools/**/*.cts', 'test/**/*.cts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: {
			// tools/scripts/lint.cts hands over the program with which it checks the types.
			parserOptions: { project: 'tsconfig.json', tsconfigRootDir: import.meta.dirname },
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			// `() => clock.advance(100)` says what it does; braces would only add lines.
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			// `{ sign: _, ...rest }` leaves out a field.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			// A caught error is passed on unchanged.
			'@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
			// A number or a boolean in a template is written as it is.
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowBoolean: true, allowNumber: true },
			],
		},
	},
	{
		// The compiler checks the types of the tests. Of the rules that need types, which are a third of the
		// linting, only those are left without which a test could pass before it has ended.
		files: ['test/**/*.cts'],
		extends: [tseslint.configs.disableTypeChecked],
		rules: {
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
		},
	},
);
