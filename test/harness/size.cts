/**
 * How much the random tests try: `npm test` draws a small sample, the same in every run;
 * `npm run test:thorough` many more, from the seed FAULT_SEED.
 */
export const size = <T,>(small: T, thorough: T): T =>
	process.env.THOROUGH === undefined ? small : thorough;

/** Of all random tests; set FAULT_SEED for other draws. */
export const SEED = Number(process.env.FAULT_SEED ?? 20_260_131);
