/** A seeded generator of numbers in [0, 1) (mulberry32), so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** The seed of this run: SEED in the environment, or the clock. */
export function chosenSeed(): number {
	return Number(process.env.SEED ?? Date.now() % 1_000_000);
}
