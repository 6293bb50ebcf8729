/** A seeded generator (mulberry32): the same seed gives the same catalogue, cards and faults. */
export interface Random {
	/** in [0, 1) */
	next: () => number;
	/** both ends included */
	integer: (min: number, max: number) => number;
	/** true with these odds, 0 to 1 */
	chance: (odds: number) => boolean;
	pick: <T>(list: readonly T[]) => T;
	/** uppercase */
	hex: (digits: number) => string;
	/** decimal, may begin with 0 */
	digits: (count: number) => string;
}

/** As many hex digits as one draw of 32 bits provides. */
const DIGITS_AT_ONCE = 8;

export function createRandom(seed: number): Random {
	let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let bits = Math.imul(state ^ (state >>> 15), state | 1);
		bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
		return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
	};
	const text = (length: number, base: number) => {
		let written = '';
		while (written.length < length) {
			const part = Math.min(length - written.length, DIGITS_AT_ONCE);
			written += Math.floor(next() * base ** part)
				.toString(base)
				.padStart(part, '0');
		}
		return written.toUpperCase();
	};
	return {
		next,
		integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
		chance: (odds) => next() < odds,
		pick: (list) => list[Math.floor(next() * list.length)],
		hex: (digits) => text(digits, 16),
		digits: (count) => text(count, 10),
	};
}
