/// <reference types="jest" />

// In Jest's types, asymmetric matchers are `any`, which would spread to every object that contains one.
// The reference above loads those types first, so that these signatures come before them.
declare namespace jest {
	interface Expect {
		any(classType: unknown): unknown;
		anything(): unknown;
		arrayContaining(items: readonly unknown[]): unknown;
		objectContaining(fields: object): unknown;
		stringContaining(text: string): unknown;
		stringMatching(pattern: string | RegExp): unknown;
	}
}
